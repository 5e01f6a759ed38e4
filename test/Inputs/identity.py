#===- identity.py - Is what is saved a function of the source alone? --------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# identity.py FILE.c ...: builds the nine examples and the programs given for
# each platform at -O0 and -O2, makes an image with each, and compares what the
# images' schemas say of functions: tokens, steps, callees, loop depths and what
# is alive, variables by name and temporaries by number. Between levels only
# variables in memory may differ, for -O0 knows no ends of scope (docs/design.md).
#
#===----------------------------------------------------------------------===#

import os
import sys

import lab as labs
import programs

LEVELS = ['-O0', '-O2']


def is_temporary(name):
    return name.startswith('%')


def schema(lab, program, arch, level):
    """{function: (tokens, [(callee, loop depth, variables, temporaries)])}"""
    build = lab.build(program, arch, level)
    image, _ = lab.save(build, 1)
    document = lab.inspect(image)
    os.unlink(image)
    return {f['id']: (f['tokens'], [
        (s['callee'], s['loopDepth'], frozenset(n for n in s['live'] if not is_temporary(n)),
         sum(map(is_temporary, s['live']))) for s in f['steps']]) for f in document['functions']}


def compare(wanted, got, same_level):
    """What differs between two schemas, as text, or None."""
    if list(wanted) != list(got):
        return 'functions %s' % sorted(set(wanted) ^ set(got))
    for name, (tokens, steps) in wanted.items():
        if tokens != got[name][0]:
            return '%s: tokens' % name
        if len(steps) != len(got[name][1]):
            return '%s: %d and %d steps' % (name, len(steps), len(got[name][1]))
        for number, (one, other) in enumerate(zip(steps, got[name][1]), 1):
            if one[:2] != other[:2] or one[3] != other[3]:
                return '%s: step %d: %s and %s' % (name, number, one, other)
            if one[2] != other[2] and (same_level or not one[2] > other[2]):
                return '%s: step %d: variables %s' % (name, number, sorted(one[2] ^ other[2]))
    return None


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('files', nargs='*')
    options = parser.parse_args()
    lab, _ = labs.start(options)
    chosen = programs.NINE + [programs.program(os.path.basename(f)[:-2], [os.path.abspath(f)])
                              for f in options.files]
    reference = {}

    def of_level(program, level):
        key = (program.name, level)
        return lab.once(reference, key, lambda: schema(lab, program, labs.ARCHS[0], level))

    def test(item):
        program, arch, level = item
        got = schema(lab, program, arch, level)
        for other in LEVELS[:LEVELS.index(level) + 1]:
            difference = compare(of_level(program, other), got, other == level)
            lab.check(not difference, '%s: %s %s and %s %s: %s' % (
                program.name, labs.ARCHS[0], other, arch, level, difference))
        return sum(len(steps) for _, steps in got.values())

    work = [(p, arch, level) for p in chosen for level in LEVELS for arch in labs.ARCHS]
    done = [n for n in lab.map(test, work) if n]
    steps = sum(len(s) for p in chosen for _, s in of_level(p, LEVELS[0]).values())
    print('%d programs, %d steps' % (len(chosen), steps))
    return lab.finish('%d of %d builds say the same' % (len(done), len(work)))


if __name__ == '__main__':
    sys.exit(main())
