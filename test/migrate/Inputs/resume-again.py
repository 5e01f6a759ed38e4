# ===- resume-again.py - A program that is saved and resumed over and over ----===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# resume-again.py POLLS IMAGES PROGRAM...: saves after each POLLS polls, and goes on in the next of the programs until one of
# them ends. What they write is what the first alone would write. At least four resumptions are asked for.
#
# ===------------------------------------------------------------------------===#

import os
import subprocess
import sys

SAVED = 85


def main(polls, images, *programs):
    status, resumed = SAVED, -1
    while status == SAVED:
        resumed += 1
        options = "save=%s.%d:at_poll=%s:after=exit" % (images, resumed + 1, polls)
        if resumed:
            options += ":restore=%s.%d" % (images, resumed)
        program = programs[resumed % len(programs)]
        status = subprocess.run([program], env=dict(os.environ, CGT_OPTIONS=options)).returncode
        if resumed:
            os.unlink("%s.%d" % (images, resumed))
    print("%d resumptions, status %d" % (resumed, status), file=sys.stderr)
    sys.exit(status or resumed < 4)


main(*sys.argv[1:])
