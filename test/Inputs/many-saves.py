# ===- many-saves.py - Many saves in one run of a program with threads -------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# many-saves.py FILE.c --saves N [--args ...]: builds the program so that its threads give way at random at the beginning of functions,
# and saves it at least N times in one run, whose output must be as without. The last image is resumed.
#
# ===------------------------------------------------------------------------===#

import os
import sys

import lab as labs
import programs

YIELDS = '''
#include <sched.h>
static __thread unsigned Random;
#define PLAIN __attribute__((no_instrument_function))
PLAIN void __cyg_profile_func_enter(void *Function, void *Site) {
  (void)Site;
  Random = Random * 1103515245 + 12345 + (unsigned)(unsigned long)&Random + (unsigned)(unsigned long)Function;
  if (Random >> 16 & 1)
    sched_yield();
}
PLAIN void __cyg_profile_func_exit(void *Function, void *Site) { (void)Function, (void)Site; }
'''


def save_often(lab, build, wanted, every):
    """How many images were made; the last one is left in place."""
    image, path = lab.scratch('image'), lab.scratch('stats')
    run = lab.run(build, 'save=%s:every_polls=%d:stats=%s' % (image, every, path), timeout=600)
    events = labs.read_events(path)
    saves = [e for e in events if e['event'] == 'save']
    os.unlink(path)
    lab.check((run.status, run.out) == (wanted.status, wanted.out), 'the output differs', build, run)
    before = wanted.out[:saves[-1]['stdout_bytes']]
    lab.resume(build, image, before, build)
    os.unlink(image)
    return len(saves)


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('file')
    parser.add_argument('--args', nargs='*', default=[])
    parser.add_argument('--saves', type=int, default=200)
    options = parser.parse_args()
    lab, _ = labs.start(options)
    yields = os.path.join(lab.work, 'yields.c')
    with open(yields, 'w', encoding='utf-8') as file:
        file.write(YIELDS)
    name = os.path.splitext(os.path.basename(options.file))[0]
    program = programs.program(name, [os.path.abspath(options.file)], args=options.args, foreign=[yields])
    flags = ['-pthread', '-finstrument-functions']
    lab.flags = flags

    def work(_):
        build = lab.build(program, 'x86_64', '-O2', flags=flags)
        wanted = lab.reference(program)
        polls = lab.count_polls(build)
        # A save wakes who waits, which makes polls: a program that has few has many then.
        every = max(64, polls // (options.saves + options.saves // 4))
        made = save_often(lab, build, wanted, every)
        while made < options.saves and every > 1:
            every = max(1, every // 2)
            made = save_often(lab, build, wanted, every)
        print('%s: %d saves in one run of %d polls' % (' '.join([name] + options.args), made, polls), flush=True)
        lab.check(made >= options.saves, 'only %d saves' % made, build)
        return True

    right = sum(map(bool, lab.map(work, [0])))
    return lab.finish('%d of 1 runs right' % right)


if __name__ == '__main__':
    sys.exit(main())
