#!/usr/bin/env python3
# ===- restore.py - Time from an image to the first user instruction --------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   restore.py BUILD [--mib N] [--rounds N] [--kinds doubles,arrays,nodes] [--foreign TRIPLE] [--folder DIR]
#
# Saves heaps of doubles (one block), of arrays of 1 MiB and of linked nodes without compression, and resumes them. What
# counts is the ratio to read() of the same file into fresh memory in the same round; the file is in the page cache. With
# --foreign the heap of doubles is saved under qemu, too.
#
# ===------------------------------------------------------------------------===#

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
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


def measure(program, reader, image, rounds):
    lines = {"verify=full": ("full", False), "verify=metadata": ("metadata", False), "and a write to each page": ("full", True)}
    times = {name: [] for name in ["read()", "read() and writes", *lines]}
    restore(program, image, "full", False, None)
    for _ in range(rounds):
        one, two = read(reader, image)
        times["read()"].append(one)
        times["read() and writes"].append(two)
        for name, (verify, write) in lines.items():
            times[name].append(restore(program, image, verify, write, None)[write])
    for name, values in times.items():
        base = times["read() and writes" if name.startswith("and") else "read()"]
        ratio = statistics.median(v / b for v, b in zip(values, base))
        print("  %-26s %9.1f ms %7.3f" % (name, statistics.median(values) / 1e6, ratio))
    with tempfile.NamedTemporaryFile("r") as stats:
        restore(program, image, "full", False, stats.name)
        event = json.loads(stats.readline())
    print("  " + ", ".join("%s %.1f" % (k[:-3], v / 1e6) for k, v in event.items() if k.endswith("_ns")))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kinds", default="doubles,arrays,nodes")
    parser.add_argument("--foreign", default="s390x-linux-gnu")
    parser.add_argument("--folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        reader = os.path.join(folder, "read")
        subprocess.run(["clang-19", "-O2", os.path.join(HERE, "read.c"), "-o", reader], check=True)
        host = compiled(options.build, folder)
        image = os.path.join(folder, "image")
        for kind in filter(None, options.kinds.split(",")):
            save(host, image, kind, options.mib << 20)
            print("%s, %d MiB of image" % (kind, os.path.getsize(image) >> 20), flush=True)
            measure(host, reader, image, options.rounds)
        if options.foreign:
            runner = [QEMU[options.foreign.split("-")[0]]]
            save(compiled(options.build, folder, options.foreign), image, "doubles", options.mib << 20, runner)
            print("doubles of %s, %d MiB of image" % (options.foreign, os.path.getsize(image) >> 20), flush=True)
            measure(host, reader, image, options.rounds)


if __name__ == "__main__":
    main()
