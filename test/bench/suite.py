#===- suite.py - What a checkpoint that is never taken costs -----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# suite.py --cgt-cc PATH [--runs N] [--levels=-O2,-O3] [--programs NAME...] [--json FILE]
# suite.py --table FILE
#
# Builds each program of test/bench/suite by clang and by cgt-cc, lets the two
# builds run in turn and compares the processor's time of whole runs, medians of
# N. Where in a line of the cache a loop begins may change its time by a third,
# so each of the N rounds links both builds anew, with their code 16 bytes
# further on. A third contestant, the plain build again, gives the spread beside.
# Also: size of .text, compile time, and how long a signal waits until the state
# is captured. --json keeps the numbers, --table prints the Markdown table of
# numbers kept.
#
#===----------------------------------------------------------------------===#

import glob
import json
import math
import os
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
from overhead import cpu_seconds, filler, mean, text_size

FLAGS = ['-std=gnu11', '-ffp-contract=off']
# Calls are nearly all that these do.
CALLS_ONLY = ['fib', 'tak', 'ackermann']


def latency(build):
    """Seconds from a signal in the middle of a run to the captured state; None: it was over before."""
    image = build + '.image'
    process = subprocess.Popen([build], env=dict(os.environ, CGT_OPTIONS='save=%s:after=exit' % image),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    time.sleep(0.1)
    began = time.monotonic()
    process.send_signal(signal.SIGUSR1)
    seconds = wait_for_capture(image, 2) - began
    status = process.wait()
    for left in glob.glob(glob.escape(image) + '*'):
        os.unlink(left)
    return seconds if status == labs.SAVED else None


def link(command, stem, work, size):
    subprocess.run(command + [filler(work, size), stem + '.o', '-o', stem, '-lm'], check=True)


def measure(options, source, level, work):
    name = os.path.splitext(os.path.basename(source))[0]
    builds, compiling, text = [], [], []
    for kind, compiler in (('plain', [options.clang]), ('cgt', shlex.split(options.cgt_cc))):
        stem = os.path.join(work, '%s%s.%s' % (name, level, kind))
        command = compiler + FLAGS + [level]
        compiling.append(statistics.median(cpu_seconds(command + ['-c', source, '-o', stem + '.o'])[0] for _ in range(3)))
        text.append(text_size(stem + '.o'))
        builds.append((command, stem))
    # A sibling of the plain build tells how far two runs of one program are apart.
    contestants, times, printed = [builds[0][1], builds[1][1], builds[0][1]], [[], [], []], set()
    for run in range(options.runs):
        for command, stem in builds:
            link(command, stem, work, 16 * (run + 1))
        for which, build in enumerate(contestants):
            seconds, out = cpu_seconds([build])
            times[which].append(seconds)
            printed.add(out)
    if len(printed) != 1:
        raise SystemExit('%s %s: the builds print different things' % (name, level))
    plain, cgt, again = (statistics.median(t) for t in times)
    result = {'plain': plain, 'cgt': cgt, 'spread': abs(again / plain - 1), 'text': text, 'compile': compiling,
              'runs': options.runs, 'latency': latency(builds[1][1])}
    print('%-12s %s %.3f s, %.3f of plain, spread %.3f' % (name, level, plain, cgt / plain, result['spread']),
          file=sys.stderr, flush=True)
    return name, result


def table(results):
    levels = sorted(results)
    lines = ['| program | ' + ' | '.join('%s: s | of plain | spread' % l for l in levels) + ' | text | compile | latency, ms |',
             '|---|' + '---|' * (3 * len(levels) + 3)]
    for name in sorted(results[levels[0]]):
        cells = [name]
        for level in levels:
            one = results[level][name]
            cells += ['%.3f' % one['plain'], '%.3f' % (one['cgt'] / one['plain']), '%.3f' % one['spread']]
        one = results[levels[0]][name]
        wait = max((results[l][name]['latency'] or 0) for l in levels)
        cells += ['%.2f' % (one['text'][1] / one['text'][0]), '%.2f' % (one['compile'][1] / one['compile'][0]),
                  '%.1f' % (1000 * wait)]
        lines.append('| ' + ' | '.join(cells) + ' |')
    for label, chosen in (('geometric mean without %s' % ', '.join(CALLS_ONLY), lambda n: n not in CALLS_ONLY),
                          ('geometric mean of all', lambda n: True)):
        cells = ['**%s**' % label]
        for level in levels:
            ratios = [one['cgt'] / one['plain'] for n, one in results[level].items() if chosen(n)]
            cells += ['', '**%.3f**' % mean(ratios) if ratios else '', '']
        lines.append('| ' + ' | '.join(cells) + ' | | | |')
    return '\n'.join(lines)


def main():
    if sys.argv[1:2] == ['--table']:
        with open(sys.argv[2], encoding='utf-8') as file:
            print(table(json.load(file)))
        return 0
    parser = labs.parser(__doc__)
    parser.add_argument('--runs', type=int, default=9)
    parser.add_argument('--levels', default='-O2,-O3')
    parser.add_argument('--programs', nargs='+')
    parser.add_argument('--json')
    options = parser.parse_args()
    sources = sorted(glob.glob(os.path.join(HERE, 'suite', '*.c')))
    if options.programs:
        sources = [s for s in sources if os.path.basename(s)[:-2] in options.programs]
    os.makedirs(options.work, exist_ok=True)
    results = {level: dict(measure(options, s, level, options.work) for s in sources)
               for level in options.levels.split(',')}
    if options.json:
        with open(options.json, 'w', encoding='utf-8') as file:
            json.dump(results, file, indent=0, sort_keys=True)
    print(table(results))
    return 0


if __name__ == '__main__':
    sys.exit(main())
