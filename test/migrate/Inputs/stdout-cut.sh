# stdout-cut.sh FOLDER PROGRAM: see stdout-cut.c.
set -eu
rm -rf "$1" && mkdir "$1" && cd "$1"
program=$2
$program > whole
tail -n 6 whole > rest

save() {
  rm -f out*
  CGT_OPTIONS=save=image:at_poll=4 $program > out
  cmp out whole
}
restore() { CGT_OPTIONS=restore=image:stats=out.stats$1 $program; }
longer() { test "$(wc -l < out)" -gt "$(wc -l < whole)" && test ! -e out.cgt-cut.1; }

save
restore "" >> out && cmp out whole && cmp out.cgt-cut.1 rest && cat out.stats
restore "" 1<> out && cmp out whole && cmp out.cgt-cut.2 rest
save
restore :stdout=keep >> out && longer
save
sed -i 's/line 2/LINE 2/' out
restore "" >> out && longer && grep LINE out
save
head -n 1 whole > out
restore "" 2>&1 >> out
save
restore "" > out.rest 2> out.err && cmp out.rest rest && test ! -s out.err && cat out.stats
