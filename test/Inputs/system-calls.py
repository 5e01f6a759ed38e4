# ===- system-calls.py - Which rooms of the runtime call the system ---------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# system-calls.py LIBRARY RT ROOM...: reads what each object of the runtime's library leaves to libc and fails where it is a system
# call, which has a manual page in section 2 (package manpages-dev), and the object's source isn't in one of the rooms, folders of RT.
#
# ===------------------------------------------------------------------------===#

import os
import re
import subprocess
import sys

PAGES = "/usr/share/man/man2"
LEAST = 50  # of them are called in any case


def is_system_call(name):
    """`open64` and `__clone` are `open` and `clone`."""
    plain = re.sub("64$", "", name.lstrip("_"))
    return any(os.path.exists("%s/%s.2.gz" % (PAGES, one)) for one in (name, plain, "_" + plain))


def rooms_of(folder):
    """The rooms that have a source of a name, which is all that an object tells."""
    rooms = {}
    for path, _, names in os.walk(folder):
        for name in names:
            rooms.setdefault(name, set()).add(os.path.relpath(path, folder))
    return rooms


def main(library, folder, *allowed):
    rooms, calls, faults = rooms_of(folder), set(), 0
    listing = subprocess.run(["nm", "--print-file-name", "--undefined-only", library], capture_output=True, text=True, check=True)
    for line in listing.stdout.splitlines():
        place, _, name = line.rpartition(" ")
        source, name = os.path.splitext(place.split(":")[1])[0], name.partition("@")[0]
        if not is_system_call(name):
            continue
        calls.add(name)
        for room in sorted(rooms.get(source, {"?"}) - set(allowed)):
            faults += 1
            print("rt/%s/%s may not call %s()" % (room, source, name))
    if len(calls) < LEAST:
        sys.exit("only %d system calls were found by their pages in %s: is manpages-dev installed?" % (len(calls), PAGES))
    print("%d system calls, %d out of place" % (len(calls), faults))
    sys.exit(faults != 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
