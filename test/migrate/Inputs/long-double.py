#===- long-double.py - Precision of long double across formats --------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Carries the `precision` program with quotients by three over every ordered
# pair of platforms. An exact carriage prints what the source's plain program
# prints; a rounded one what the destination's does.
#
#===----------------------------------------------------------------------===#

import itertools
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'Inputs'))

import lab as labs
import programs

# Bits of the mantissa. A double-double holds all of x87's quotients, quad
# those of a double-double, since the low part follows the high one closely.
MANTISSA = {'x86_64': 64, 'i686': 64, 'aarch64': 113, 'riscv64': 113, 's390x': 113, 'sparc64': 113,
            'arm': 53, 'mips': 53, 'powerpc': 106, 'powerpc64': 106}
ARGS = ['32', '1', '6', 'full']
POLL = 40
SHORT = ['x86_64', 'i686', 's390x', 'arm', 'powerpc']


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('--archs', nargs='+', default=SHORT)
    options = parser.parse_args()
    lab, _ = labs.start(options)
    program = programs.PRECISION._replace(args=tuple(ARGS))
    plain = {arch: lab.run(lab.build(program, arch, '-O0', plain=True)).out for arch in options.archs}

    def carry(pair):
        source, destination = (lab.build(program, arch, '-O2') for arch in pair)
        image, saved = lab.save(source, POLL)
        run = lab.run(destination, 'restore=' + image)
        what = 'long double %s -> %s' % pair
        if MANTISSA[pair[0]] <= MANTISSA[pair[1]]:
            lab.check(run.status == 0 and saved.out + run.out == plain[pair[0]],
                      what + ' is not exact', source, saved, destination, run)
            return 'exact'
        lab.check(run.status == labs.LOSS and not run.out, what + ' is not refused',
                  source, saved, destination, run)
        for part in (b'precision.c:', b'cgt: error: '):
            lab.check(part in run.err, '%s: message lacks %r' % (what, part), saved, run)
        lab.check(any(name in run.err for name in (b'quotient', b'value', b'largest')) and
                  any(name in run.err for name in (b'work', b'run', b'sort', b'precedes', b'heap')),
                  what + ': message names no variable or function', saved, run)
        lossy = lab.run(destination, 'lossy=long_double:restore=' + image)
        lab.check(lossy.status == 0 and saved.out + lossy.out == plain[pair[1]],
                  what + ' is not rounded to nearest', source, saved, destination, lossy)
        return run.err.decode().strip()

    pairs = list(itertools.product(options.archs, options.archs))
    for pair, outcome in zip(pairs, lab.map(carry, pairs)):
        print('%s -> %s: %s' % (pair + (outcome,)))
    return lab.finish('%d pairs' % len(pairs))


if __name__ == '__main__':
    sys.exit(main())
