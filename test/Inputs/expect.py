#===- expect.py - Runs a command that must end with a given status ----------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# expect.py STATUS -- COMMAND...
#
#===----------------------------------------------------------------------===#

import subprocess
import sys

wanted, separator, command = sys.argv[1], sys.argv[2], sys.argv[3:]
assert separator == '--' and command, __doc__
status = subprocess.run(command).returncode
if status != int(wanted):
    print('expect: status %d instead of %s: %s' % (status, wanted, ' '.join(command)), file=sys.stderr)
    sys.exit(1)
