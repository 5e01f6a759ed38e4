# Lists, dictionaries, procedures, expressions, exceptions, strings and regular expressions.
proc fib n { expr {$n < 2 ? $n : [fib [expr {$n - 1}]] + [fib [expr {$n - 2}]]} }
proc sorted n {
    set list {}
    set key 7
    for {set i 0} {$i < $n} {incr i} { lappend list [set key [expr {($key * 7919 + 13) % 100003}]] }
    set hash 0
    foreach x [lsort -integer $list] { set hash [expr {($hash * 31 + $x) % 1000003}] }
    return $hash
}
proc words n {
    set counts [dict create]
    for {set i 0} {$i < $n} {incr i} {
        foreach w [split "the quick brown fox [expr {$i % 89}] jumps"] { dict incr counts $w }
    }
    set list {}
    foreach w [lsort [dict keys $counts]] { lappend list $w=[dict get $counts $w] }
    return [string range [join $list] 0 59]
}
proc guarded n {
    set sum 0
    for {set i 0} {$i < $n} {incr i} {
        if {[catch { if {$i % 5 == 0} { error "e$i" }; set sum [expr {($sum + $i) % 100003}] } message]} { incr sum [string length $message] }
    }
    return $sum
}
proc replaced n {
    set total 0
    for {set i 0} {$i < $n} {incr i} { incr total [regsub -all {[aeiou]+([a-z])} "the beautiful queue $i of oaks" {<\1>} text] }
    return "$total $text"
}
proc sieve n {
    set found 0
    for {set i 2} {$i <= $n} {incr i} {
        if {[info exists composite($i)]} continue
        incr found
        for {set k [expr {$i * $i}]} {$k <= $n} {incr k $i} { set composite($k) 1 }
    }
    return $found
}
for {set round 1} {$round <= 3} {incr round} {
    puts "$round fib [fib 18]"
    puts "$round sorted [sorted 20000]"
    puts "$round words [words 1500]"
    puts "$round guarded [guarded 5000]"
    puts "$round replaced [replaced 800]"
    puts "$round sieve [sieve 30000]"
    puts "$round root [expr {$round * 1000003 / 7}]"
}
