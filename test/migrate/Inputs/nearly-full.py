# ===- nearly-full.py - Images that nearly fill the stack --------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# nearly-full.py IMAGE "SAVER" PROGRAM...: SAVER, which may be several words, is saved when its stack holds a part of a hard
# limit, up to 90 percent. Each PROGRAM carries it or refuses it under the same limit. Some are carried, some refused.
#
# ===------------------------------------------------------------------------===#

import os
import subprocess
import sys

image, saver, programs = sys.argv[1], sys.argv[2].split(), sys.argv[3:]
LIMIT = 1 << 20
counts = {0: 0, 86: 0}


def run(command, options, limits):
    env = dict(os.environ, CGT_OPTIONS=options)
    return subprocess.run(limits + command, env=env, capture_output=True)


for percent in (20, 45, 65, 80, 90):
    wanted = [str(percent * LIMIT // 100)]
    limits = ["prlimit", "--stack=%d:%d" % (LIMIT, LIMIT)]
    own = [] if len(saver) > 1 else limits  # an emulator's stack is its own
    whole = run(saver + wanted, "verbosity=1", own)
    saved = run(saver + wanted, "save=%s:at_poll=1:after=exit" % image, own)
    if whole.returncode != 0 or saved.returncode != 85:
        sys.exit("%d %%: status %d, saved %d" % (percent, whole.returncode, saved.returncode))
    for program in programs:
        done = run([program], "restore=" + image, limits)
        good = done.stdout == whole.stdout if done.returncode == 0 else not done.stdout and b"stack limit" in done.stderr
        if done.returncode not in counts or not good:
            sys.exit("%s, %d %%: status %d, %s" % (program, percent, done.returncode, done.stderr))
        counts[done.returncode] += 1
print("%d carried, %d refused" % (counts[0], counts[86]))
if not counts[0] or not counts[86]:
    sys.exit("one of them never")
