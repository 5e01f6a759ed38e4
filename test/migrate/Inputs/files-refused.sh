# files-refused.sh FOLDER PROGRAM: see files-refused.c.
set -eu
rm -rf "$1" && mkdir "$1" && cd "$1"
program=$2

save() {
  rm -rf ./*
  printf '0123456789\n' > in
  printf 'old\n' > appended
  printf 'in place' > updated
  printf 'first\nsecond\n' > input
  CGT_OPTIONS=save=../refused.image:at_poll=2 $program ${1-} < input > /dev/null
}
sums() { find . -type f | sort | xargs sha1sum; }
refuse() {
  echo "$1:"
  sums > ../refused.before
  CGT_OPTIONS=restore=../refused.image $program < input && exit 1
  test $? = 86 || exit 1
  sums | cmp - ../refused.before
}

save && printf '01x3456789\n' > in && refuse other
save && printf '0123' > in && refuse short
save && rm in && refuse gone
save && rm in && mkdir in && refuse folder && rmdir in
save && printf 'ol' > appended && refuse log
save && rm written && refuse written
save input && printf 'First\nsecond\n' > input && refuse input
save input && printf 'fir' > input && refuse shorter
save input && printf 'first\nlast\n' > input && echo good: && CGT_OPTIONS=restore=../refused.image $program < input
