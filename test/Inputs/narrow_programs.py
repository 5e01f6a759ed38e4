# ===- narrow_programs.py - Does this kernel run programs of 32 bits? -------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===------------------------------------------------------------------------===#

import os
import subprocess
import tempfile

SOURCE = "void _start(void) { __asm__(\"movl $1, %eax; xorl %ebx, %ebx; int $0x80\"); }"


def work(clang):
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "program")
        built = subprocess.run([clang, "-m32", "-static", "-nostdlib", "-xc", "-", "-o", program], input=SOURCE, text=True,
                               capture_output=True)
        try:
            return built.returncode == 0 and subprocess.run([program]).returncode == 0
        except OSError:
            return False
