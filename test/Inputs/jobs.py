# ===- jobs.py - Programs that save to one place --------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# For the tests of save=: a folder of its own for each case, programs that run in it, and what must hold afterwards.
#
# ===------------------------------------------------------------------------===#

import os
import shutil
import signal
import subprocess
import time

PATIENCE = 60


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, "waited in vain for " + what
        time.sleep(0.005)


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def setup(command, folder):
    """Has a program that is called with `setup` make what it needs in a fresh folder."""
    subprocess.run([*command, "setup"], cwd=fresh(folder), check=True)
    return folder


def contents(folder, leaves_out=lambda name: False):
    """The folder's files, by name."""
    found = {}
    for name in sorted(os.listdir(folder)):
        if not leaves_out(name):
            with open(os.path.join(folder, name), "rb") as file:
                found[name] = file.read()
    return found


def differing(wanted, found):
    """Names of files that are missing, too many, or have other bytes."""
    return [name for name in sorted(set(wanted) | set(found)) if wanted.get(name) != found.get(name)]


class Job:
    """A program that is fed by its standard input: it goes on by a round for each line, and ends at the end."""

    def __init__(self, command, options, before=(), environment=None):
        environment = dict(os.environ, **(environment or {}))
        environment.pop("CGT_OPTIONS", None)
        if options:
            environment["CGT_OPTIONS"] = options
        self.process = subprocess.Popen([*before, *command], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)

    def round(self):
        """Lets it go on; returns the line that it prints, '' if it has ended."""
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        return self.process.stdout.readline().strip()

    def end(self, rest=None):
        """Gives it the rest of its input. Status, what is left of the output, and messages."""
        output, errors = self.process.communicate(rest, timeout=PATIENCE)
        return self.process.returncode, output, errors

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        return self.end()


def children(parent):
    """Its children, also those that it doesn't know of, such as a writer."""
    try:
        with open("/proc/%d/task/%d/children" % (parent, parent)) as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def holder(lock):
    """What a lock file says, as a dictionary; empty if there is none."""
    try:
        with open(lock) as file:
            return dict(line.rstrip("\n").split(" ", 1) for line in file)
    except OSError:
        return {}
