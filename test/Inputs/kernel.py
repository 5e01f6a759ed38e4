# ===- kernel.py - What this kernel can do -----------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===------------------------------------------------------------------------===#

import mmap
import os
import re
import subprocess
import tempfile

SOURCE = "void _start(void) { __asm__(\"movl $1, %eax; xorl %ebx, %ebx; int $0x80\"); }"


def runs_narrow_programs(clang):
    """Programs of 32 bits."""
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "program")
        built = subprocess.run([clang, "-m32", "-static", "-nostdlib", "-xc", "-", "-o", program], input=SOURCE, text=True,
                               capture_output=True)
        try:
            return built.returncode == 0 and subprocess.run([program]).returncode == 0
        except OSError:
            return False


def written():
    """How many KiB this process has of its own."""
    with open("/proc/self/smaps_rollup", encoding="ascii") as file:
        return int(re.search(r"^Private_Dirty: *([0-9]+)", file.read(), re.MULTILINE)[1])


def shares_zeros():
    """Is memory that was only read one page of zeros, or does each page take memory?"""
    size = 32 << 20
    with mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        before = written()
        assert not any(memory[at] for at in range(0, size, mmap.PAGESIZE))
        return (written() - before) * 1024 < size / 2
