# ===- files.py - Carries a program with open files ---------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# files.py FILE.c [--pairs x86_64:s390x ...] [--points N]: the program, called with "setup", writes its input to the folder that it
# is in; called without, it reads and writes files there. It is saved at polls spread over its run, and goes on to its end or
# leaves; then it is resumed in the same folder, and in the second case saved once more and resumed where it came from. Its output (to a file, which the resumed process cuts and goes on with) and every
# file of the folder must be what the plain program's uninterrupted run leaves. What was cut is in files NAME.cgt-cut.N,
# which there must be none of where the saver left.
#
# ===------------------------------------------------------------------------===#

import itertools
import os
import shutil
import subprocess
import sys

import lab as labs
import platforms
import programs

DEFAULT_PAIRS = ["x86_64:x86_64", "x86_64:aarch64", "aarch64:s390x", "s390x:i686", "i686:x86_64"]
OUTPUT = "output"


def contents(folder):
    """What is in a folder, by name; and the names of what was cut."""
    found, cut = {}, []
    for name in sorted(os.listdir(folder)):
        if ".cgt-cut." in name:
            cut.append(name)
            continue
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = file.read()
    return found, cut


def run(lab, build, folder, args=(), cgt=None):
    """Runs the program in the folder; its output goes to the end of a file there."""
    environment = dict(os.environ, QEMU_STACK_SIZE=str(platforms.QEMU_STACK_SIZE))
    environment.pop("CGT_OPTIONS", None)
    if cgt:
        environment["CGT_OPTIONS"] = cgt
    command = [e for e in [build.platform.emulator] if e] + [build.path] + list(args)
    with open(os.path.join(folder, OUTPUT), "ab") as output:
        done = subprocess.run(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.PIPE, timeout=lab.options.timeout)
    line = "cd %s && %s >> %s" % (folder, labs.reproduction(command, {"CGT_OPTIONS": cgt} if cgt else None), OUTPUT)
    return labs.Run(line, done.returncode, b"", done.stderr)


def fresh(lab, build, name):
    folder = lab.scratch(name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    setup = run(lab, build, folder, ["setup"])
    lab.check(setup.status == 0, "setup failed", build, setup)
    return folder


def differences(wanted, found):
    for name in sorted(set(wanted) | set(found)):
        if wanted.get(name) != found.get(name):
            sizes = ["none" if name not in side else "%d bytes" % len(side[name]) for side in (wanted, found)]
            yield "%s (%s, wanted %s)" % (name, sizes[1], sizes[0])


def main():
    parser = labs.parser(__doc__)
    parser.add_argument("file")
    parser.add_argument("--pairs", nargs="+", default=DEFAULT_PAIRS, metavar="SOURCE:DESTINATION")
    parser.add_argument("--levels", default="-O0,-O2", help="the source is at one, the destination at the next")
    parser.add_argument("--points", type=int, default=8)
    parser.add_argument("--options", default="", help="added to the saver's CGT_OPTIONS")
    options = parser.parse_args()
    lab, generator = labs.start(options)
    name = os.path.splitext(os.path.basename(options.file))[0]
    program = programs.program(name, [os.path.abspath(options.file)])
    levels = options.levels.split(",")
    more = ":" + options.options if options.options else ""

    plain = lab.build(program, "x86_64", "-O0", plain=True)
    folder = fresh(lab, plain, name)
    whole = run(lab, plain, folder)
    if whole.status != 0:
        print("plain program failed\n" + whole.describe())
        return 1
    wanted = contents(folder)[0]
    counted = fresh(lab, plain, name)
    stats = lab.scratch("stats")
    run(lab, lab.build(program, "x86_64", levels[0]), counted, cgt="stats=" + stats)
    polls = labs.read_events(stats)[-1]["polls"]
    points = labs.spread(options.points, polls, generator)
    print("%d polls, saving at %s" % (polls, points), flush=True)

    def carry(item):
        number, (pair, poll) = item
        (before, after), (source, destination) = (levels[0], levels[-1]), pair.split(":")
        source, destination = lab.build(program, source, before), lab.build(program, destination, after)
        folder, image, leaves = fresh(lab, plain, name), lab.scratch("image"), number % 2
        what = "%s: %s -> %s at poll %d" % (name, source.label, destination.label, poll)
        options = "save=%s:at_poll=%d:after=%s%s" % (image, poll, "exit" if leaves else "continue", more)
        saved = run(lab, source, folder, cgt=options)
        lab.check(saved.status == (labs.SAVED if leaves else 0) and not saved.err, what + ": not saved", source, saved)
        wrong = [] if leaves else list(differences(wanted, contents(folder)[0]))
        lab.check(not wrong, what + ": saving has changed " + ", ".join(wrong), source, saved)
        resumed = run(lab, destination, folder, cgt="restore=%s%s" % (image, ":save=%s.2:at_poll=2:after=exit" % image if leaves else ""))
        if leaves and resumed.status == labs.SAVED:
            resumed = run(lab, source, folder, cgt="restore=%s.2" % image)
            os.unlink(image + ".2")
        elif leaves:  # it has ended before that poll, and says so
            resumed.err = b""
        lab.check(resumed.status == 0 and not resumed.err, what + ": not resumed", source, saved, destination, resumed)
        found, cut = contents(folder)
        wrong = list(differences(wanted, found)) + (cut if leaves else [])
        lab.check(not wrong, what + ": wrong are " + ", ".join(wrong), source, saved, destination, resumed)
        os.unlink(image)
        shutil.rmtree(folder)
        return True

    work = list(enumerate(itertools.product(options.pairs, points)))
    right = sum(map(bool, lab.map(carry, work)))
    return lab.finish("%d of %d runs right" % (right, len(work)))


if __name__ == "__main__":
    sys.exit(main())
