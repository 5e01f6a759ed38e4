#===- interrupted.py - What a checkpoint that is taken costs ------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# interrupted.py --cgt-cc PATH [--samples N] [--level=-O2] [--programs NAME...]
#
# Interrupts each program of test/bench/suite N times, at moments spread over its
# run, and resumes it. Prints how long the request waited until the state was
# captured, and the processor's time of the resumed run over that of the
# uninterrupted run's rest, which is the median whole run less what was used up
# to the save. A save's and a restore's own time is measured on a program that sleeps.
#
#===----------------------------------------------------------------------===#

import glob
import os
import random
import resource
import shlex
import signal
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'Inputs'))

import lab as labs
from latency import wait_for_capture
from overhead import mean
from suite import FLAGS, cpu_seconds

SLEEP = '#include <unistd.h>\nint main(void) { for (int i = 0; i < 50; i++) usleep(20000); return 0; }'


def environment(options):
    return dict(os.environ, CGT_OPTIONS=options)


def remove(image):
    for left in glob.glob(glob.escape(image) + '*'):
        os.unlink(left)


def used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def interrupt(build, image, after):
    """Seconds of latency, and of processor's time until the program had left; None: it was over before."""
    before = used()
    process = subprocess.Popen([build], env=environment('save=%s:after=exit' % image), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    time.sleep(after)
    began = time.monotonic()
    process.send_signal(signal.SIGUSR1)
    waited = wait_for_capture(image, 2) - began
    out = process.communicate()[0]
    return (waited, used() - before, out) if process.returncode == labs.SAVED else None


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('--samples', type=int, default=9)
    parser.add_argument('--level', default='-O2')
    parser.add_argument('--programs', nargs='+')
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    compiler = shlex.split(options.cgt_cc) + FLAGS + [options.level]

    def build(source, name):
        path = os.path.join(options.work, name)
        subprocess.run(compiler + [source, '-o', path, '-lm'], check=True)
        return path

    sleep = os.path.join(options.work, 'sleep.c')
    with open(sleep, 'w', encoding='ascii') as file:
        file.write(SLEEP)
    image = os.path.join(options.work, 'image')
    sleeper, saving = build(sleep, 'sleep'), []
    for _ in range(5):
        first = interrupt(sleeper, image, 0.3)[1]
        saving.append(first + cpu_seconds([sleeper], env=environment('restore=' + image))[0])
        remove(image)
    both = statistics.median(saving)
    print('a save and a restore of a program that does nothing: %.1f ms' % (1000 * both))

    generator, ratios, latencies = random.Random(1), {}, []
    for source in sorted(glob.glob(os.path.join(HERE, 'suite', '*.c'))):
        name = os.path.splitext(os.path.basename(source))[0]
        if options.programs and name not in options.programs:
            continue
        program = build(source, name)
        runs = [cpu_seconds([program]) for _ in range(5)]
        whole, wanted = statistics.median(seconds for seconds, _ in runs), runs[0][1]
        found, waits = [], []
        for _ in range(options.samples):
            taken = interrupt(program, image, whole * generator.uniform(0.2, 0.7))
            if taken:
                waits.append(taken[0])
                seconds, out = cpu_seconds([program], env=environment('restore=' + image))
                if taken[2] + out != wanted:
                    raise SystemExit(name + ': the resumed run prints something else')
                found.append((seconds - both / 2) / (whole - (taken[1] - both / 2)))
            remove(image)
        latencies += waits
        if found:
            ratios[name] = statistics.median(found)
            print('%-12s %.3f of the rest, latency at most %.1f ms, %d samples' % (name, ratios[name], 1000 * max(waits), len(found)),
                  flush=True)
        else:
            print('%-12s never saved' % name)
    latencies.sort()
    print('resumed: mean %.3f, worst %.3f' % (mean(list(ratios.values())), max(ratios.values())))
    print('latency of %d: median %.1f ms, 99th percentile %.1f ms, worst %.1f ms' %
          (len(latencies), 1000 * statistics.median(latencies), 1000 * latencies[int(len(latencies) * .99)], 1000 * latencies[-1]))
    return 0


if __name__ == '__main__':
    sys.exit(main())
