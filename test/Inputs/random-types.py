#===- random-types.py - Random C types from each platform to each -----------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# random-types.py --work FOLDER [--count N] [--seed S] ...
#
# One program per platform has N random types (typemaker.py) and drives them
# (random-types.c). What each writes as records, each reads; what each holds at
# a checkpoint, each resumes with; and compares, member by member, with values
# that it made itself. The seed is CGT_SEED's.
#
#===----------------------------------------------------------------------===#

import os
import re
import shlex
import shutil
import sys

import lab as labs
import platforms
import typemaker

HERE = os.path.dirname(os.path.abspath(__file__))
LEVELS = ['-O0', '-O2', '-O1']


class Side:
    """A platform's program and what it made."""

    def __init__(self, lab, platform, level):
        self.lab, self.platform = lab, platform
        if platform.arch == 'mips' and level == '-O0':
            level = '-O1'  # clang's fast instruction selection forgets that members of packed structs aren't aligned
        self.path = os.path.join(lab.work, platform.arch)
        library = os.path.join(libraries(lab), platform.triple, 'libcgt_rmr.a')
        lab.compile(shlex.split('%s %s %s' % (lab.options.cgt_cc, platform.target_flags, level)) + [
            '-std=gnu11', '-w', '-static', '-I' + lab.work, os.path.join(HERE, 'random-types.c'), library, '-o',
            self.path], [])
        self.compared(self.run([]))
        self.stream = self.path + '.stream'
        with open(self.stream, 'wb') as file:
            file.write(self.run(['write']).out)
        self.image = self.path + '.image'
        # The last poll: all blocks are filled, and the first frame is left.
        self.run([], 'save=%s:at_poll=%d:after=exit' % (self.image, lab.options.count + 1), labs.SAVED)
        # The middle one: a variable of a random type is alive.
        self.middle = self.path + '.middle'
        self.run([], 'save=%s:at_poll=%d:after=exit' % (self.middle, lab.options.count // 2 + 1), labs.SAVED)

    def run(self, arguments, options=None, expected=0, stdin=None):
        command = self.platform.emulator.split() + [self.path] + arguments
        done = self.lab.execute(command, {'CGT_OPTIONS': options} if options else None, stdin)
        self.lab.check(done.status == expected, 'on %s: status %s\n%s' % (
            self.platform.arch, done.status, done.out[:2000].decode(errors='replace')), done)
        return done

    def compared(self, done):
        """How many members were compared, all of them right."""
        found = re.search(rb'^(\d+) compared, 0 wrong$', done.out, re.M)
        self.lab.check(found and int(found[1]) > 0, 'nothing was compared', done)
        return int(found[1])


def libraries(lab):
    compiler = shutil.which(shlex.split(lab.options.cgt_cc)[-1])
    return os.path.join(os.path.dirname(os.path.dirname(compiler)), 'lib', 'cgt')


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('--count', type=int, default=20)
    options = parser.parse_args()
    lab, generator = labs.start(options)
    with open(os.path.join(lab.work, 'types.h'), 'w') as file:
        file.write(typemaker.program(generator, options.count))
    there = [p for p in platforms.PLATFORMS
             if p.runs and os.path.exists(os.path.join(libraries(lab), p.triple, 'libcgt_rmr.a'))]
    levels = [LEVELS[(k + options.seed) % len(LEVELS)] for k in range(len(there))]
    sides = [s for s in lab.map(lambda item: Side(lab, *item), zip(there, levels)) if s]

    def pair(item):
        sender, receiver = item
        try:
            count = receiver.compared(receiver.run(['read'], stdin=sender.stream))
            for image in (sender.image, sender.middle):
                count += receiver.compared(receiver.run([], 'restore=' + image))
            return count
        except labs.Failure as failure:
            raise labs.Failure('%s to %s: %s' % (sender.platform.arch, receiver.platform.arch, failure))

    counts = lab.map(pair, [(a, b) for a in sides for b in sides])
    return lab.finish('%d types, %d ordered pairs, %d members compared' % (
        options.count, len(counts), sum(c for c in counts if c)))


if __name__ == '__main__':
    sys.exit(main())
