#===- programs.py - The programs that the drivers build ---------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A program is its units, its library's units (archived first, as a user with a
# static library has it), units of a library that is compiled without CGT, and
# its arguments.
#
#===----------------------------------------------------------------------===#

import os
from collections import namedtuple

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLES = os.path.join(ROOT, 'docs', 'examples')

# `heap` and `frame`: whether images of the program have a pointer into the heap
# and one into an older activation.
Program = namedtuple('Program', 'name units library args stdin heap frame foreign')


def program(name, units, library=(), args=(), stdin=None, heap=True, frame=True, foreign=()):
    return Program(name, tuple(units), tuple(library), tuple(args), stdin, heap, frame, tuple(foreign))


def example(name, **kind):
    return program(name, [os.path.join(EXAMPLES, name + '.c')], **kind)


def dictionary():
    folder = os.path.join(EXAMPLES, 'dictionary')
    return program('dictionary', [os.path.join(folder, 'main.c')],
                   [os.path.join(folder, f) for f in ('dictionary.c', 'memory.c', 'text.c')])


# The eight programs; `precision` is the ninth, for tests of its own.
EIGHT = [example('fft'), example('lu-contiguous'), example('lu-noncontiguous'),
         example('matmul'), example('queens'), example('tree'), dictionary(),
         example('nbody')]
PRECISION = example('precision')
NINE = EIGHT + [PRECISION]


def chosen(names):
    """The programs with these names; all eight for None."""
    if not names:
        return EIGHT
    known = {p.name: p for p in NINE}
    unknown = [n for n in names if n not in known]
    if unknown:
        raise SystemExit('unknown program: ' + ', '.join(unknown))
    return [known[n] for n in names]
