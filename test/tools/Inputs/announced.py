#===- announced.py - Does --check-for say what a restore says? ------------===//
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# announced.py CGT-INSPECT IMAGE ARGUMENT TRIPLE SAVER... -- RECEIVER... saves SAVER with the argument at its first poll, restores that by
# RECEIVER, a program of TRIPLE, which refuses it, and prints the reason if cgt-inspect --check-for gives it, too.
#
#===------------------------------------------------------------------------===//

import json
import os
import subprocess
import sys

inspect, image, argument, triple, *programs = sys.argv[1:]
middle = programs.index("--")


def run(program, options):
    return subprocess.run(program + [argument], env={**os.environ, "CGT_OPTIONS": options}, capture_output=True, text=True)


saved = run(programs[:middle], "save='%s':at_poll=1:after=exit" % image)
if saved.returncode != 85:
    sys.exit("not saved: %d\n%s" % (saved.returncode, saved.stderr))
check = subprocess.run([inspect, "--json", "--check-for=" + triple, image], capture_output=True, text=True)
losses = json.loads(check.stdout)["losses"]
restore = run(programs[middle + 1:], "restore='%s'" % image)
if (check.returncode, restore.returncode) != (3, 87):
    sys.exit("statuses %d and %d\n%s%s" % (check.returncode, restore.returncode, check.stdout, restore.stderr))
for loss in losses:
    if loss["reason"] in restore.stderr:
        print("%s %d: %s" % (triple, loss["code"], loss["reason"]))
        sys.exit(0)
sys.exit("not announced: %s%s" % (restore.stderr, check.stdout))
