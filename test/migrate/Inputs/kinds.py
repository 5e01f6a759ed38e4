#===- kinds.py - One program with several cases, each saved and resumed ------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# kinds.py SAVER RECEIVER KIND[=STATUS]...
#
# Saves SAVER (a command) called with KIND at its first poll, resumes with
# RECEIVER; that must end with STATUS, 0 if none is given, and no output
# in case of a refusal but its message.
#
#===----------------------------------------------------------------------===#

import os
import shlex
import subprocess
import sys

saver, receiver = shlex.split(sys.argv[1]), shlex.split(sys.argv[2])
failures = 0


def run(command, options):
    return subprocess.run(command, env=dict(os.environ, CGT_OPTIONS=options), capture_output=True, text=True)


for argument in sys.argv[3:]:
    kind, _, status = argument.partition('=')
    image = saver[-1] + '.image'
    saved = run(saver + [kind], 'save=%s:at_poll=1:after=exit' % image)
    resumed = run(receiver, 'restore=' + image) if saved.returncode == 85 else saved
    refused = status in ('86', '87')
    right = resumed.returncode == int(status or 0) and (not refused or not resumed.stdout)
    if not right:
        failures += 1
        print('%s: status %d\n%s%s' % (kind, resumed.returncode, resumed.stdout, resumed.stderr))
    elif refused:
        print('%s: %s' % (kind, resumed.stderr.strip()))
sys.exit(failures != 0)
