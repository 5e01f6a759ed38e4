# ===- form.py - Sizes of files and functions, and copies ---------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# form.py SOURCE_TREE: fails on a C or C++ source or Python or shell script of over 500 lines, a header of over 150, a function of
# over 60, and on a run of 8 lines that stands twice in plugin, pass, rt or tools, letter for letter or but for names.
# EXCEPTIONS says which may be longer, and why.
#
# ===------------------------------------------------------------------------===#

import os
import re
import sys

MOST_LINES = {".cpp": 500, ".c": 500, ".h": 150, ".def": 150, ".py": 500, ".cmake": 500, ".S": 500, "": 500}
MOST_IN_FUNCTION = 60
SAME_LINES = 8
FOLDERS = ["plugin", "pass", "rt", "tools"]

# File: the lines that it may have, and why.
EXCEPTIONS = {
    "rt/include/cgt/rmr.h": (300, "the manual of a public interface"),
    "rt/include/cgt/rmr_element.h": (180, "inline code of a public interface, which users' compilers want in one place"),
}

FUNCTION = re.compile(r"^(\s*)(?!namespace|struct|class|enum|union|extern|if|for|while|switch|else|do|\}|return|#|case)\S.*[({].*\{$")
WORD = re.compile(r"[A-Za-z_]\w*")
KEYWORDS = set("if else for while do switch case default return break continue const constexpr static auto bool true false "
               "struct class enum namespace using template typename void int char unsigned sizeof nullptr this".split())


def sources(tree, folders):
    for folder in folders:
        for parent, dirs, names in os.walk(os.path.join(tree, folder)):
            dirs.sort()
            for name in sorted(names):
                path = os.path.join(parent, name)
                suffix = os.path.splitext(name)[1]
                if suffix in MOST_LINES and not os.path.islink(path):
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, tree), suffix, file.read().splitlines()


def long_files(path, suffix, lines):
    most, _ = EXCEPTIONS.get(path, (MOST_LINES[suffix], ""))
    if len(lines) > most:
        yield "%s: %d lines, of %d at most" % (path, len(lines), most)


def long_functions(path, suffix, lines):
    """A function ends where a brace closes as far left as it began."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None:
            match = FUNCTION.match(line)
            if match and len(match[1]) <= 2:
                start, end = number, match[1] + "}"
        elif line.startswith(end) and line.strip(" };") == "":
            if number - start + 1 > MOST_IN_FUNCTION:
                yield "%s:%d: a function of %d lines, of %d at most" % (path, start, number - start + 1, MOST_IN_FUNCTION)
            start = None


def code_of(line):
    """The line without its comment; empty if it says nothing by itself: includes, a member, a call without arguments."""
    code = re.sub(r"//.*", "", line).strip()
    says = len(WORD.findall(code)) >= 2 and not code.startswith(("#", "using ", "CGT_"))
    return code if says and not re.fullmatch(r"[\w.]+\(\);|(const )?[\w:]+ \*?\w+( = [\w:]+)?;", code) else ""


def renamed(run):
    """The lines with each name replaced by its number among the run's, so that copies with other names are equal."""
    numbers = {}
    return tuple(WORD.sub(lambda m: m[0] if m[0] in KEYWORDS else "$%d" % numbers.setdefault(m[0], len(numbers)), line)
                 for line in run)


def copies(files):
    """Runs of SAME_LINES lines that stand twice, but for names; lines of braces and the like don't count."""
    seen = {}
    for path, suffix, lines in files:
        if suffix not in (".c", ".cpp", ".h"):
            continue
        kept = [(number, code) for number, code in ((n, code_of(l)) for n, l in enumerate(lines, 1)) if code]
        behind = 0
        for at in range(len(kept) - SAME_LINES + 1):
            place = (path, kept[at][0])
            first = seen.setdefault(renamed(code for _, code in kept[at:at + SAME_LINES]), place)
            if first != place and (first[0] != path or place[1] - first[1] >= SAME_LINES) and at >= behind:
                yield "%s:%d: as %s:%d" % (place + first)
                behind = at + SAME_LINES


def main(tree):
    files = list(sources(tree, FOLDERS))
    found = []
    for path, suffix, lines in files:
        found += long_files(path, suffix, lines)
        if suffix in (".c", ".cpp", ".h"):
            found += long_functions(path, suffix, lines)
    found += copies(files)
    print("\n".join(found + ["%d files, %d lines, %d faults" % (len(files), sum(len(f[2]) for f in files), len(found))]))
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
