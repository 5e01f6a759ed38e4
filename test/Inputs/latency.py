#===- latency.py - From signal or interval to image -------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# latency.py [FILE.c ...]: starts each program at a size of 30 s or more, sends
# SIGUSR1 and takes the time until its state is captured, which is when the file
# that becomes the image is made. Also with interval=. The default programs are
# the eight examples.
#
#===----------------------------------------------------------------------===#

import glob
import math
import os
import signal
import subprocess
import sys
import time

import lab as labs
import programs

# Arguments for a run of more than 30 s at -O3.
LONG = {'fft': '16 1 100000', 'lu-contiguous': '1024 1 10000', 'lu-noncontiguous': '1024 1 10000',
        'matmul': '512 1 100000', 'queens': '18 1 1000', 'tree': '200000 1 100000',
        'dictionary': '20000 1 1000000', 'nbody': '1000 1 1000000'}


def wait_for_capture(image, limit):
    """The time at which the image, or the temporary file beside it, was there;
    infinite if that took longer than `limit`."""
    temporaries = glob.escape(image) + '.tmp.*'
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if os.path.exists(image) or glob.glob(temporaries):
            return time.monotonic()
        time.sleep(0.001)
    return math.inf


def wait_for_exit(process, limit):
    try:
        return process.wait(limit)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return 'none after %g s' % limit


def measure(lab, build, args, how):
    """Seconds from the request to the captured state."""
    image, limit = lab.scratch('latency.image'), lab.options.limit
    options = 'save=%s:after=exit' % image
    if how == 'interval':
        options += ':interval=%g' % lab.options.after
    line = labs.reproduction([build.path] + args, {'CGT_OPTIONS': options})
    began = time.monotonic()
    process = subprocess.Popen([build.path] + args, env=dict(os.environ, CGT_OPTIONS=options),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    time.sleep(lab.options.after)
    if how == 'signal':
        began = time.monotonic()
        process.send_signal(signal.SIGUSR1)
    else:
        began += lab.options.after
    seconds = wait_for_capture(image, 10 * limit) - began
    status = wait_for_exit(process, 60)
    lab.check(status == labs.SAVED and os.path.exists(image) and seconds <= limit,
              '%s: %s took %.2f s, status %s: %s' % (build.program.name, how, seconds, status, line),
              build)
    os.unlink(image)
    return seconds


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('files', nargs='*')
    parser.add_argument('--args', nargs='*', default=[], help='of the files')
    parser.add_argument('--after', type=float, default=1.0, help='seconds before the request')
    parser.add_argument('--limit', type=float, default=1.0)
    parser.add_argument('--levels', default='-O3', help='--levels=-O0,-O2')
    options = parser.parse_args()
    options.jobs = 1
    lab, _ = labs.start(options)
    work = [(programs.program(os.path.basename(f)[:-2], [os.path.abspath(f)]), options.args)
            for f in options.files]
    if not work:
        work = [(p, LONG[p.name].split()) for p in programs.EIGHT]

    def test(item):
        program, args = item
        for level in options.levels.split(','):
            build = lab.build(program, labs.ARCHS[0], level)
            times = [(how, measure(lab, build, args, how)) for how in ('signal', 'interval')]
            print('%s %s: %s' % (program.name, level, ', '.join('%s %.3f s' % t for t in times)))
        return True

    done = lab.map(test, work)
    return lab.finish('%d of %d programs save in time' % (sum(map(bool, done)), len(work)))


if __name__ == '__main__':
    sys.exit(main())
