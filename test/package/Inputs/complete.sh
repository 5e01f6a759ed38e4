# complete.sh TOOLS FILE WORD...: what bash offers, with the completions of FILE, in place of the last word of a command line.
PATH=$1:$PATH
. /usr/share/bash-completion/bash_completion
. "$2"
shift 2
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
compopt() { :; } # there is no line being edited
function=$(complete -p "$1" | sed 's/.*-F \([^ ]*\) .*/\1/')
$function "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
echo "${COMPREPLY[@]}"
