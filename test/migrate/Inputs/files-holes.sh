# files-holes.sh FOLDER SAVER RESTORER...: see files-holes.c.
set -eu
folder=$1 saver=$2
shift 2
rm -rf "$folder" && mkdir "$folder" && cd "$folder"

# What is in the file where it isn't a hole, and its length.
ends() { head -c 1000 large | sha1sum && tail -c 1000 large | sha1sum && wc -c < large; }
small() { test "$(du -k "$1" | cut -f1)" -lt 200; }

$saver > whole
ends > ends
rm large
CGT_OPTIONS=save=image:at_poll=3 $saver > output
CGT_OPTIONS=restore=image "$@" >> output
cmp output whole
ends | cmp - ends
small large
small large.cgt-cut.1
small image
