\ Words, loops, recursion, strings in the dictionary, execution tokens and doubles.
anew task-work
decimal
20000 constant size
create flags size allot
: sieve ( -- n )
  flags size 1 fill
  0 size 0 do
    flags i + c@ if
      i dup + 3 + dup i +
      begin dup size < while 0 over flags + c! over + repeat
      drop drop 1+
    then
  loop ;
: fib ( n -- f ) dup 2 < if else dup 1- recurse swap 2 - recurse + then ;
: gcd ( a b -- g ) begin dup while tuck mod repeat drop ;
: gcds ( n -- sum ) 0 swap 1 do i 1 ?do j i gcd + loop loop ;
create table 256 cells allot
: mix ( n -- sum )
  256 0 do i 7919 * 1009 mod table i cells + ! loop
  0 swap 0 do
    256 0 do
      table i cells + @ 31 * j + 65521 mod dup table i cells + !
      +
    loop 1000003 mod
  loop ;
: next-number ( n -- n' ) dup 1 and if 3 * 1+ else 2/ then ;
: steps ( n -- count ) 0 swap begin dup 1 > while next-number swap 1+ swap repeat drop ;
: longest ( n -- best ) 0 swap 1 do i steps max loop ;
: round-of ( k -- )
  dup . ." sieve " sieve . cr
  dup . ." fib " 23 fib . cr
  dup . ." gcd " 160 gcds . cr
  dup . ." mix " dup 300 * mix . cr
  dup . ." twice " ['] next-number 7 over execute swap execute . cr
  . ." steps " 9000 longest . cr ;
: work 4 1 do i round-of loop ." done" cr ;
work
