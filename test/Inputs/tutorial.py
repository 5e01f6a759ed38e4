# ===- tutorial.py - Run a document's commands ----------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# tutorial.py DOCUMENT FOLDER [--file FILE] [FEATURE...]: does what a reader of DOCUMENT would, in FOLDER, which is empty
# but for a copy of FILE.
#
#   ```c prog.c        writes the block to the file prog.c
#   ```console         runs the lines that begin with `$ `, in one shell for each block, and compares what they print (stdout
#                      and stderr) with the lines below them; `...` in a line stands for any text, a line `...` for any lines
#   ```console s390x   the same, if the feature s390x is given
#
# A command's status isn't checked unless the document prints it.
#
# ===------------------------------------------------------------------------===#

import os
import re
import shutil
import subprocess
import sys

MARK = "@@ end of a command @@"


def blocks(text):
    """Yields line number, words behind the fence, and lines of each fenced block."""
    words = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if words is None:
                words, start, lines = line[3:].split(), number, []
            else:
                yield start, words, lines
                words = None
        elif words is not None:
            lines.append(line)


def commands(lines):
    """Yields each command with the output that is expected."""
    command, output = None, []
    for line in lines:
        if line.startswith("$ "):
            if command is not None:
                yield command, output
            command, output = line[2:], []
        else:
            output.append(line)
    if command is not None:
        yield command, output


def matches(expected, printed):
    pattern = "".join(".*" if line == "..." else re.escape(line).replace(r"\.\.\.", "[^\n]*") + "\n" for line in expected)
    return re.fullmatch(pattern, printed, re.S) is not None


def run_block(place, lines, folder):
    """Returns the number of commands whose output differs."""
    steps = list(commands(lines))
    # The status stays what it was, so that `echo $?` shows the command's.
    script = "".join("%s\n{ s=$?; echo '%s'; (exit $s); }\n" % (command, MARK) for command, _ in steps)
    done = subprocess.run(["bash", "-c", script], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding="utf-8")
    outputs = done.stdout.split(MARK + "\n")
    if len(outputs) != len(steps) + 1:
        print("%s: the shell ended early:\n%s" % (place, done.stdout))
        return 1
    wrong = 0
    for (command, expected), printed in zip(steps, outputs):
        if not matches(expected, printed):
            wrong += 1
            print("%s: $ %s\nexpected:\n%s\nprinted:\n%s" % (place, command, "\n".join(expected), printed))
    return wrong


def main(args):
    if len(args) < 2:
        sys.exit("usage: tutorial.py DOCUMENT FOLDER [--file FILE] [FEATURE...]")
    document, folder, features = args[0], args[1], args[2:]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    if features[:1] == ["--file"]:
        shutil.copy(features[1], folder)
        features = features[2:]
    ran = wrong = 0
    with open(document, encoding="utf-8") as file:
        text = file.read()
    for line, words, lines in blocks(text):
        if words[:1] == ["console"]:
            if all(word in features for word in words[1:]):
                ran += 1
                wrong += run_block("%s:%d" % (os.path.basename(document), line), lines, folder)
        elif len(words) == 2:
            with open(os.path.join(folder, words[1]), "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
    print("%d blocks, %d wrong" % (ran, wrong))
    sys.exit(wrong != 0 or ran == 0)


if __name__ == "__main__":
    main(sys.argv[1:])
