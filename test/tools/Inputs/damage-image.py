# ===- damage-image.py - Damage an image in many ways ------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# damage-image.py CGT_INSPECT IMAGE DAMAGED [SECTION...]: each of the changes below must make both cgt-inspect and
# cgt-inspect --verify end with 1. With sections given, only flips a bit in the middle of each and leaves the result.
#
# ===------------------------------------------------------------------------===#

import re
import subprocess
import sys

inspect, image, damaged, sections = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
good = open(image, "rb").read()


def flipped(data, place, bit):
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def write(data):
    with open(damaged, "wb") as out:
        out.write(data)


if sections:
    listing = subprocess.run([inspect, "--verify", image], capture_output=True, text=True, check=True).stdout
    data = good
    for name in sections:
        offset, size = re.search(r"%s: offset 0x([0-9a-f]+), (\d+) bytes" % name, listing).groups()
        data = flipped(data, int(offset, 16) + int(size) - 9, 0)
    write(data)
    sys.exit(0)

step = max(1, len(good) // 60)
changes = [("bit %d of byte %d" % (p % 8, p), flipped(good, p, p % 8)) for p in range(0, len(good), step)]
changes += [("cut to %d" % n, good[:n]) for n in range(0, len(good), 2 * step)]
changes += [("a byte more", good + b"\0"), ("two images", good + good)]
for what, data in changes:
    write(data)
    for options in [], ["--verify"]:
        run = subprocess.run([inspect] + options + [damaged], capture_output=True, text=True)
        if run.returncode != 1 or not run.stderr.splitlines()[-1].startswith("cgt-inspect: error: '%s': " % damaged):
            sys.exit("%s: status %d\n%s" % (what, run.returncode, run.stderr))
print("%d damaged images found out" % len(changes))
