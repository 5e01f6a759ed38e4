# ===- kill-calls.py - Kills a job after each call that changes a folder -----------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# kill-calls.py FOLDER PROGRAM: runs PROGRAM setup and then PROGRAM in a folder without interruption. In another folder, starts it
# with ckpt= and kills it when it has an image and has written more. With a copy of that folder for each K: the job is resumed and
# killed right after its K-th call that makes, cuts, names or removes a file, and then may end. If it had removed its image it was done:
# then the lock, which goes last, may be left. Output and files must be as in the first folder, and nothing else be left.
#
# ===------------------------------------------------------------------------===#

import os
import shutil
import subprocess
import sys

from jobs import contents, differing, setup, wait_until
from tracing import run_to_call

IMAGE, LOCK = "state.1", "state.%n.lock"
OPTIONS = "ckpt=state.%n:verbosity=0:interval=1000"


def run(program, folder, options):
    with open(os.path.join(folder, "output"), "ab") as output:
        return subprocess.Popen([program], cwd=folder, env=dict(os.environ, CGT_OPTIONS=options), stdout=output,
                                stdin=subprocess.DEVNULL)


def size(*path):
    try:
        return os.path.getsize(os.path.join(*path))
    except OSError:
        return 0


def main(folder, program):
    program = os.path.abspath(program)
    whole = setup([program], os.path.join(folder, "whole"))
    assert run(program, whole, "").wait() == 0
    wanted = contents(whole)
    left = setup([program], os.path.join(folder, "left"))
    process = run(program, left, OPTIONS)
    wait_until(lambda: size(left, IMAGE) and size(left, "written") > 500, "an image, and what isn't in it")
    process.kill()
    process.wait()
    calls, killed = [], os.path.join(folder, "killed")
    while True:
        shutil.rmtree(killed, ignore_errors=True)
        shutil.copytree(left, killed)
        name = run_to_call(program, killed, dict(os.environ, CGT_OPTIONS=OPTIONS), len(calls) + 1)
        if name:
            calls.append(name)
        was_done = not os.path.exists(os.path.join(killed, IMAGE))
        if not was_done:
            assert run(program, killed, OPTIONS).wait() == 0
        found = contents(killed)
        if name and was_done:
            found.pop(LOCK, None)
        wrong = differing(wanted, found)
        assert not wrong, "%s after %s, in %s" % (wrong, calls, killed)
        if not name:
            break
    print("killed after each of %d calls: %s" % (len(calls), " ".join(calls)))
    print("all files as without, and nothing else")


if __name__ == "__main__":
    main(*sys.argv[1:])
