# ===- damaged-program.py - Does cgt-inspect bear damaged programs? ------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# damaged-program.py CGT-INSPECT PROGRAM COUNT FOLDER: changes bytes of what cgt-inspect reads of an ELF file, and cuts it, COUNT times. Each
# time it must end by itself, with one of its statuses.
#
# ===------------------------------------------------------------------------===#

import os
import random
import struct
import subprocess
import sys

inspect, program, count, folder = sys.argv[1:]
whole = open(program, "rb").read()
seed = int(os.environ.get("CGT_SEED", "1"))
random.seed(seed)

# The header, the sections' headers, and the sections that matter. Of 64 bits, little-endian.
table, size, number, names = struct.unpack_from("<Q", whole, 0x28)[0], *struct.unpack_from("<HHH", whole, 0x3A)
headers = [struct.unpack_from("<IIQQQQ", whole, table + k * size) for k in range(number)]
strings = headers[names][4]
places = [(0, 64), (table, size * number)]
for name, _, _, _, offset, length in headers:
    text = whole[strings + name : whole.index(b"\0", strings + name)]
    if text in (b"cgt_schema", b".cgt.findings", b".dynamic", b".shstrtab"):
        places += [(offset, length)] * 2

statuses = {}
for k in range(int(count)):
    data = bytearray(whole)
    for _ in range(random.choice((1, 1, 2, 8))):
        start, length = random.choice(places)
        at = start + random.randrange(length)
        data[at] = random.choice((0, 1, 0x7F, 0x80, 0xFF, data[at] ^ 1 << random.randrange(8), random.randrange(256)))
    if k % 16 == 0:
        del data[random.randrange(len(data)) :]
    path = os.path.join(folder, "damaged")
    with open(path, "wb") as file:
        file.write(data)
    run = subprocess.run([inspect, "--check-for=s390x", path], capture_output=True, timeout=60)
    if run.returncode not in (0, 1, 2, 3):
        sys.exit("seed %d, change %d: status %d\n%s" % (seed, k, run.returncode, run.stderr.decode(errors="replace")))
    statuses[run.returncode] = statuses.get(run.returncode, 0) + 1
print("statuses:", sorted(statuses))
