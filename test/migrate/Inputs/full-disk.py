#===- full-disk.py - Saves on a disk that fills up --------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# full-disk.py FOLDER IMAGE LEVEL -- PROGRAM (in a mount namespace of its own)
#
# Runs PROGRAM with a save at every third poll, compressed by LEVEL, on a small
# file system at FOLDER, copies the image that is left to IMAGE and complains
# about other files.
#
#===----------------------------------------------------------------------===#

import os
import shutil
import subprocess
import sys

folder, image, level, separator, *command = sys.argv[1:]
assert separator == '--' and command, __doc__
subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=512k', 'none', folder], check=True)
path = os.path.join(folder, 'image')
status = subprocess.run(command, env=dict(
    os.environ, CGT_OPTIONS='save=%s:every_polls=3:compress=%s' % (path, level))).returncode
others = [name for name in os.listdir(folder) if name != 'image']
if others:
    print('left behind: ' + ' '.join(others), file=sys.stderr)
shutil.copyfile(path, image)
sys.exit(status)
