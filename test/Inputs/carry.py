#===- carry.py - Carries one program of a test between builds ---------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# carry.py FILE.c [--pairs x86_64:s390x ...] [--points N] [--stdin FILE] ...
#
# Saves the program at polls spread over its run and resumes it elsewhere; the
# saver's bytes followed by the resumed process's must be the plain program's.
# With --deferrable a request may move on to a later poll or stay unserved, if
# the program says so: never may an output be wrong.
#
#===----------------------------------------------------------------------===#

import itertools
import os
import sys

import lab as labs
import platforms
import programs

DEFAULT_PAIRS = ['x86_64:x86_64', 'x86_64:s390x', 's390x:x86_64', 'x86_64:i686',
                 'i686:powerpc', 'powerpc:x86_64']
PAIRS = {'cover': platforms.covering_pairs, 'all': platforms.all_pairs}


def carry_deferrable(lab, source, destination, poll):
    """Returns whether an image was made."""
    image = lab.scratch('%s-%d.image' % (source.program.name, poll))
    saved = lab.run(source, 'save=%s:at_poll=%d:after=exit' % (image, poll))
    if saved.status == labs.SAVED:
        lab.resume(destination, image, saved.out, source)
        os.unlink(image)
        return True
    wanted = lab.reference(source.program)
    lab.check((saved.status, saved.out) == (wanted.status, wanted.out),
              '%s: a deferred request changed the run' % source.label, source, saved, wanted)
    lab.check(b'cgt: warning: ' in saved.err and not os.path.exists(image),
              '%s: no image at poll %d, and no warning' % (source.label, poll), source, saved)
    return False


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('file')
    parser.add_argument('--args', nargs='*', default=[])
    parser.add_argument('--stdin')
    parser.add_argument('--pairs', nargs='+', default=DEFAULT_PAIRS, metavar='SOURCE:DESTINATION',
                        help='or cover: each platform as source and as destination; or all')
    parser.add_argument('--levels', default='-O0,-O2', help='--levels=-O0,-O2: the source is at one, the destination at the next')
    parser.add_argument('--points', type=int, default=6)
    parser.add_argument('--flags', nargs='*', default=[], help='also given to the compiler, - as +')
    parser.add_argument('--foreign', nargs='*', default=[], metavar='FILE.c', help='compiled without CGT')
    parser.add_argument('--deferrable', action='store_true')
    parser.add_argument('--at-least', type=int, default=0, metavar='N',
                        help='images that must be made with --deferrable')
    options = parser.parse_args()
    lab, generator = labs.start(options)
    name = os.path.splitext(os.path.basename(options.file))[0]
    program = programs.program(name, [os.path.abspath(options.file)], args=options.args,
                               stdin=options.stdin, foreign=[os.path.abspath(f) for f in options.foreign])
    flags = [f.replace('+', '-', 1) for f in options.flags]
    lab.flags = flags
    levels = options.levels.split(',')
    pairs = []
    for pair in options.pairs:
        pairs += PAIRS[pair]() if pair in PAIRS else [tuple(pair.split(':'))]

    try:
        polls = lab.count_polls(lab.build(program, pairs[0][0], levels[0], flags=flags))
    except labs.Failure as failure:
        print('FAIL: %s' % failure)
        return 1
    points = labs.spread(options.points, polls, generator)
    print('%d polls, saving at %s' % (polls, points), flush=True)
    made = []

    def carry(item):
        (source, destination), (before, after), poll = item
        source = lab.build(program, source, before, flags=flags)
        destination = lab.build(program, destination, after, flags=flags)
        if not options.deferrable:
            lab.carry(source, destination, poll)
            return True
        if carry_deferrable(lab, source, destination, poll):
            made.append(poll)
        return True

    crossed = list(zip(levels, levels[1:] + levels[:1]))
    work = list(itertools.product(pairs, crossed, points))
    right = sum(map(bool, lab.map(carry, work)))
    if options.deferrable:
        print('%d images made' % len(made))
        if len(made) < options.at_least:
            lab.failures.append('too few images')
    return lab.finish('%d of %d runs right' % (right, len(work)))


if __name__ == '__main__':
    sys.exit(main())
