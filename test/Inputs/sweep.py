#===- sweep.py - Carries the example programs between builds ----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# sweep.py MODE [--programs NAME ...] [--points N] ...
#
#   plain     the plain programs print the same on all platforms and levels
#   levels    x86-64: save and resume at -O0, -O2, -O3, and -O0 <-> -O3
#   matrix    every ordered pair of platforms; prints the table
#   cover     a subset: each platform as source and as destination, each pair of
#             {little, big} x {32, 64}
#   chain     one run hops over seven builds of six platforms
#   continue  ten checkpoints in a run that goes on; each image resumes
#
# "Right" always means: the saver's bytes followed by the resumed process's are
# the plain program's, and so is the exit status.
#
#===----------------------------------------------------------------------===#

import itertools
import os
import sys

import facts
import lab as labs
import programs
from platforms import covering_pairs

LEVELS = ['-O0', '-O2', '-O3']
CHAIN = ['x86_64', 's390x', 'i686', 'sparc64', 'aarch64', 'powerpc', 'x86_64']


def run_plain(lab, options, _):
    def compare(item):
        program, arch, level = item
        build = lab.build(program, arch, level, plain=True)
        wanted, run = lab.reference(program), lab.run(build)
        lab.check((run.status, run.out) == (wanted.status, wanted.out) and run.out,
                  '%s %s prints something else' % (program.name, build.label), build, run, wanted)
        return True
    chosen = programs.chosen(options.programs) if options.programs else programs.NINE
    items = list(itertools.product(chosen, options.archs, options.levels.split(',')))
    done = lab.map(compare, items)
    return lab.finish('%d of %d plain runs equal' % (sum(map(bool, done)), len(items)))


def run_levels(lab, options, generator):
    arch = labs.ARCHS[0]
    pairs = [(level, level) for level in LEVELS] + [('-O0', '-O3'), ('-O3', '-O0')]
    work = []
    for program in programs.chosen(options.programs):
        counts = {}
        for level in LEVELS:
            build = lab.build(program, arch, level)
            counts[level] = lab.count_polls(build)
        if len(set(counts.values())) != 1:
            raise labs.Failure('%s: polls differ between levels: %s' % (program.name, counts))
        polls = counts['-O0']
        points = labs.spread(options.points, polls, generator)
        print('%s: %d polls, saving at %s' % (program.name, polls, points), flush=True)
        work += [(program, pair, poll) for pair in pairs for poll in points]

    def carry(item):
        program, (source, destination), poll = item
        lab.carry(lab.build(program, arch, source), lab.build(program, arch, destination), poll)
        return True
    done = lab.map(carry, work)
    return lab.finish('%d of %d resumed runs right' % (sum(map(bool, done)), len(work)))


def deep_points(lab, program, count, generator):
    """Polls whose images have what the matrix is to show: at least three
    activations, a pointer into the heap and one into an older frame."""
    build = lab.build(program, labs.ARCHS[0], '-O2')
    polls = lab.count_polls(build)
    candidates = labs.spread(8 * count, polls, generator)
    usable = []
    for poll in candidates:
        image, _ = lab.save(build, poll)
        found = facts.image_facts(lab.inspect(image))
        os.unlink(image)
        if found.activations >= 3 and (found.heap or not program.heap) and (
                found.frame or not program.frame):
            usable.append(poll)
    if len(usable) < count:
        raise labs.Failure('%s: only %d of %d images are deep enough' % (
            program.name, len(usable), len(candidates)))
    step = (len(usable) - 1) / max(1, count - 1)
    points = [usable[round(i * step)] for i in range(count)]
    print('%s: %d polls, saving at %s' % (program.name, polls, points), flush=True)
    return points


def carry_pairs(lab, options, generator, pairs):
    """Carries every program at its points over every pair; returns how many
    resumed runs were right, by pair."""
    right = {pair: 0 for pair in pairs}
    points = {}
    for program in programs.chosen(options.programs):
        points[program] = deep_points(lab, program, options.points, generator)
    sources = sorted({s for s, _ in pairs}, key=labs.ARCHS.index)

    def from_source(item):
        program, arch, poll = item
        source = lab.build(program, arch, options.level)
        image, saved = lab.save(source, poll)
        failed = False
        for destination in [d for s, d in pairs if s == arch]:
            target = lab.build(program, destination, options.level)
            try:
                event = labs.first_event(lab.resume(target, image, saved.out, source), 'restore')
                lab.check(event and event['activations'] >= 3, '%s: %s -> %s at poll %d: %s' % (
                    program.name, source.label, target.label, poll, event), source, saved, target)
            except labs.Failure as failure:
                failed = True
                lab.failures.append(str(failure))
                print('FAIL: %s\n%s' % (failure, saved.describe()), flush=True)
                continue
            right[arch, destination] += 1
        if not failed:
            os.unlink(image)

    lab.map(from_source, [(program, arch, poll) for program in points
                          for arch in sources for poll in points[program]])
    return right, sum(len(p) for p in points.values())


def run_matrix(lab, options, generator):
    pairs = list(itertools.product(options.archs, options.archs))
    right, each = carry_pairs(lab, options, generator, pairs)
    print('\nResumed runs that were right, of %d (from: row, to: column)\n' % each)
    print('| | %s |' % ' | '.join(options.archs))
    print('|---' * (len(options.archs) + 1) + '|')
    for source in options.archs:
        print('| %s | %s |' % (source, ' | '.join(str(right[source, d]) for d in options.archs)))
    return lab.finish('%d of %d resumed runs right' % (sum(right.values()), each * len(pairs)))


def run_cover(lab, options, generator):
    pairs = covering_pairs()
    right, each = carry_pairs(lab, options, generator, pairs)
    for pair in pairs:
        print('%s -> %s: %d of %d' % (pair + (right[pair], each)))
    return lab.finish('%d of %d resumed runs right' % (sum(right.values()), each * len(pairs)))


def run_chain(lab, options, _):
    def hop(program):
        builds = [lab.build(program, arch, options.level) for arch in CHAIN]
        step = lab.count_polls(builds[0]) // len(CHAIN)
        image, run = lab.save(builds[0], step)
        out, saver, history = run.out, builds[0], [run]
        for build in builds[1:-1]:
            following, run = lab.save(build, step, more='restore=' + image)
            out, saver, image = out + run.out, build, following
            history.append(run)
        try:
            lab.resume(builds[-1], image, out, saver)
        except labs.Failure as failure:
            raise labs.Failure('\n'.join([str(failure)] + [r.describe() for r in history]))
        return True
    chosen = programs.chosen(options.programs)
    print('chain: ' + ' -> '.join(CHAIN))
    done = lab.map(hop, chosen)
    return lab.finish('%d of %d chains right' % (sum(map(bool, done)), len(chosen)))


def run_continue(lab, options, _):
    """Also checks stdout_bytes: it says where in the output an image was made."""
    def checkpoint(program):
        right = 0
        build = lab.build(program, labs.ARCHS[0], options.level)
        wanted = lab.reference(program)
        step = lab.count_polls(build) // 10
        images = lab.scratch(program.name + '-image') + '.%n'
        run, events = lab.stats(build, 'save=%s:every_polls=%d' % (images, step), wanted.status)
        lab.check(run.out == wanted.out, program.name + ': checkpoints changed the output',
                  build, run, wanted)
        saves = [e for e in events if e['event'] == 'save']
        lab.check(len(saves) >= 10, '%s: %d images instead of 10' % (program.name, len(saves)), build, run)
        for number, event in enumerate(saves, 1):
            before = wanted.out[:event['stdout_bytes']]
            image = images.replace('%n', str(number))
            for arch in options.resume_on:
                lab.resume(lab.build(program, arch, options.level), image, before, build)
            os.unlink(image)
            right += 1
        return right
    chosen = programs.chosen(options.programs)
    done = lab.map(checkpoint, chosen)
    return lab.finish('%d images of %d programs resumed right' % (sum(filter(None, done)), len(chosen)))


MODES = {'plain': run_plain, 'levels': run_levels, 'matrix': run_matrix, 'cover': run_cover,
         'chain': run_chain, 'continue': run_continue}


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('mode', choices=MODES)
    parser.add_argument('--programs', nargs='+', help='names; default: the eight')
    parser.add_argument('--points', type=int, help='polls to save at; default 20 (levels), 3')
    parser.add_argument('--level', default='-O2', help='--level=-O3: of matrix, cover, chain and continue')
    parser.add_argument('--archs', nargs='+', default=labs.ARCHS, choices=labs.ARCHS)
    parser.add_argument('--levels', default=','.join(LEVELS), help='of plain: --levels=-O0,-O2')
    parser.add_argument('--resume-on', nargs='+', default=['x86_64', 's390x'], help='of continue')
    options = parser.parse_args()
    if options.points is None:
        options.points = 20 if options.mode == 'levels' else 3
    lab, generator = labs.start(options)
    try:
        return MODES[options.mode](lab, options, generator)
    except labs.Failure as failure:
        print('FAIL: %s' % failure)
        return 1


if __name__ == '__main__':
    sys.exit(main())
