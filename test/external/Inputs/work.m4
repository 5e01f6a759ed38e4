divert(-1)
# Recursion, arithmetic, regular expressions, diversions and definitions by the thousand.
changequote([, ])
define([forloop], [pushdef([$1], [$2])_forloop($@)popdef([$1])])
define([_forloop], [$4[]ifelse($1, [$3], [], [define([$1], incr($1))$0($@)])])
define([fib], [ifelse(eval($1 < 2), 1, [$1], [eval(fib(decr($1)) + fib(eval($1 - 2)))])])
define([gcd], [ifelse($2, 0, [$1], [gcd($2, eval($1 % $2))])])
define([reverse], [ifelse([$#], 0, [], [$#], 1, [[$1]], [reverse(shift($@)), [$1]])])
define([times], [ifelse($2, 0, [], [$1[]times([$1], decr($2))])])
define([note], [define([name_$1], eval($1 * 7919 % 10007))])
define([sum], 0)
divert(0)dnl
forloop([round], 1, 12, [dnl
round sum fib(14)
forloop([i], 1, 2500, [note(i)])dnl
forloop([i], 1, 2500, [define([sum], eval((sum + indir([name_]i)) % 1000003))])dnl
round names sum
round divisors forloop([i], 90, 130, [gcd(i, 36) ])
round backwards reverse(forloop([i], 1, 40, [i,])end)
divert(1)dnl
round diverted times([ab], 40)
divert(0)dnl
round replaced patsubst(times([the queue of oaks ], 60), [[aeiou]+\([a-z]\)], [<\1>])
round index forloop([i], 1, 300, [ifelse(regexp([item]i, [7$]), -1, [], [i ])])
])dnl
