#===- overhead.py - What instrumentation costs ------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# overhead.py --cgt-cc PATH [--runs N] [--lua FOLDER] [--work FOLDER]
#
# Compares cgt-cc -O3 with clang-19 -O3 on the eight examples (run time, size of
# .text*, compile time) and on Lua's sources from Debian's package (compiled
# only). Runs of both builds alternate; medians are compared. Prints a Markdown
# table. Without --lua the sources are fetched by apt into the work folder.
#
#===----------------------------------------------------------------------===#

import glob
import math
import os
import shlex
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'Inputs'))

import lab as labs
import programs

# Arguments for runs of about half a second.
SIZES = {'fft': '18 1 16', 'lu-contiguous': '512 1 24', 'lu-noncontiguous': '512 1 14',
         'matmul': '400 1 30', 'queens': '12 1 4', 'tree': '20000 1 100',
         'dictionary': '400000 1 5', 'nbody': '200 1 2400'}
FLAGS = ['-O3', '-std=gnu11', '-ffp-contract=off']


def timed(command):
    began = time.perf_counter()
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    seconds = time.perf_counter() - began
    if run.returncode != 0:
        raise SystemExit('%s: status %d\n%s' % (shlex.join(command), run.returncode,
                                                run.stderr.decode(errors='replace')))
    return seconds, run.stdout


def text_size(path):
    """Bytes in the object's sections named .text*."""
    listing = subprocess.run(['llvm-size-' + labs.LLVM, '-A', '-d', path], capture_output=True, text=True,
                             check=True).stdout
    rows = [line.split() for line in listing.splitlines()]
    return sum(int(row[1]) for row in rows if len(row) == 3 and row[0].startswith('.text'))


class Cost:
    """Sums over the units of one program, for both compilers."""

    def __init__(self):
        self.seconds, self.text = [0.0, 0.0], [0, 0]

    def add(self, compilers, unit, flags, work, runs):
        times = [[], []]
        objects = [os.path.join(work, '%s.%d.o' % (os.path.basename(unit), which)) for which in (0, 1)]
        for _ in range(runs):
            for which, compiler in enumerate(compilers):
                command = compiler + flags + ['-c', unit, '-o', objects[which]]
                times[which].append(timed(command)[0])
        for which in (0, 1):
            self.seconds[which] += statistics.median(times[which])
            self.text[which] += text_size(objects[which])


def run_times(lab, program, runs):
    builds = [lab.build(program, labs.ARCHS[0], '-O3', plain=plain) for plain in (True, False)]
    args, times, outputs = SIZES[program.name].split(), [[], []], set()
    for _ in range(runs):
        for which, build in enumerate(builds):
            seconds, out = timed([build.path] + args)
            times[which].append(seconds)
            outputs.add(out)
    if len(outputs) != 1:
        raise SystemExit(program.name + ': the builds print different things')
    return [statistics.median(t) for t in times]


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def row(name, run, cost):
    time_cells = ('%.3f | %.3f | %.2f' % (run[0], run[1], run[1] / run[0])) if run else '| |'
    return '| %s | %s | %d | %d | %.2f | %.2f |' % (
        name, time_cells, cost.text[0], cost.text[1], cost.text[1] / cost.text[0],
        cost.seconds[1] / cost.seconds[0])


def compile_lua(lab, compilers, options):
    folder = options.lua
    if not folder:
        folder = os.path.join(lab.work, 'lua5.4')
        if not os.path.isdir(folder):
            fetch = os.path.join(HERE, '..', '..', 'tools', 'cmake', 'fetch-source')
            subprocess.run([fetch, 'lua5.4', folder], check=True, stdout=subprocess.DEVNULL)
    # The package's build makes this header.
    with open(os.path.join(lab.work, 'lua5.4-deb-multiarch.h'), 'w') as header:
        header.write('#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"\n')
    cost, units = Cost(), sorted(glob.glob(os.path.join(folder, 'src', '*.c')))
    for unit in units:
        cost.add(compilers, unit, ['-O3', '-w', '-DLUA_USE_POSIX', '-I' + lab.work], lab.work,
                 min(options.runs, 3))
    return row('lua (%d units)' % len(units), None, cost)


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('--runs', type=int, default=9)
    parser.add_argument('--programs', nargs='+')
    parser.add_argument('--lua', help="Lua's source package, unpacked; none: leave it out")
    options = parser.parse_args()
    lab, _ = labs.start(options)
    compilers = [[options.clang], shlex.split(options.cgt_cc)]
    lines, ratios, cells = [], [], []
    for program in programs.chosen(options.programs):
        cost = Cost()
        for unit in program.units + program.library:
            cost.add(compilers, unit, FLAGS, lab.work, min(options.runs, 5))
        run = run_times(lab, program, options.runs)
        ratios.append(run[1] / run[0])
        cells.append(cost)
        lines.append(row(program.name, run, cost))
        print(lines[-1], file=sys.stderr, flush=True)
    lines.append('| geometric mean | | | **%.3f** | | | **%.2f** | **%.2f** |' % (
        mean(ratios), mean([c.text[1] / c.text[0] for c in cells]),
        mean([c.seconds[1] / c.seconds[0] for c in cells])))
    if options.lua != 'none':
        lines.append(compile_lua(lab, compilers, options))
    print('| program | clang s | cgt s | ratio | clang .text | cgt .text | ratio | compile time |')
    print('|---|---|---|---|---|---|---|---|')
    print('\n'.join(lines))
    return 0


if __name__ == '__main__':
    sys.exit(main())
