# ===- findings.py - Do two builds show a sanitizer the same? ------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# findings.py COUNT PLAIN OTHER: runs both with 0 to COUNT-1 as argument. Each time the sanitizer must end both, for the same
# reason, found by the same functions of the program at the same lines.
#
# ===------------------------------------------------------------------------===#

import re
import subprocess
import sys

FRAME = re.compile(r"#\d+ (?:0x\w+ in )?(\w+) \S*?([\w.-]+\.c:\d+)")


def finding(program, what):
    result = subprocess.run([program, what], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    summary = re.search(r"^SUMMARY: (\w+Sanitizer: [\w-]+)|^==\d+==(?:ERROR|WARNING): (\w+: [\w -]+?) on ", result.stderr, re.M)
    if result.returncode == 0 or not summary:
        sys.exit("%s %s: status %d, nothing found\n%s" % (program, what, result.returncode, result.stderr))
    where = result.stderr[result.stderr.index("#0 ") :].split("\n\n")[0]   # not who allocated
    frames = [(function, place) for function, place in FRAME.findall(where) if not place.startswith("libc")]
    reason = summary.group(1) or summary.group(2)
    # Which of two threads is told first isn't the same each time, and where they are called from.
    return reason, frames[:1] if reason.startswith("Thread") else frames


count, plain, other = int(sys.argv[1]), sys.argv[2], sys.argv[3]
for number in range(count):
    wanted, got = finding(plain, str(number)), finding(other, str(number))
    if wanted != got:
        sys.exit("%d: %s instead of %s" % (number, got, wanted))
    print(number, *wanted[0].split(), wanted[1][0] if wanted[1] else "")
