#===- overhead.py - What instrumentation costs ------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# overhead.py --cgt-cc PATH [--runs N] [--lua FOLDER] [--work FOLDER]
#
# Compares cgt-cc -O3 with clang-19 -O3 on the eight examples (run time, size of
# .text*, compile time) and on Lua's sources from Debian's package (compiled
# only). Runs of both builds alternate, each round with the code 16 bytes further
# on, since where a loop begins may change its time by a third; the processor's
# time is taken, and medians are compared. Prints a Markdown table. Without --lua
# the sources are fetched by apt into the work folder.
#
#===----------------------------------------------------------------------===#

import glob
import math
import os
import resource
import shlex
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'Inputs'))

import lab as labs
import programs

# Arguments for runs of about half a second.
SIZES = {'fft': '18 1 16', 'lu-contiguous': '512 1 24', 'lu-noncontiguous': '512 1 14',
         'matmul': '400 1 30', 'queens': '12 1 4', 'tree': '20000 1 100',
         'dictionary': '400000 1 5', 'nbody': '200 1 2400'}
FLAGS = ['-O3', '-std=gnu11', '-ffp-contract=off']


def cpu_seconds(command, **options):
    """What COMMAND takes of the processor, and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode != 0:
        raise SystemExit('%s: status %d' % (shlex.join(command), run.returncode))
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, run.stdout


def filler(work, size):
    """An object of SIZE bytes of code, which moves the code behind it."""
    path = os.path.join(work, 'filler%d.o' % size)
    assembly = '.text\n.skip %d\n.section .note.GNU-stack,"",@progbits\n' % size
    subprocess.run(['cc', '-c', '-x', 'assembler', '-', '-o', path], input=assembly, text=True, check=True)
    return path


def text_size(path):
    """Bytes in the object's sections named .text*."""
    listing = subprocess.run(['llvm-size-' + labs.LLVM, '-A', '-d', path], capture_output=True, text=True,
                             check=True).stdout
    rows = [line.split() for line in listing.splitlines()]
    return sum(int(row[1]) for row in rows if len(row) == 3 and row[0].startswith('.text'))


class Cost:
    """Sums over the units of one program, for both compilers."""

    def __init__(self):
        self.seconds, self.text, self.objects = [0.0, 0.0], [0, 0], [[], []]

    def add(self, compilers, unit, flags, work, runs):
        times = [[], []]
        objects = [os.path.join(work, '%s.%d.o' % (os.path.basename(unit), which)) for which in (0, 1)]
        for _ in range(runs):
            for which, compiler in enumerate(compilers):
                command = compiler + flags + ['-c', unit, '-o', objects[which]]
                times[which].append(cpu_seconds(command)[0])
        for which in (0, 1):
            self.seconds[which] += statistics.median(times[which])
            self.text[which] += text_size(objects[which])
            self.objects[which].append(objects[which])


def run_times(lab, compilers, program, cost, runs):
    builds = [os.path.join(lab.work, '%s.%d' % (program.name, which)) for which in (0, 1)]
    args, times, outputs = SIZES[program.name].split(), [[], []], set()
    for run in range(runs):
        for which, build in enumerate(builds):
            subprocess.run(compilers[which] + FLAGS + [filler(lab.work, 16 * (run + 1))] + cost.objects[which] + ['-o', build, '-lm'],
                           check=True)
        for which, build in enumerate(builds):
            seconds, out = cpu_seconds([build] + args)
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
        run = run_times(lab, compilers, program, cost, options.runs)
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
