#!/usr/bin/env python3
# ===- take-turns.py - A program that goes from platform to platform ------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   take-turns.py IMAGE PROGRAM...
#
# Runs the first PROGRAM, a command line, until it has saved itself and left with 85, resumes it by the next one until that has, and so on
# in turn until it ends. Prints what all have printed, then how many saves there were.
#
# ===------------------------------------------------------------------------===#

import os
import shlex
import subprocess
import sys

SAVED = 85


def main():
    image, programs = sys.argv[1], [shlex.split(p) for p in sys.argv[2:]]
    if os.path.exists(image):
        os.remove(image)
    options, saves = "", 0
    while True:
        environment = dict(os.environ, CGT_OPTIONS="%ssave=%s" % (options, image))
        status = subprocess.run(programs[saves % len(programs)], env=environment, timeout=60).returncode
        if status != SAVED:
            break
        options = "restore=%s:" % image
        saves += 1
    print("%d saves" % saves, flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
