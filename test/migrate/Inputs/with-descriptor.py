# ===- with-descriptor.py - A program with a file as descriptor 3 --------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# with-descriptor.py FILE COMMAND...: replaces itself by COMMAND, which has FILE open as descriptor 3.
#
# ===------------------------------------------------------------------------===#

import os
import sys

opened = os.open(sys.argv[1], os.O_RDONLY)
if opened != 3:
    os.dup2(opened, 3)
    os.close(opened)
os.set_inheritable(3, True)
os.execv(sys.argv[2], sys.argv[2:])
