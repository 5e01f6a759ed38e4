#!/usr/bin/env python3
# ===- restore.py - Time from an image to the first user instruction --------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   restore.py BUILD [--mib N] [--rounds N] [--kinds doubles,arrays,nodes] [--foreign TRIPLE] [--folder DIR] [--json FILE]
#
# Saves heaps of doubles (one block), of arrays of 1 MiB and of linked nodes without compression, and resumes them. What
# counts is the ratio to read() of the same file into fresh memory in the same round; the file is in the page cache. With
# --foreign the heap of doubles is saved under qemu, too. --json keeps medians: times ("..._ns"), ratios under the bare name,
# and the runtime's own times of one restoration ("stats").
#
# ===------------------------------------------------------------------------===#

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "Inputs"))

from platforms import LLVM

QEMU = {"s390x": "qemu-s390x-static", "powerpc": "qemu-ppc-static", "powerpc64": "qemu-ppc64-static"}


def compiled(build, folder, triple=None):
    program = os.path.join(folder, "restore." + (triple or "host"))
    target = ["--target=" + triple] if triple else []
    subprocess.run([os.path.join(build, "bin", "cgt-cc"), *target, "-O2", "-static",
                    "-fplugin-arg-cgt-polls=explicit", os.path.join(HERE, "restore.c"), "-o", program], check=True)
    return program


def save(program, image, kind, size, runner=()):
    options = "save='%s':compress=0" % image
    subprocess.run([*runner, program, kind, str(size)], check=True, env={**os.environ, "CGT_OPTIONS": options})


def restore(program, image, verify, write, stats):
    options = "restore='%s':verify=%s" % (image, verify) + (":stats='%s'" % stats if stats else "")
    env = {**os.environ, "CGT_OPTIONS": options}
    if write:
        env["WRITE"] = "1"
    start = time.monotonic_ns()
    resumed, written = map(int, subprocess.check_output([program], env=env, text=True).split())
    return resumed - start, written - start


def read(reader, image):
    one, two = map(int, subprocess.check_output([reader, image], text=True).split())
    return one, one + two


# Name, verify=, whether each page is written to, and what the time is a multiple of, nanoseconds that read() and the writes
# take given.
LINES = [
    ("full", "full", False, lambda read, _: read),
    ("metadata", "metadata", False, lambda read, _: 5e6 + 0.01 * read),
    ("full_write", "full", True, lambda _, both: both),
    ("metadata_write", "metadata", True, lambda _, both: both),
]


def measure(program, reader, image, rounds):
    reads, times = [], {name: [] for name, *_ in LINES}
    restore(program, image, "full", False, None)
    for _ in range(rounds):
        reads.append(read(reader, image))
        for name, verify, write, _ in LINES:
            times[name].append(restore(program, image, verify, write, None)[write])
    result = {"read_ns": statistics.median(one for one, _ in reads), "read_write_ns": statistics.median(both for _, both in reads)}
    for name, _, _, base in LINES:
        result[name + "_ns"] = statistics.median(times[name])
        result[name] = statistics.median(time / base(*of) for time, of in zip(times[name], reads))
    with tempfile.NamedTemporaryFile("r") as stats:
        restore(program, image, "full", False, stats.name)
        result["stats"] = {k: v for k, v in json.loads(stats.readline()).items() if k.endswith("_ns")}
    return result


def show(title, image, result):
    print("%s, %d MiB of image" % (title, os.path.getsize(image) >> 20))
    for name in ["read", "read_write"] + [name for name, *_ in LINES]:
        print("  %-16s %9.1f ms %7.3f" % (name, result[name + "_ns"] / 1e6, result.get(name, 1)))
    print("  " + ", ".join("%s %.1f" % (k[:-3], v / 1e6) for k, v in result["stats"].items()), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kinds", default="doubles,arrays,nodes")
    parser.add_argument("--foreign", default="s390x-linux-gnu")
    parser.add_argument("--folder")
    parser.add_argument("--json")
    options = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        reader = os.path.join(folder, "read")
        subprocess.run(["clang-" + LLVM, "-O2", os.path.join(HERE, "read.c"), "-o", reader], check=True)
        host = compiled(options.build, folder)
        image = os.path.join(folder, "image")
        for kind in filter(None, options.kinds.split(",")):
            save(host, image, kind, options.mib << 20)
            results[kind] = measure(host, reader, image, options.rounds)
            show(kind, image, results[kind])
        if options.foreign:
            runner = [QEMU[options.foreign.split("-")[0]]]
            save(compiled(options.build, folder, options.foreign), image, "doubles", options.mib << 20, runner)
            results["foreign"] = measure(host, reader, image, options.rounds)
            show("doubles of " + options.foreign, image, results["foreign"])
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file)


if __name__ == "__main__":
    main()
