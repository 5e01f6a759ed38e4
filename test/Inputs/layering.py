# ===- layering.py - Who may include whom ------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# layering.py SOURCE_TREE: reads each #include of the C and C++ sources and fails on one that the rules below don't allow.
#
# ===------------------------------------------------------------------------===#

import os
import re
import sys

# Folder: the folders whose headers it may include besides its own.
FOLDERS = {
    "rt/include": [],
    "rt/abi": [],
    "rt/base": ["rt/include"],
    "rt/types": ["rt/base", "rt/include"],
    "rt/convert": ["rt/types", "rt/base", "rt/abi", "rt/include"],
    "rt/convert/kernels": ["rt/convert", "rt/types", "rt/base", "rt/include"],
    "rt/image": ["rt/types", "rt/base", "rt/include"],
    "rt/rmr": ["rt/convert", "rt/convert/kernels", "rt/types", "rt/base", "rt/include"],
}
PURE = ["rt/base", "rt/types", "rt/convert", "rt/image"]
# The runtime's rooms: each stands on all those before it.
BELOW = PURE + ["rt/abi", "rt/include"]
for room in "port", "heap", "libc", "program", "resources", "save", "restore", "start":
    FOLDERS["rt/" + room] = list(BELOW)
    BELOW.append("rt/" + room)
# The heap and libc's wrappers know nothing of images.
FOLDERS["rt/port"] = ["rt/base", "rt/include"]
FOLDERS["rt/heap"] = ["rt/port", "rt/base", "rt/abi", "rt/include"]
FOLDERS["rt/libc"] = ["rt/heap", "rt/port", "rt/base", "rt/abi", "rt/include"]
# Units of the program know what a program knows.
FOLDERS["rt/units"] = ["rt/include"]
# A program that resumes saves nothing meanwhile, and converts.
FOLDERS["rt/restore"].remove("rt/save")
FOLDERS["rt/restore"].append("rt/convert/kernels")
FOLDERS.update({
    "pass": PURE + ["rt/abi", "rt/include"],
    "plugin": ["pass"] + PURE + ["rt/abi", "rt/include"],
    "tools/platforms": ["rt/abi", "rt/types", "rt/base", "rt/include"],
    "tools/message": [],
    "tools/cgt-cc": ["tools/platforms", "tools/message"],
    "tools/cgt-run": ["rt/abi", "tools/message"],
    "tools/cgt-inspect": PURE + ["tools/platforms", "tools/message", "rt/abi", "rt/include"],
    "test/unit": PURE + ["rt/convert/kernels", "rt/abi", "rt/port", "rt/program", "rt/include", "tools/platforms"],
})

# Folder: what of others' it may include, by pattern.
C_HEADER = r"[a-z0-9_/]+\.h"
CXX_HEADER = r"[a-z0-9_]+"
PURE_HEADER = r"(stddef|stdint|string|xxhash)\.h"
FOREIGN = {
    "rt/include": r"stddef\.h",
    "rt/abi": r"std(def|int)\.h",
    "rt/convert/kernels": r"hwy/.*|" + C_HEADER + "|" + CXX_HEADER,
    "rt/rmr": r"(errno|stdlib|unistd)\.h",
    "pass": r"llvm/.*|" + C_HEADER + "|" + CXX_HEADER,
    "plugin": r"(llvm|clang)/.*|" + C_HEADER + "|" + CXX_HEADER,
    "tools/platforms": C_HEADER + "|" + CXX_HEADER,
    "tools/message": C_HEADER + "|" + CXX_HEADER,
    "tools/cgt-cc": C_HEADER + "|" + CXX_HEADER,
    "tools/cgt-run": C_HEADER + "|" + CXX_HEADER,
    "tools/cgt-inspect": r"llvm/.*|" + C_HEADER + "|" + CXX_HEADER,
    "test/unit": r"(llvm|gtest)/.*|" + C_HEADER + "|" + CXX_HEADER,
}
for room in FOLDERS:
    FOREIGN.setdefault(room, PURE_HEADER if room in PURE else C_HEADER)

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SEARCH_PATH = ["rt", "rt/include", "pass", "plugin", "tools/platforms", "tools/message", "test/unit"]


def folder_of(path):
    """The folder of FOLDERS that the file belongs to, or None."""
    matches = [f for f in FOLDERS if path.startswith(f + "/")]
    return max(matches, key=len, default=None)


def resolve(tree, includer, name):
    """The included file of ours, or None when it is somebody else's."""
    for start in [os.path.dirname(includer)] + SEARCH_PATH:
        path = os.path.normpath(os.path.join(start, name))
        if os.path.isfile(os.path.join(tree, path)):
            return path
    return None


def violations(tree, path):
    folder = folder_of(path)
    with open(os.path.join(tree, path), encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            name = match[2]
            target = resolve(tree, path, name)
            if target is None:
                if not re.fullmatch(FOREIGN[folder], name):
                    yield "%s:%d: %s may not include '%s'" % (path, number, folder, name)
            elif folder_of(target) not in [folder] + FOLDERS[folder]:
                yield "%s:%d: %s may not include '%s' of %s" % (path, number, folder, name, folder_of(target))


def main(tree):
    files, found = 0, []
    for folder in FOLDERS:
        for parent, _, names in os.walk(os.path.join(tree, folder)):
            for name in sorted(names):
                path = os.path.relpath(os.path.join(parent, name), tree)
                if name.endswith((".h", ".c", ".cpp", ".def")) and folder_of(path) == folder:
                    files += 1
                    found += violations(tree, path)
    print("\n".join(found + ["%d files, %d violations" % (files, len(found))]))
    return 1 if found or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
