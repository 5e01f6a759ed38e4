#===- completion.bash - Bash completes calls of the tools -------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What there is to complete the tools say by --help: their options, and what stands behind each for its value.
#
#===------------------------------------------------------------------------===#

# Completes $cur, of whose option --help says that its value is $1.
_cgt_value()
{
    case $1 in
        FILE*) _filedir ;;
        PID*) _pids; _filedir ;;
        SIGNAL*)
            # The last one of a list.
            local before=
            [[ $cur == *,* ]] && before=${cur%,*},
            COMPREPLY=($(compgen -P "$before" -W "$(compgen -A signal SIG | sed s/^SIG//)" -- "${cur##*,}")) ;;
        *[[:lower:]]*) COMPREPLY=($(compgen -W "${1//|/ }" -- "$cur")) ;;
    esac
}

_cgt_run()
{
    local cur prev words cword split
    _init_completion -s || return
    local help k value
    help=$("$1" --help 2> /dev/null)
    for ((k = 1; k < cword; ++k)); do
        if [[ ${words[k]} == -- ]]; then
            _command_offset $((k + 1))
            return
        fi
        [[ ${words[k]} == --*=* || ${words[k]} == --try ]] && continue
        if [[ ${words[k]} == --* ]]; then
            ((++k)) # its value
        elif [[ ${words[k]} != = ]]; then
            _command_offset $k
            return
        fi
    done
    value=$(sed -n "s/^  $prev \([^ ]*\) .*/\1/p" <<< "$help")
    if [[ -n $value ]]; then
        _cgt_value "$value"
    elif [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$(sed -n 's/^ *\(--[a-z-]*\)[[ ].*/\1/p' <<< "$help") --help --version --" -- "$cur"))
    else
        _command_offset $cword
    fi
} && complete -F _cgt_run cgt-run

_cgt_inspect()
{
    local cur prev words cword split
    _init_completion -s || return
    case $prev in
        --check-for)
            COMPREPLY=($(compgen -W "$("$1" --platforms 2> /dev/null | sed -n 's/^platform: //p')" -- "$cur")) ;;
        --max-image) ;;
        --tags | --lossy)
            COMPREPLY=($(compgen -W "$([[ $prev == --tags ]] && echo paper || echo long_double)" -- "$cur")) ;;
        *)
            if [[ $cur == -* ]]; then
                COMPREPLY=($(compgen -W "$(_parse_help "$1")" -- "$cur"))
                [[ ${COMPREPLY-} == *= ]] && compopt -o nospace
            else
                [[ $cword -eq 1 ]] && COMPREPLY=($(compgen -W diff -- "$cur"))
                _filedir
            fi ;;
    esac
} && complete -F _cgt_inspect cgt-inspect

_cgt_cc()
{
    local cur prev words cword
    _init_completion -n = || return
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$("$1" --help 2> /dev/null | sed -n '/^OPTIONS OF CLANG/q; s/^  \(-[^ ]*=\)[^ ]* .*/\1/p; s/^  \(-[^ =]*\) .*/\1/p'
            "$1" --autocomplete="$cur" 2> /dev/null | cut -f1 | grep -v "^-fplugin-arg-cgt")" -- "$cur"))
        [[ ${COMPREPLY-} == *= ]] && compopt -o nospace
    else
        _filedir
    fi
} && complete -F _cgt_cc cgt-cc
