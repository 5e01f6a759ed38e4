# ===- outward-pages.py - Which pages an image notes ------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# outward-pages.py IMAGE: how many pages section PTRS notes, how many there are, and the pointers of all of them.
#
# ===------------------------------------------------------------------------===#

import struct
import sys


def sections(data):
    """Name and contents' bounds of each section that is stored in one chunk."""
    at = 24
    while data[at:at + 4] != b"TABL":
        length = struct.unpack_from("<Q", data, at + 8)[0]
        start = at + 16 + (24 if length else 0)
        yield data[at:at + 4].decode(), start, start + length
        at = start + length + 8


def numbers(data, at, end):
    result, value, shift = [], 0, 0
    for byte in data[at:end]:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            result.append(value)
            value, shift = 0, 0
    return result


def main(image):
    data = open(image, "rb").read()
    parts = {name: numbers(data, at, end) for name, at, end in sections(data) if name in ("PTRS", "HPGS")}
    if "PTRS" not in parts:
        print("none noted")
        return
    print("%d of %d pages, %d pointers" % (sum(parts["PTRS"][3::2]), sum(parts["HPGS"][2::3]), parts["PTRS"][0]))


if __name__ == "__main__":
    main(sys.argv[1])
