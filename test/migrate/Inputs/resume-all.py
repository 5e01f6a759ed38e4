#===- resume-all.py - Resumes every image of a run that went on -------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# resume-all.py --images FOLDER --expected FILE [--at-least N] -- COMMAND...
#
# FOLDER has images 1, 2, ... and the run's stats; each image is resumed by
# COMMAND and must print what the expected output has after the image's
# stdout_bytes.
#
#===----------------------------------------------------------------------===#

import argparse
import json
import os
import subprocess
import sys

parser = argparse.ArgumentParser()
parser.add_argument('--images', required=True)
parser.add_argument('--expected', required=True)
parser.add_argument('--at-least', type=int, default=1)
parser.add_argument('command', nargs='+')
options = parser.parse_args()

expected = open(options.expected, 'rb').read()
with open(os.path.join(options.images, 'stats')) as lines:
    saves = [e for e in map(json.loads, lines) if e['event'] == 'save']
failures = 0
for number, event in enumerate(saves, 1):
    image = os.path.join(options.images, str(number))
    run = subprocess.run(options.command, env=dict(os.environ, CGT_OPTIONS='restore=' + image),
                         stdin=subprocess.DEVNULL, capture_output=True)
    rest = expected[event['stdout_bytes']:]
    if run.returncode != 0 or run.stdout != rest:
        failures += 1
        print('FAIL: CGT_OPTIONS=restore=%s %s: status %d, %d bytes of %d expected: %s' % (
            image, ' '.join(options.command), run.returncode, len(run.stdout), len(rest),
            run.stderr.decode(errors='replace')))
print('%d images resumed, %d wrong' % (len(saves), failures))
sys.exit(1 if failures or len(saves) < options.at_least else 0)
