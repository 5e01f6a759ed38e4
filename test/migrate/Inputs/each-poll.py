# ===- each-poll.py - Saves at each poll, resumes everywhere ------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# each-poll.py PREFIX POLLS WHOLE PROGRAM...: each program, which may be several words, is saved at its polls 1 to POLLS
# and leaves; from there each program is resumed. What both write is WHOLE each time. Images are PREFIX.image.
#
# ===------------------------------------------------------------------------===#

import os
import subprocess
import sys


def run(program, options, status):
    env = dict(os.environ, CGT_OPTIONS=options)
    result = subprocess.run(program.split(), env=env, stdout=subprocess.PIPE)
    if result.returncode != status:
        sys.exit("%s: status %d with %s" % (program, result.returncode, options))
    return result.stdout


prefix, polls, whole, programs = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
image = prefix + ".image"
with open(whole, "rb") as file:
    expected = file.read()
for saver in programs:
    for poll in range(1, polls + 1):
        first = run(saver, "save=%s:at_poll=%d:after=exit" % (image, poll), 85)
        for program in programs:
            if first + run(program, "restore=" + image, 0) != expected:
                sys.exit("%s, saved at poll %d, goes on wrongly as %s" % (saver, poll, program))
