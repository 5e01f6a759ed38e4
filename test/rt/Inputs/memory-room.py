# ===- memory-room.py - Trees of control groups, and what they leave ----------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# memory-room.py PROGRAM FOLDER: PROGRAM is memory-room.cpp.
#
# ===------------------------------------------------------------------------===#

import os
import subprocess
import sys

program, folder = sys.argv[1:]
MIB = 1 << 20


def write(name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    return path


def unified(name, limit, used, files=0, shared=0):
    write(name + "/memory.max", "%s\n" % limit)
    write(name + "/memory.current", "%d\n" % used)
    write(name + "/memory.stat", "anon %d\nfile %d\nkernel 4096\nshmem %d\n" % (used - files, files, shared))


def old(name, limit, used, files=0):
    write(name + "/memory.limit_in_bytes", "%d\n" % limit)
    write(name + "/memory.usage_in_bytes", "%d\n" % used)
    write(name + "/memory.stat", "cache 7\nrss 8\ntotal_cache %d\ntotal_rss %d\ntotal_shmem 0\n" % (files, used - files))


def expect(groups, mounts, answer):
    got = subprocess.run([program, write("groups", groups), write("mounts", mounts)], capture_output=True, text=True, check=True)
    assert got.stdout == answer + "\n", (groups, got.stdout, answer)


def mounted(kind, place, root="/", options="rw"):
    return "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n" + \
        "30 22 0:26 %s %s rw,nosuid shared:4 master:1 - %s cgroup %s\n" % (root, os.path.join(folder, place), kind, options)


# The least of all that is left, pages of files that can be dropped aside.
unified("two/system/job", 100 * MIB, 50 * MIB, files=20 * MIB, shared=5 * MIB)
unified("two/system", "max", 60 * MIB)
expect("0::/system/job\n", mounted("cgroup2", "two"), "limit 100 left 65")
unified("two/system", 80 * MIB, 60 * MIB)
expect("0::/system/job\n", mounted("cgroup2", "two"), "limit 80 left 20")
unified("two/system", 50 * MIB, 60 * MIB)
expect("0::/system/job\n", mounted("cgroup2", "two"), "limit 50 left 0")
# A container, whose group is the root that it sees; and a group outside of that.
unified("own", 30 * MIB, 10 * MIB)
expect("0::/\n", mounted("cgroup2", "own"), "limit 30 left 20")
expect("0::/../other\n", mounted("cgroup2", "own"), "limit 30 left 20")
expect("0::/docker/abc\n", mounted("cgroup2", "own", root="/docker/abc"), "limit 30 left 20")
# Version 1, beside an empty version 2.
old("one/docker/abc", 200 * MIB, 100 * MIB, files=40 * MIB)
old("one/docker", 0x7FFFFFFFFFFFF000, 100 * MIB)
groups = "4:memory,hugetlb:/docker/abc\n1:cpu:/\n0::/\n"
expect(groups, mounted("cgroup", "one", options="rw,memory") + mounted("cgroup2", "none"), "limit 200 left 140")
expect(groups, mounted("cgroup", "one", options="rw,cpu"), "none")
# Nothing to be seen.
expect("0::/\n", mounted("cgroup2", "none"), "none")
expect("", "", "none")
