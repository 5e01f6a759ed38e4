# ===- shorten.py - An image without what the fuzzer puts there itself ------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# shorten.py IMAGE RESULT: of the section PAGE only its alignment is left (Images.cpp), and the table and what follows goes.
#
# ===------------------------------------------------------------------------===#

import struct
import sys

HEADER, SECTION, CHUNK, CHECKSUM = 24, 16, 24, 8


def main(image, result):
    data = open(image, "rb").read()
    kept, at = data[:HEADER], HEADER
    while data[at : at + 4] != b"TABL":
        (left,) = struct.unpack_from("<Q", data, at + 8)
        end = at + SECTION
        while left:
            raw, stored = struct.unpack_from("<QQ", data, end + 8)
            end += CHUNK + stored
            left -= raw
        if data[at : at + 4] == b"PAGE":
            contents = at + SECTION + CHUNK
            kept += data[at : at + 8] + struct.pack("<QQQQ", 4, 0, 4, 4) + data[contents : contents + 4] + bytes(CHECKSUM)
        else:
            kept += data[at : end + CHECKSUM]
        at = end + CHECKSUM
    with open(result, "wb") as file:
        file.write(kept)


if __name__ == "__main__":
    main(*sys.argv[1:])
