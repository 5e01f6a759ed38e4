# ===- memory_limit.py - Runs a command in a control group with a memory limit -===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# memory_limit.py MIB COMMAND...: makes a group of its own for it, which is removed afterwards. Its status is the command's; 128 + N for signal N.
#
# ===------------------------------------------------------------------------===#

import os
import signal
import subprocess
import sys


def base():
    """The folder of this process's group, and the names of its limits; None where groups can't be made."""
    with open("/proc/self/cgroup") as groups:
        lines = [line.rstrip("\n").split(":", 2) for line in groups]
    for number, controllers, path in lines:
        if "memory" in controllers.split(","):
            return "/sys/fs/cgroup/memory" + path, ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes")
    for number, controllers, path in lines:
        if number == "0" and os.path.exists("/sys/fs/cgroup" + path + "/memory.max"):
            return "/sys/fs/cgroup" + os.path.dirname(path), ("memory.max", "memory.swap.max")
    return None


class Group:
    def __init__(self, mebibytes):
        folder, limits = base()
        self.folder = os.path.join(folder, "cgt-test-%d" % os.getpid())
        os.mkdir(self.folder)
        try:
            self.write(limits[0], mebibytes << 20)
            if os.path.exists(os.path.join(self.folder, limits[1])):
                self.write(limits[1], 0 if limits[1] == "memory.swap.max" else mebibytes << 20)
        except OSError:
            os.rmdir(self.folder)
            raise

    def write(self, name, value):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(str(value))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.rmdir(self.folder)

    def start(self, command, **options):
        return subprocess.Popen(command, preexec_fn=lambda: self.write("cgroup.procs", os.getpid()), **options)


def works():
    try:
        with Group(64) as group:
            return group.start(["true"]).wait() == 0
    except (OSError, TypeError, subprocess.SubprocessError):
        return False


if __name__ == "__main__":
    with Group(int(sys.argv[1])) as limited:
        process = limited.start(sys.argv[2:])
        signal.signal(signal.SIGTERM, lambda *_: process.send_signal(signal.SIGTERM))
        status = process.wait()
    sys.exit(status if status >= 0 else 128 - status)
