# ===- check-platforms.py - Ask the compiler about platforms -----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# check-platforms.py FILE, where FILE is what cgt-inspect --platforms printed. Each fact becomes a static assertion that
# clang compiles for the platform.
#
# ===------------------------------------------------------------------------===#

import re
import subprocess
import sys

import platforms

ASSERTIONS = """
#define MEMBER(T) __builtin_offsetof(struct { char c; T m; }, m)
_Static_assert((__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) == %(big)d, "byte order");
_Static_assert(sizeof(void *) == %(pointer)s, "pointer");
_Static_assert(sizeof(long) == %(long)s, "long");
_Static_assert(MEMBER(long long) == %(long_long_align)s, "long long");
_Static_assert(MEMBER(double) == %(double_align)s, "double");
_Static_assert(sizeof(long double) == %(long_double)s, "long double size");
_Static_assert(MEMBER(long double) == %(long_double_align)s, "long double alignment");
_Static_assert(__LDBL_MANT_DIG__ == %(digits)d, "long double format");
_Static_assert(((char)-1 < 0) == %(signed)d, "char");
"""
DIGITS = {"double": 53, "x87 extended": 64, "quad": 113, "double-double": 106}
FACTS = re.compile(
    r"""platform: (?P<triple>\S+)
  byte order: (?P<order>little|big)
  pointer: (?P<pointer>\d) bytes
  long: (?P<long>\d) bytes
  long long: 8 bytes, align (?P<long_long_align>\d)
  double: 8 bytes, align (?P<double_align>\d)
  long double: (?P<format>[a-z0-9 -]+), (?P<long_double>\d+) bytes, align (?P<long_double_align>\d+)
  char: (?P<char>signed|unsigned)
  bit-fields: from the (?P<bits>top|bottom)
"""
)

listed = list(FACTS.finditer(open(sys.argv[1]).read()))
if sorted(m["triple"] for m in listed) != sorted(p.triple for p in platforms.PLATFORMS):
    sys.exit("other platforms than those of platforms.py: %s" % [m["triple"] for m in listed])
for match in listed:
    big = match["order"] == "big"
    facts = dict(match.groupdict(), big=big, digits=DIGITS[match["format"]], signed=match["char"] == "signed")
    if (match["bits"] == "top") != big:
        sys.exit("%s: bit-fields" % match["triple"])
    command = ["clang", "--target=" + match["triple"], "-x", "c", "-fsyntax-only", "-"]
    if subprocess.run(command, input=ASSERTIONS % facts, text=True).returncode != 0:
        sys.exit(match["triple"])
print("%d platforms as the compiler has them" % len(listed))
