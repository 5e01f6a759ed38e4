# ===- platforms.py - The platforms that tests run on ------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# rt/abi/Platforms.def for lit's substitutions and features, for Python and for shell scripts:
#
#   python3 platforms.py             one line for each platform: its fields, blank-separated
#   python3 platforms.py s390x FIELD one field, a name of Platform's
#
# ===------------------------------------------------------------------------===#

import itertools
import os
import platform
import re
import shutil
import sys
import time
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


def _read(path):
    """The rows of rt/abi/Platforms.def."""
    row = re.compile(r'^CGT_PLATFORM\("([^"]*)", "[^"]*", "[^"]*", (\w+), (\d), .*"([^"]*)", "([^"]*)"\)$')
    with open(path, encoding="utf-8") as file:
        for triple, endian, word, qemu, flags in (m.groups() for m in map(row.match, file) if m):
            arch = triple.split("-")[0]
            emulator = "" if arch == platform.machine() else "qemu-%s-static" % qemu
            yield Platform(arch, triple, flags, emulator, endian.lower(), 8 * int(word))


PLATFORMS = list(_read(os.path.join(os.path.dirname(__file__), "..", "..", "rt", "abi", "Platforms.def")))

def seed(is_long):
    """CGT_SEED, from which random tests begin: the date in campaigns, else always the same."""
    return time.strftime("%Y%m%d") if is_long else "1"


# The version in the names of clang, opt and their like.
with open(os.path.join(os.path.dirname(__file__), "..", "..", "tools", "cmake", "llvm-version"), encoding="utf-8") as _file:
    LLVM = _file.read().split(".")[0]


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
