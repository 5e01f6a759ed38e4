# ===- kill-files.py - Kills a program with open files ---------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# kill-files.py COUNT SEED FOLDER PROGRAM: runs PROGRAM in a folder without interruption. Then, in another folder, starts it COUNT
# times, from its newest image if there is one, lets it save every few milliseconds, and kills it by SIGKILL at a random moment; at
# last it may end. Its output and all of its files must be what they are in the first folder.
#
# ===------------------------------------------------------------------------===#

import os
import random
import signal
import subprocess
import sys
import time

from jobs import PATIENCE, children, contents, differing, setup, wait_until

INTERVAL = 0.01


def is_image_or_cut(name):
    return ".cgt-cut." in name or name.startswith("image.")


def newest(folder):
    numbers = [int(name[6:]) for name in os.listdir(folder) if name.startswith("image.") and name[6:].isdigit()]
    return max(numbers, default=0)


def start(program, folder):
    options = "save=image.%%n:keep=2:verbosity=0:interval=%g" % INTERVAL
    if number := newest(folder):
        options += ":restore=image.%d" % number
    with open(os.path.join(folder, "output"), "ab") as output:
        return subprocess.Popen([program], cwd=folder, env=dict(os.environ, CGT_OPTIONS=options), stdin=subprocess.DEVNULL,
                                stdout=output, stderr=subprocess.PIPE, text=True)


def kill(program, folder, chance):
    """Whether it was killed before its end."""
    before, process = newest(folder), start(program, folder)
    # Progress is sure after a save, and a kill may come at any moment around it.
    wait_until(lambda: newest(folder) > before or process.poll() is not None, "a save")
    time.sleep(chance.uniform(0, 3 * INTERVAL))
    writers = children(process.pid)
    process.kill()
    errors = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode in (0, -signal.SIGKILL) and not errors, (process.returncode, errors)
    for writer in writers:
        wait_until(lambda: not os.path.exists("/proc/%d" % writer), "the writer's end")
    return process.returncode != 0


def main(count, seed, folder, program):
    print("seed", seed)
    chance = random.Random(int(seed))
    whole = setup([program], os.path.join(folder, "whole"))
    with open(os.path.join(whole, "output"), "ab") as output:
        subprocess.run([program], cwd=whole, stdout=output, check=True)
    killed = setup([program], os.path.join(folder, "killed"))
    kills = 0
    for _ in range(int(count)):
        if not kill(program, killed, chance):
            break
        kills += 1
    if kills == int(count):
        process = start(program, killed)
        errors = process.communicate(timeout=PATIENCE)[1]
        assert process.returncode == 0 and not errors, (process.returncode, errors)
    wrong = differing(contents(whole, is_image_or_cut), contents(killed, is_image_or_cut))
    assert not wrong, (wrong, "after %d kills in %s" % (kills, killed))
    print("%d kills, newest image %d: all files as without" % (kills, newest(killed)))


if __name__ == "__main__":
    main(*sys.argv[1:])
