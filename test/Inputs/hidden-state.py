#===- hidden-state.py - Is each function with hidden state in the limits? ---===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# hidden-state.py LIMITS.md: reads the manual pages of libc (package manpages-dev), which mark functions that share state of their
# own by `MT-Unsafe race:`, and demands that the document names each of them.
#
#===------------------------------------------------------------------------===#

import glob
import gzip
import re
import sys

PAGES = "/usr/share/man/man[23]/*.[23]*.gz"
FEWEST = 100  # that the pages of any release mark


def marked(page):
    """The functions of a page whose row of the table says so."""
    section = re.search(r"\.SH ATTRIBUTES(.*?)(\n\.SH|\Z)", page, re.S)
    rows = re.split(r"\n(?=T\{\n\.BR? )", section.group(1))[1:] if section else []
    for row in rows:
        names, _, value = row.partition("Thread safety")
        if "MT-Unsafe" in value and "race" in value:
            yield from re.findall(r"^\.BR? (\w+)", names, re.M)


def main(limits):
    functions = set()
    for path in glob.glob(PAGES):
        with gzip.open(path, "rt", errors="replace") as page:
            functions.update(marked(page.read()))
    if len(functions) < FEWEST:
        sys.exit("only %d functions are marked in %s: is manpages-dev installed?" % (len(functions), PAGES))
    with open(limits) as file:
        named = set(re.findall(r"\w+", file.read()))
    missing = sorted(functions - named)
    for function in missing:
        print("%s: nothing says what becomes of the state of %s()" % (limits, function))
    print("%d functions, %d missing" % (len(functions), len(missing)))
    return bool(missing)


sys.exit(main(*sys.argv[1:]))
