# ===- kill-job.py - Kills jobs of ckpt= ------------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# kill-job.py COUNT SEED FOLDER PROGRAM...: runs PROGRAM setup and then PROGRAM in a folder without interruption. Then, COUNT times
# in another folder, starts it with ckpt= by the same command line again and again until it ends by itself: each time it is killed by
# SIGKILL at a random moment, or told to leave by SIGTERM. Output and files must be as in the first folder, and nothing else be left.
# Several PROGRAMs, as "PLATFORM=emulator file", take turns.
#
# ===------------------------------------------------------------------------===#

import os
import random
import signal
import subprocess
import sys
import time

from jobs import PATIENCE, children, contents, differing, setup, wait_until

OPTIONS = "ckpt=state.%%n:verbosity=0:interval=%g"
SAVED = 85


def start(command, folder, options):
    with open(os.path.join(folder, "output"), "ab") as output:
        return subprocess.Popen(command, cwd=folder, env=dict(os.environ, CGT_OPTIONS=options), stdin=subprocess.DEVNULL,
                                stdout=output, stderr=subprocess.PIPE, text=True)


def run_job(commands, folder, seconds, chance):
    """How often it was killed, and told to leave."""
    kills = leaves = 0
    while True:
        process = start(chance.choice(commands), folder, OPTIONS % (seconds / 20))
        try:
            process.wait(chance.uniform(0, seconds * 0.7))
        except subprocess.TimeoutExpired:
            process.send_signal(chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
        writers = children(process.pid)
        errors = process.communicate(timeout=PATIENCE)[1]
        # TERM before the program has begun to listen ends it as a kill does.
        assert process.returncode in (0, SAVED, -signal.SIGKILL, -signal.SIGTERM) and not errors, (process.returncode, errors)
        for writer in writers:
            wait_until(lambda: not os.path.exists("/proc/%d" % writer), "the writer's end")
        if process.returncode == 0:
            return kills, leaves
        kills += process.returncode < 0
        leaves += process.returncode == SAVED


def main(count, seed, folder, *programs):
    print("seed", seed)
    chance = random.Random(int(seed))
    commands = [program.split("=", 1)[-1].split() for program in programs]
    whole = setup(commands[0], os.path.join(folder, "whole"))
    began = time.monotonic()
    process = start(commands[0], whole, "")
    assert process.wait() == 0
    seconds = max(0.3, time.monotonic() - began)
    wanted = contents(whole)
    kills = leaves = 0
    for number in range(int(count)):
        killed = setup(commands[0], os.path.join(folder, "killed"))
        more = run_job(commands, killed, seconds, chance)
        kills, leaves = kills + more[0], leaves + more[1]
        wrong = differing(wanted, contents(killed))
        assert not wrong, "job %d: %s after %d kills, in %s" % (number + 1, wrong, more[0], killed)
    print("%d jobs, %d kills, %d leaves: all files as without, and nothing else" % (int(count), kills, leaves))


if __name__ == "__main__":
    main(*sys.argv[1:])
