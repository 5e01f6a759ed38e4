# ===- expect-status.py - Run a command that must end in one way -------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# expect-status.py STATUS STDERR COMMAND...: exit status STATUS, STDERR as the one line on stderr, nothing on stdout.
#
# ===------------------------------------------------------------------------===#

import subprocess
import sys

status, message, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
run = subprocess.run(command, capture_output=True, text=True)
if (run.returncode, run.stderr, run.stdout) != (status, message + "\n", ""):
    sys.exit("status %d\nstderr: %s\nstdout: %s" % (run.returncode, run.stderr, run.stdout))
