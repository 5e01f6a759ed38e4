# files-names.sh FOLDER PROGRAM: see files-names.c.
set -eu
rm -rf "$1" && mkdir "$1" && cd "$1"
for place in old new; do
  mkdir -p $place/work/folder
  for name in work/beside work/folder/below above work/absolute work/first; do
    echo "${name##*/} of $place" > $place/$name
  done
  : > $place/work/log
done
mv new/work/first new/work/renamed && echo "renamed of new" > new/work/renamed
(cd old/work && CGT_OPTIONS=save=../../image:at_poll=2:after=exit $2 "$PWD/absolute") || test $? = 85
(cd new/work && CGT_OPTIONS=restore=../../image $2 && cat log)
test ! -s old/work/log
