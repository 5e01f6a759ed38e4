#!/usr/bin/env python3
# ===- waiting.py - What a request that waits costs --------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# waiting.py [--build FOLDER] [--runs N]: processor time of programs of which nothing can ever be saved (waiting.c), with
# interval=0.05 over without CGT_OPTIONS, and how much of the time a program has whose saves take longer than interval=0.01
# (saving.c; its own time without saves over that with them). Runs are interleaved; medians, and the quartiles of the plain
# runs as their noise.
#
# ===------------------------------------------------------------------------===#

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
MOST, LEAST = 1.05, 0.5  # Must show of issue 11


def measure(command, options):
    """Seconds of processor time, user and system."""
    environment = {k: v for k, v in os.environ.items() if k != "CGT_OPTIONS"}
    if options:
        environment["CGT_OPTIONS"] = options
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit("%s: status %d" % (command, status))
    return usage.ru_utime + usage.ru_stime


def own_figures(command, options):
    """What the program prints: seconds until it has done its work, and of its processor time."""
    environment = {k: v for k, v in os.environ.items() if k != "CGT_OPTIONS"}
    if options:
        environment["CGT_OPTIONS"] = options
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return tuple(map(float, result.stdout.split()))


def quartiles(times):
    low, _, high = statistics.quantiles(times, n=4)
    return low, high


def never_served(program, folder, runs):
    worst = 0
    for kind in ("list", "cleanup", "pipe", "child"):
        command = [program, kind, "60"]
        plain, waiting = [], []
        for _ in range(runs):
            plain.append(measure(command, None))
            waiting.append(measure(command, "save=%s/image:interval=0.05" % folder))
        low, high = quartiles(plain)
        ratio = statistics.median(waiting) / statistics.median(plain)
        worst = max(worst, ratio)
        noise = (high - low) / statistics.median(plain)
        print("%-7s %.3f s plain, ratio %.3f (quartiles of plain runs %.3f apart)" % (kind, statistics.median(plain), ratio, noise))
    return worst


def long_saves(program, folder, runs):
    least = 1
    for size, rounds in ((1, 300), (20, 100), (200, 200)):
        command = [program, str(size), str(rounds)]
        plain, saving = [], []
        for _ in range(runs):
            plain.append(own_figures(command, None))
            saving.append(own_figures(command, "save=%s/image:interval=0.01" % folder))
        (real, own), (real_saving, own_saving) = [[statistics.median(c) for c in zip(*t)] for t in (plain, saving)]
        low, high = quartiles([p[0] for p in plain])
        least = min(least, real / real_saving)
        text = "%3d MiB: has %.2f of the time, %.2f of its processor time (%.3f s plain, quartiles %.3f apart)"
        print(text % (size, real / real_saving, own / own_saving, real, (high - low) / real))
    return least


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=os.path.join(HERE, "..", "..", "build"))
    parser.add_argument("--runs", type=int, default=9)
    arguments = parser.parse_args()
    cc = os.path.join(arguments.build, "bin", "cgt-cc")
    with tempfile.TemporaryDirectory() as folder:
        programs = [os.path.join(folder, name) for name in ("waiting", "saving")]
        for program in programs:
            subprocess.run([cc, "-O2", os.path.join(HERE, os.path.basename(program) + ".c"), "-o", program], check=True)
        worst = never_served(programs[0], folder, arguments.runs)
        least = long_saves(programs[1], folder, arguments.runs)
    print("worst ratio %.3f (at most %.2f), least share %.2f (at least %.2f)" % (worst, MOST, least, LEAST))
    return 0 if worst <= MOST and least >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
