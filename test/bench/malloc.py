#!/usr/bin/env python3
# ===- malloc.py - The runtime's heap against glibc's -----------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   malloc.py CLANG LIBCGT_RT.A [ROUNDS]
#
# Runs the kernels of malloc.c with both allocators in turn and prints the ratios of the medians (time, peak memory).
#
# ===------------------------------------------------------------------------===#

import os
import statistics
import subprocess
import sys
import tempfile

KERNELS = ["tree", "dictionary", "strings", "mixed", "large", "mixed+tree"]


def build(clang, folder, name, flags):
    program = os.path.join(folder, name)
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "malloc.c")
    subprocess.run([clang, "-O2", "-fno-builtin-malloc", source, "-o", program] + flags, check=True)
    return program


def run(program, kernel):
    time, memory = subprocess.check_output([program, kernel], text=True).split()
    return float(time), float(memory)


def main():
    clang, library = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    with tempfile.TemporaryDirectory() as folder:
        theirs = build(clang, folder, "glibc", [])
        ours = build(clang, folder, "cgt", ["-DTYPED", library])
        print("%-12s %9s %9s %6s %7s" % ("kernel", "glibc ms", "cgt ms", "time", "memory"))
        for kernel in KERNELS:
            pairs = [(run(theirs, kernel), run(ours, kernel)) for _ in range(rounds)]
            a, b = (statistics.median(p[k][0] for p in pairs) for k in (0, 1))
            c, d = (statistics.median(p[k][1] for p in pairs) for k in (0, 1))
            print("%-12s %9.1f %9.1f %6.2f %7.2f" % (kernel, a, b, b / a, d / c))


if __name__ == "__main__":
    main()
