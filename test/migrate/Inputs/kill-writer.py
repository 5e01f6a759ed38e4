# ===- kill-writer.py - Kills the process that writes an image -----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# kill-writer.py FOLDER PROGRAM: PROGRAM saves at each of three polls, after which it reads a byte. The process that writes
# the first image is killed while it does. Prints PROGRAM's status and what is in FOLDER at the end.
#
# ===------------------------------------------------------------------------===#

import os
import signal
import subprocess
import sys
import time

from jobs import children

folder, program = sys.argv[1:]
env = dict(os.environ, CGT_OPTIONS="save=%s/image.%%n:every_polls=1:keep=1:compress=19" % folder)
process = subprocess.Popen([program], env=env, stdin=subprocess.PIPE)
deadline = time.monotonic() + 60
while not any(".tmp." in name for name in os.listdir(folder)):
    time.sleep(0.01)
    if time.monotonic() > deadline:
        sys.exit("nothing is written")
(writer,) = children(process.pid)
os.kill(writer, signal.SIGKILL)
process.communicate(b"123")
print("status", process.returncode)
print(sorted(os.listdir(folder)))
