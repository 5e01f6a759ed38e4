# ===- two-writers.py - One place, two containers --------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# two-writers.py FOLDER CGT_INSPECT PROGRAM (in a mount namespace of its own): two PROGRAMs, each process 1 of its own space of
# process numbers, save to one folder that is mounted for them at two places. The second is refused; the first one's death is
# seen by it; and where the lock is taken away by force, both write, and each image that is ever seen is a whole one.
# PROGRAM saves at each of its rounds, which are as save-lock.c has them.
#
# ===------------------------------------------------------------------------===#

import os
import shutil
import subprocess
import sys

from jobs import Job, children, fresh, holder, wait_until

CONTAINER = ["unshare", "--pid", "--fork", "--mount-proc", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"']
ROUNDS = 40


def main(folder, inspect, program):
    fresh(folder)
    places = []
    for name in "data", "a", "b":
        places.append(os.path.join(folder, name))
        os.mkdir(places[-1])
    data, *mounts = places
    for mount in mounts:
        subprocess.run(["mount", "--bind", data, mount], check=True)
    lock = os.path.join(data, "image.lock")

    def start(mount, name):
        return Job([program], "save=%s/image:every_polls=1" % mount, CONTAINER + [name], {"ROUND_COMMANDS": "large"})

    first = start(mounts[0], "one")
    assert first.round() == "round 0"
    said = holder(lock)
    assert said["pid"] == "1" and said["host"] == "one", said
    status, output, errors = start(mounts[1], "two").end()
    assert status == 88 and output == "" and "process 1 on host 'one' saves there since 2" in errors, (status, output, errors)
    assert holder(lock) == said and first.round() == "round 1"
    print("the second is refused")

    (inner,) = children(first.process.pid)
    os.kill(inner, 9)
    first.end()
    second = start(mounts[1], "two")
    assert second.round() == "round 0"
    assert holder(lock)["pid"] == "1" and holder(lock)["host"] == "two", holder(lock)
    print("a dead one is followed")

    os.unlink(lock)
    third = start(mounts[0], "one")
    seen = os.path.join(folder, "seen")
    for number in range(ROUNDS):
        for job in second, third:
            job.process.stdin.write("\n")
            job.process.stdin.flush()
        shutil.copyfile(os.path.join(data, "image"), seen)
        subprocess.run([inspect, "--verify", seen], check=True, stdout=subprocess.DEVNULL)
    for job in second, third:
        status, output, errors = job.end()
        assert status == 0 and output.endswith("end\n") and errors == "", (status, output, errors)
    wait_until(lambda: os.listdir(data) == ["image"], "an empty folder")
    subprocess.run([inspect, "--verify", os.path.join(data, "image")], check=True, stdout=subprocess.DEVNULL)
    print("%d images of two at a time are whole" % (2 * ROUNDS))


if __name__ == "__main__":
    main(*sys.argv[1:])
