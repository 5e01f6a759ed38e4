# ===- worked-example.py - Is docs/pass.md what the pass does? -----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# worked-example.py [--update] DOC FOLDER -- CLANG... -- OPT...
#
# DOC has one block ```c, the program, and blocks ```llvm whose first line names what they show: `; plugin: NAME...` the
# IR that the plugin leaves, `; pass: NAME...` what becomes of it; NAMEs are functions, types or variables. CLANG... compiles
# with the plugin, OPT... runs the pass. The code must be the same but for comments, which are the reader's: from ` ; ` on.
# --update writes it anew and keeps the comments of lines that stay.
#
# ===------------------------------------------------------------------------===#

import argparse
import difflib
import os
import re
import subprocess
import sys

NOISE = re.compile(r"(, ![\w.]+ !\d+)+| ![\w.]+ !\d+|#\d+ ?|\b(local_unnamed_addr|dso_local|noundef|nonnull|internal|hidden) |"
                   r", align \d+|nocapture |readonly ")


def code_of(line):
    return re.sub(r"\s+; .*", "", line).rstrip()


def clean(line):
    line = code_of(line)
    line = re.sub(r"getelementptr inbounds i8, (ptr %[\w.]+), i64 (\d+)", r"\1 + \2", line)
    return NOISE.sub("", line).rstrip()  # `P + 8`: eight bytes behind P


def parts(ir):
    """The functions, types and variables of a module by name, as lists of lines."""
    found, lines = {}, iter(ir.splitlines())
    for line in lines:
        if match := re.match(r"define .*@([\w.]+)\(", line):
            body = [clean(line)]
            while body[-1] != "}":
                body.append(clean(next(lines)))
            found[match[1]] = [l for l in body if l]
        elif match := re.match(r"[%@]([\w.]+) = ", line):
            found[match[1]] = [clean(line)]
    return found


def run(command, text):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def with_comments(fresh, old):
    """The lines of \\p fresh with what \\p old says of them."""
    known = [code_of(line) for line in old]
    result = list(fresh)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, known, fresh, False).get_opcodes():
        if tag == "equal":
            result[c:d] = old[a:b]
    return result


def split(args, count):
    groups = [[]]
    for arg in args:
        if arg == "--":
            groups.append([])
        else:
            groups[-1].append(arg)
    return (groups + [[]] * count)[:count]


def main(argv):
    own, clang, opt = split(argv, 3)
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("doc")
    parser.add_argument("folder")
    options = parser.parse_args(own)
    with open(options.doc, encoding="utf-8") as file:
        text = file.read()
    os.makedirs(options.folder, exist_ok=True)
    program = os.path.join(options.folder, "total.c")
    with open(program, "w", encoding="utf-8") as file:
        file.write(re.search(r"```c\n(.*?)```", text, re.S)[1])
    noted = run(clang + [program, "-o", "-"], None)
    stages = {"plugin": parts(noted), "pass": parts(run(opt, noted))}

    def block(match):
        lines = match[1].splitlines()
        stage, names = re.match(r"; (\w+): (.*)", lines[0]).groups()
        fresh = sum((stages[stage].get(name, ["%s is gone" % name]) for name in names.split()), [])
        return "```llvm\n" + "\n".join([lines[0]] + with_comments(fresh, lines[1:])) + "\n```"

    wanted = re.sub(r"```llvm\n(.*?)\n```", block, text, flags=re.S)
    if options.update:
        with open(options.doc, "w", encoding="utf-8") as file:
            file.write(wanted)
        return 0
    change = list(difflib.unified_diff(text.splitlines(), wanted.splitlines(), options.doc, "what the pass does", lineterm=""))
    print("\n".join(change))
    return 1 if change else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
