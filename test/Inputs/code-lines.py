# ===- code-lines.py - Compare two programs' sizes ------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# code-lines.py A.c B.c: prints the lines of each that have more than comments and blanks, and whether A has half of B's or
# fewer.
#
# ===------------------------------------------------------------------------===#

import re
import sys


def code_lines(path):
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    return sum(bool(line.strip()) for line in text.splitlines())


counts = [code_lines(path) for path in sys.argv[1:]]
print(counts, "half or fewer" if 2 * counts[0] <= counts[1] else "more than half")
