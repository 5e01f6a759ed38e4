#===- random-programs.py - Carries programs that nobody wrote ---------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# random-programs.py --work FOLDER [--count N] [--points N] [--seed S] [--all]
#                    [--pairs SOURCE:DESTINATION ...]
#
# Makes N programs with csmith from the seed (CGT_SEED), saves each at polls
# spread over its run and resumes it on the same machine and on others, where
# the plain program prints the same there. Elsewhere a refusal (87) because of
# a union is no fault; refusals are counted. --all: polls=all, all with unions.
#
#===----------------------------------------------------------------------===#

import os
import re
import shutil
import sys

import lab as labs
import programs

INCLUDE = '/usr/include/csmith'
PAIRS = ['x86_64:x86_64', 'x86_64:s390x', 'i686:x86_64']
LEVELS = ['-O0', '-O2', '-O3']
MOST_POLLS = 20000
# Programs end by themselves or not at all: those that take long are left out.
PATIENCE = 3


def make(lab, serial, seed):
    """A program that ends soon, or None."""
    path = os.path.join(lab.work, 'random-%d.c' % serial)
    run = lab.execute(['csmith', '--seed', str(seed), '--max-funcs', '6', '--max-block-depth', '4',
                       '--no-bitfields' if serial % 2 else '--bitfields',
                       '--no-unions' if serial % 4 and not getattr(lab.options, 'all', False) else '--unions', '-o', path])
    if run.status != 0:
        raise labs.Failure('csmith failed\n' + run.describe())
    program = programs.program('random-%d' % serial, [path])
    plain = lab.build(program, labs.ARCHS[0], '-O0', plain=True, flags=FLAGS)
    run = lab.run(plain, timeout=PATIENCE)
    return program if run.status == 0 else None


FLAGS = ('-I' + INCLUDE, '-w')


def carry(lab, program, serial, points, generator):
    """Returns how many resumed runs were right, and how many were refused; None
    when it has no polls."""
    flags = FLAGS + (('-fplugin-arg-cgt-polls=all',) if lab.options.all else ())
    wanted = lab.run(lab.build(program, labs.ARCHS[0], '-O0', plain=True, flags=FLAGS))
    lab._references[program.name] = wanted
    before, after = LEVELS[serial % 3], LEVELS[serial // 3 % 3]
    first = lab.build(program, labs.ARCHS[0], before, flags=flags)
    run, events = lab.stats(first, expected=0)
    lab.check(run.out == wanted.out, program.name + ': instrumented, it prints something else', first, run, wanted)
    polls = events[-1]['polls']
    if not 0 < polls <= MOST_POLLS:
        return None
    right = unions = 0
    for source, destination in [pair.split(':') for pair in lab.options.pairs]:
        same = all(lab.run(lab.build(program, arch, '-O0', plain=True, flags=FLAGS)).out == wanted.out
                   for arch in (source, destination))
        if not same:
            continue
        saver = lab.build(program, source, before, flags=flags)
        receiver = lab.build(program, destination, after, flags=flags)
        for poll in labs.spread(points, polls, generator):
            image, saved = lab.save(saver, poll)
            if source != destination and refused(lab, receiver, image):
                unions += 1
            else:
                lab.resume(receiver, image, saved.out, saver)
                right += 1
            os.unlink(image)
    return right, unions


def refused(lab, build, image):
    """Whether the image can't be converted: a union's members have different sizes."""
    run = lab.run(build, 'restore=' + image)
    return run.status == labs.LOSS and not run.out and re.search(b"cgt: error: .*(union|U[0-9]+)", run.err)


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('--count', type=int, default=10)
    parser.add_argument('--points', type=int, default=5)
    parser.add_argument('--all', action='store_true')
    parser.add_argument('--pairs', nargs='+', default=PAIRS)
    options = parser.parse_args()
    if not shutil.which('csmith'):
        raise SystemExit('random-programs: csmith is missing; tools/setup installs it')
    lab, generator = labs.start(options)
    seeds = [generator.randint(1, 2 ** 31) for _ in range(4 * options.count)]

    def one(item):
        serial, seed = item
        try:
            program = make(lab, serial, seed)
            return program and carry(lab, program, serial, options.points, generator)
        except labs.Failure as failure:
            raise labs.Failure('csmith --seed %d: %s' % (seed, failure))
    done, serial = [], 0
    while len(done) < options.count and serial < len(seeds) and not lab.failures:
        some = list(enumerate(seeds))[serial:serial + options.jobs]
        serial += len(some)
        done += [right for right in lab.map(one, some) if right is not None]
    if len(done) < options.count and not lab.failures:
        lab.failures.append('too few programs with polls')
    return lab.finish('%d programs, %d resumed runs right, %d refused for unions' % (
        len(done), sum(right for right, _ in done), sum(unions for _, unions in done)))


if __name__ == '__main__':
    sys.exit(main())
