# ===- with-notes.py - Plain IR as if the plugin had seen its source -----------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# with-notes.py FILE.ll: prints the module with the plugin's notes and annotations for each function that it defines, so that
# `opt -passes=cgt` instruments it. A line `; NOTES: {...}` overrides keys of the notes. Globals that the module defines are the
# notes' `vars` in order; there are no other variables with names.
#
# ===------------------------------------------------------------------------===#

import json
import re
import sys


def main(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    defined = re.findall(r"^define .*@([\w.]+)\(", text, re.M)
    function = {"file": "t.c", "line": 1, "hash": "0123456789abcdef"}
    notes = {
        "version": 1, "file": "t.c", "firstExternal": defined[0], "polls": "auto", "sanitizer": "",
        "types": [], "vars": [], "allocs": [], "system": [],
        "functions": [dict(function, name=name, line=1 + number) for number, name in enumerate(defined)],
        "named": re.findall(r"^declare .*@([\w.]+)\(", text, re.M),
    }
    for given in re.findall(r"^; NOTES: (.*)$", text, re.M):
        notes.update(json.loads(given))
    print(text)
    print('@t.file = private constant [4 x i8] c"t.c\\00", section "llvm.metadata"')
    entries = []
    variables = [name for name, _ in zip(re.findall(r"^@([\w.]+) = .*global ", text, re.M), notes["vars"])]
    for kind, names in ("f", defined), ("v", variables):
        for number, name in enumerate(names):
            mark = "cgt.%s:%d" % (kind, number)
            print('@t.%s%d = private constant [%d x i8] c"%s\\00", section "llvm.metadata"' % (kind, number, len(mark) + 1, mark))
            entries.append("{ ptr, ptr, ptr, i32, ptr } { ptr @%s, ptr @t.%s%d, ptr @t.file, i32 1, ptr null }" % (name, kind, number))
    print('@llvm.global.annotations = appending global [%d x { ptr, ptr, ptr, i32, ptr }] [%s], section "llvm.metadata"'
          % (len(entries), ", ".join(entries)))
    written = json.dumps(notes, separators=(",", ":"))
    print('@__cgt_unit_notes = internal constant [%d x i8] c"%s\\00"' % (len(written) + 1, written.replace('"', "\\22")))


if __name__ == "__main__":
    main(sys.argv[1])
