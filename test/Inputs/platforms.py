# ===- platforms.py - The platforms that tests run on ------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The one table behind lit's substitutions and features, for Python and for shell scripts:
#
#   python3 platforms.py             one line for each platform: its fields, blank-separated
#   python3 platforms.py s390x FIELD one field, a name of Platform's
#
# ===------------------------------------------------------------------------===#

import itertools
import platform
import shutil
import sys
from typing import NamedTuple

# qemu-user gives its guest a stack of this many bytes.
QEMU_STACK_SIZE = 512 << 20


class Platform(NamedTuple):
    arch: str
    triple: str
    flags: str  # for the compiler, besides --target
    emulator: str  # what stands in front of a program; empty where it runs as it is
    endian: str
    bits: int  # of a pointer

    @property
    def runs(self):
        """Programs run here, by the emulator if need be."""
        return not self.emulator or shutil.which(self.emulator) is not None

    @property
    def target_flags(self):
        return ("--target=%s %s" % (self.triple, self.flags)).strip()


def _row(arch, qemu, endian, bits, env="gnu", flags=""):
    native = arch == platform.machine()
    emulator = "" if native else "qemu-%s-static" % qemu
    return Platform(arch, "%s-linux-%s" % (arch, env), flags, emulator, endian, bits)


PLATFORMS = [
    _row("x86_64", "x86_64", "little", 64),
    # Without SSE, intermediate results have more digits than those of all others.
    _row("i686", "i386", "little", 32, flags="-msse2 -mfpmath=sse"),
    _row("aarch64", "aarch64", "little", 64),
    _row("riscv64", "riscv64", "little", 64),
    _row("s390x", "s390x", "big", 64),
    _row("powerpc", "ppc", "big", 32),
    _row("powerpc64", "ppc64", "big", 64),
    _row("sparc64", "sparc64", "big", 64),
    _row("mips", "mips", "big", 32),
    _row("arm", "arm", "little", 32, env="gnueabihf"),
]

BY_ARCH = {p.arch: p for p in PLATFORMS}
NATIVE = BY_ARCH[platform.machine()]


def covering_pairs():
    """Sources and destinations: each pair of {little, big} x {32, 64}, taking the platforms of a class by turns, so that
    each platform is both."""
    classes = {}
    for p in PLATFORMS:
        classes.setdefault((p.endian, p.bits), []).append(p.arch)
    sources = {c: itertools.cycle(archs) for c, archs in classes.items()}
    destinations = {c: itertools.cycle(archs[::-1]) for c, archs in classes.items()}
    pairs = [(next(sources[a]), next(destinations[b])) for a in classes for b in classes]
    for side in (0, 1):
        assert not set(BY_ARCH) - {pair[side] for pair in pairs}, "a class has more than four platforms"
    return pairs


def all_pairs():
    return list(itertools.product(BY_ARCH, BY_ARCH))


def main(args):
    if not args:
        for p in PLATFORMS:
            print(p.arch, p.triple, p.endian, p.bits, p.emulator or "-", p.flags)
    elif len(args) == 2 and args[0] in BY_ARCH and args[1] in dir(Platform):
        print(getattr(BY_ARCH[args[0]], args[1]))
    else:
        sys.exit("usage: platforms.py [ARCH FIELD]")


if __name__ == "__main__":
    main(sys.argv[1:])
