# Words counted, split, joined, replaced, sorted by a function of its own, with regular expressions and printf.
function sift(list, n, root,    child, held) {
  held = list[root]
  while ((child = 2 * root) <= n) {
    if (child < n && list[child + 1] > list[child]) child++
    if (list[child] <= held) break
    list[root] = list[child]
    root = child
  }
  list[root] = held
}
function sort(list, n,    i, held) {
  for (i = int(n / 2); i >= 1; i--) sift(list, n, i)
  for (i = n; i > 1; i--) {
    held = list[1]; list[1] = list[i]; list[i] = held
    sift(list, i - 1, 1)
  }
}
function depth(n) { return n < 2 ? n : depth(n - 1) + depth(n - 2) }
{
  for (i = 1; i < NF; i++) count[$i]++
  total += $NF
  pair[NR % 50, length($1)] += NF
  if ($0 ~ /^[aeiou].*t[a-z]* [0-9]*5$/) odd++
  line = $0
  changed += gsub(/e[rstn]/, "<&>", line)
  longest = length(line) > length(longest) ? line : longest
}
NR % 5000 == 0 { print NR, total, odd, changed, depth(12) }
END {
  for (w in count) words[++n] = w
  sort(words, n)
  for (i = 1; i <= n; i += 150) printf "%-12s %6d %.3f\n", words[i], count[words[i]], count[words[i]] / NR
  for (k in pair) { split(k, part, SUBSEP); sum[part[1]] += pair[k] * part[2] }
  for (i = 0; i < 50; i += 7) print i, sum[i]
  print n, total, substr(longest, 1, 60), toupper(substr(words[1], 1, 3)), index(longest, "<")
}
