# ===- kill-saves.py - Kills at any moment of a save ----------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# kill-saves.py COUNT SEED FOLDER CGT_INSPECT PROGRAM: COUNT times, resumes PROGRAM from its newest image, lets it save all the
# time (keep=2) and kills it, its writer or both by SIGKILL at a random moment. Then
# * there is an image, and each file with an image's name is a whole one (cgt-inspect --verify),
# * now and then the newest is resumed, and its memory must be what it was,
# * after the next save there are two images at most, and nothing else.
# PROGRAM checks its memory in each round, and ends after the next one if ENOUGH is in the environment (kill-saves.c).
#
# ===------------------------------------------------------------------------===#

import collections
import os
import random
import signal
import subprocess
import sys
import time

from jobs import PATIENCE, children, fresh, wait_until

SAMPLE = 5


class Images:
    def __init__(self, folder, inspect):
        self.folder, self.inspect = fresh(folder), inspect

    def numbers(self):
        return sorted(int(name[6:]) for name in os.listdir(self.folder) if name.startswith("image.") and name[6:].isdigit())

    def path(self, number):
        return os.path.join(self.folder, "image.%s" % number)

    def others(self):
        own = {"image.%d" % number for number in self.numbers()}
        return sorted(set(os.listdir(self.folder)) - own)

    def check(self):
        numbers = self.numbers()
        assert numbers, "no image is left: %s" % os.listdir(self.folder)
        for number in numbers:
            done = subprocess.run([self.inspect, "--verify", self.path(number)], capture_output=True, text=True)
            assert done.returncode == 0, (number, done)
        return numbers[-1]


def environment(options, **more):
    return dict(os.environ, CGT_OPTIONS=options, **more)


def run(command, options, status, **more):
    done = subprocess.run(command, env=environment(options, **more), capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == status and done.stderr == "", (options, done)
    return done.stdout


def gone(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def one(images, command, chance, figures):
    newest = images.check()
    save = "save=%s:keep=2:verbosity=0" % images.path("%n")
    process = subprocess.Popen(command, env=environment("restore=%s:every_polls=1:%s" % (images.path(newest), save)),
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: images.numbers()[-1] > newest or process.poll() is not None, "a save")
    time.sleep(chance.uniform(0, 0.03))
    victims = chance.choice(("program", "writer", "both"))
    writers = children(process.pid)
    figures[victims] += 1
    figures["writer was at work"] += len(writers) == 1
    order = [process.pid] * (victims != "writer") + writers * (victims != "program")
    chance.shuffle(order)
    for victim in order:
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if victims == "writer":
        # The program goes on to its next save, by which all must be well.
        before = images.numbers()[-1]
        wait_until(lambda: images.numbers()[-1] > before + 1, "the save after the next")
        process.kill()
    errors = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == -signal.SIGKILL, (process.returncode, errors)
    for writer in writers:
        wait_until(lambda: gone(writer), "the writer's end")
    figures["temporaries left"] += sum(".tmp." in name for name in images.others())
    newest = images.check()
    if chance.randrange(SAMPLE) == 0:
        figures["resumed to check"] += 1
        assert run(command, "restore=" + images.path(newest), 0, ENOUGH="1").endswith("good\n")
    run(command, "restore=%s:at_poll=1:after=exit:%s" % (images.path(newest), save), 85)
    newest = images.check()
    assert len(images.numbers()) <= 2 and not images.others(), os.listdir(images.folder)


def main(count, seed, folder, inspect, *command):
    print("seed", seed)
    chance, figures = random.Random(int(seed)), collections.Counter()
    images = Images(folder, inspect)
    run(command, "save=%s:keep=2:at_poll=1:after=exit" % images.path("%n"), 85)
    for _ in range(int(count)):
        one(images, command, chance, figures)
    for what, number in sorted(figures.items()):
        print("%s: %d" % (what, number))
    print("%s kills, newest image %d: always a good image, no more than 2, no temporary" % (count, images.numbers()[-1]))


if __name__ == "__main__":
    main(*sys.argv[1:])
