# ===- status.py - Run a command that must end with a status -----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# status.py STATUS COMMAND...: its output is passed on.
#
# ===------------------------------------------------------------------------===#

import subprocess
import sys

status = subprocess.run(sys.argv[2:]).returncode
if status != int(sys.argv[1]):
    sys.exit("status %d, expected %s" % (status, sys.argv[1]))
