#===- same-images.py - Two runs that save the same bytes ---------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# same-images.py --work FOLDER [--count N] [--points N] [--seed S] ...
#
# Builds the examples and N programs of csmith, linked as a user links them,
# statically and as PIE in turn, and saves each twice at the same polls: in
# processes with random addresses of their own, under names of different
# lengths, in environments of different sizes. The images must be equal.
#
#===----------------------------------------------------------------------===#

import importlib
import os
import shlex
import sys

import lab as labs
import programs

random_programs = importlib.import_module('random-programs')
LEVELS = ['-O2', '-O0', '-O3']
LINKS = [[], ['-static'], ['-pie']]


def link(lab, program, serial):
    path = os.path.join(lab.work, 'same-%s' % program.name)
    command = shlex.split(lab.options.cgt_cc) + [LEVELS[serial % 3]] + LINKS[serial // 3 % 3]
    command += labs.COMMON_FLAGS + list(random_programs.FLAGS)
    lab.compile(command + list(program.units + program.library) + ['-o', path, '-lm'], [])
    return path


def save(lab, program, path, image, poll, environment):
    options = 'save=%s:at_poll=%d:after=exit' % (image, poll)
    run = lab.execute([path] + list(program.args), dict(environment, CGT_OPTIONS=options), program.stdin)
    lab.check(run.status == labs.SAVED, '%s: no image at poll %d' % (program.name, poll), run)
    with open(image, 'rb') as file:
        data = file.read()
    os.unlink(image)
    return data, run


def compare(lab, program, serial, points):
    """How many pairs were equal; None when there are no polls."""
    path = link(lab, program, serial)
    stats = path + '.stats'
    if os.path.exists(stats):  # of a run before
        os.unlink(stats)
    lab.execute([path] + list(program.args), {'CGT_OPTIONS': 'stats=' + stats}, program.stdin)
    polls = labs.first_event(labs.read_events(stats), 'exit')['polls']
    for poll in labs.spread(points, polls):
        first, run = save(lab, program, path, path + '.a', poll, {})
        second, again = save(lab, program, path, path + '.another-name', poll, {'ANOTHER': 'x' * 40})
        lab.check(first == second, '%s: two images of poll %d differ' % (program.name, poll), run, again)
    return min(points, polls) or None


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('--count', type=int, default=10)
    parser.add_argument('--points', type=int, default=3)
    options = parser.parse_args()
    lab, generator = labs.start(options)
    seeds = [generator.randint(1, 2 ** 31) for _ in range(6 * options.count)]
    done = lab.map(lambda item: compare(lab, item[1], item[0], options.points), list(enumerate(programs.EIGHT)))
    made = 0
    for serial, seed in enumerate(seeds):
        program = made < options.count and random_programs.make(lab, serial, seed)
        pairs = program and lab.map(lambda p: compare(lab, p, serial, options.points), [program])[0]
        made += bool(pairs)
        done += [pairs]
    if made < options.count:
        lab.failures.append('too few programs with polls')
    return lab.finish('%d examples and %d random programs, %d images equal' % (
        len(programs.EIGHT), made, sum(filter(None, done))))


if __name__ == '__main__':
    sys.exit(main())
