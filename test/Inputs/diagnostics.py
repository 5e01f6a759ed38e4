# ===- diagnostics.py - Is every message explained? ---------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# diagnostics.py SOURCE_TREE: fails when docs/diagnostics.md lacks
# * a heading for a slug of plugin/Diagnostics.def or rt/abi/Findings.def,
# * a row for a code of Errors.def, with its number, name and text (or has a row for no code),
# * the first words of a message that a room of rt reports,
# * a detail or message that rt/rmr gives.
#
# ===------------------------------------------------------------------------===#

import glob
import os
import re
import sys

# Calls whose first argument begins a message.
REPORTS = re.compile(r'report::(?:error|warning|note)\(\s*"([^"\\]+(?:\\.[^"\\]*)*)"')
# Calls and functions of rt/rmr whose text ends up in an error.
DETAILS = re.compile(r'(?:\b(?:refuse|frame|fail)\((?:[\w:.]+, )?|\breturn )"([^"\n]+)"')


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def check_slugs(root, doc):
    slugs = re.findall(r'CGT_DIAG\(\w+, \w+, "([\w-]+)"', read(root, "plugin/Diagnostics.def"))
    slugs += re.findall(r'^CGT_FINDING\(\w+, "([\w-]+)"', read(root, "rt/abi/Findings.def"), re.M)
    for slug in slugs:
        heading = "### cgt-" + slug
        if heading not in doc.splitlines():
            yield "no heading '%s'" % heading


def check_codes(root, doc):
    numbers = set()
    for name, number, text in re.findall(r'CGT_ERROR\((\w+), (\d+), "([^"]*)"\)', read(root, "rt/include/cgt/Errors.def")):
        numbers.add(number)
        row = "| %s | %s | `%s` |" % (number, name, text)
        if row not in doc:
            yield "no row '%s'" % row
    for number in re.findall(r"^\| (\d+) \|", doc, re.M):
        if number not in numbers:
            yield "row of %s, which isn't in Errors.def" % number


def check_messages(root, doc):
    for path in sorted(glob.glob("rt/**/*.cpp", root_dir=root, recursive=True)):
        for message in REPORTS.findall(read(root, path)):
            words = message.replace('\\"', '"').rstrip("' ")
            if words not in doc:
                yield "nothing explains '%s' (%s)" % (words, path)


def check_details(root, doc):
    folder = os.path.join(root, "rt", "rmr")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        for detail in DETAILS.findall(read(root, "rt/rmr/" + name)):
            if "`%s`" % detail not in doc:
                yield "nothing explains '%s' (rt/rmr/%s)" % (detail, name)


def main(args):
    if len(args) != 1:
        sys.exit("usage: diagnostics.py SOURCE_TREE")
    root, missing = args[0], 0
    doc = read(root, "docs/diagnostics.md")
    for check in check_slugs, check_codes, check_messages, check_details:
        for text in check(root, doc):
            print("docs/diagnostics.md: " + text)
            missing += 1
    print("%d missing" % missing)
    sys.exit(missing != 0)


if __name__ == "__main__":
    main(sys.argv[1:])
