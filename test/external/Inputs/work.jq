# Groups, sums, sorted and joined text, recursion, paths, exceptions.
def fib: if . < 2 then . else (. - 1 | fib) + (. - 2 | fib) end;
def walked: [paths | length] | add;
(group_by(.tags[1]) | map({tag: .[0].tags[1], n: length, sum: (map(.value) | add), last: (map(.name) | max)}) | .[]),
(map(select(.inner.even) | .inner.list | add) | add),
(sort_by(.name) | [.[range(0; length; 2000)].name] | join(" ")),
(.[:300] | walked),
([range(0; 15) | fib] | tostring),
(reduce .[] as $r ({}; .[$r.tags[2]] += $r.value) | to_entries | map("\(.key)=\(.value)") | join(",")),
([.[:500][] | try (if .id % 50 == 0 then error("e\(.id)") else empty end) catch .] | join(" ")),
(map(.tags | map(ascii_upcase | ltrimstr("T") | tonumber) | add) | add),
([limit(5; .[] | select(.value > 124))] | map(.id))
