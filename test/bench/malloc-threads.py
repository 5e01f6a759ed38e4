#!/usr/bin/env python3
# ===- malloc-threads.py - The runtime's heap with threads, against glibc's -----===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   malloc-threads.py CLANG CGT_CC [ROUNDS]
#
# Runs the kernels of malloc-threads.c with both allocators in turn and prints the medians of the times and of the ratios of each round, on
# the clock and of processor time.
#
# ===------------------------------------------------------------------------===#

import os
import statistics
import subprocess
import sys
import tempfile

KERNELS = ["own", "trees", "handed"]
THREADS = [1, 2, 4, 8]


def build(compiler, folder, name):
    program = os.path.join(folder, name)
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "malloc-threads.c")
    subprocess.run([compiler, "-O2", "-fno-builtin-malloc", "-pthread", source, "-o", program], check=True)
    return program


def run(program, kernel, threads):
    return [float(t) for t in subprocess.check_output([program, kernel, str(threads)], text=True).split()]


def main():
    clang, cgt_cc = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    with tempfile.TemporaryDirectory() as folder:
        theirs = build(clang, folder, "glibc")
        ours = build(cgt_cc, folder, "cgt")
        print("%-8s %7s %9s %9s %6s %9s" % ("kernel", "threads", "glibc ms", "cgt ms", "time", "processor"))
        for kernel in KERNELS:
            for threads in THREADS:
                pairs = [(run(theirs, kernel, threads), run(ours, kernel, threads)) for _ in range(rounds)]
                a, b = (statistics.median(p[k][0] for p in pairs) for k in (0, 1))
                time, processor = (statistics.median(p[1][k] / p[0][k] for p in pairs) for k in (0, 1))
                print("%-8s %7d %9.1f %9.1f %6.2f %9.2f" % (kernel, threads, a, b, time, processor), flush=True)


if __name__ == "__main__":
    main()
