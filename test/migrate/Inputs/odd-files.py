# ===- odd-files.py - Restores from what is no image -------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# odd-files.py FOLDER IMAGE WHOLE INSPECT PROGRAM: PROGRAM (and INSPECT) refuse devices, folders, files of /proc and pipes
# that never end in little time and memory; a pipe that holds IMAGE goes on as WHOLE says.
#
# ===------------------------------------------------------------------------===#

import os
import resource
import shutil
import socket
import subprocess
import sys
import threading

folder, image, whole, inspect, program = sys.argv[1:]
LIMIT = 1 << 30
shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
with open(image, "rb") as file:
    good = file.read()
with open(whole, "rb") as file:
    expected = file.read()


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command, options=""):
    env = dict(os.environ, CGT_OPTIONS=options)
    return subprocess.run(command, env=env, preexec_fn=limited, capture_output=True, timeout=60)


def refused(name, reason):
    done = run([program], "restore=" + name)
    if done.returncode != 86 or done.stdout or reason not in done.stderr:
        sys.exit("%s: status %d, %s" % (name, done.returncode, done.stderr))


def inspected(name, reason):
    done = run([inspect, name])
    if done.returncode != 1 or reason not in done.stderr:
        sys.exit("cgt-inspect %s: status %d, %s" % (name, done.returncode, done.stderr))


def make(name, content, size=None):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content)
        if size:
            file.truncate(size)
    return path


def pipe(*pieces, endless=None):
    """Writes to a FIFO until its reader has gone."""
    path = os.path.join(folder, "pipe")
    if not os.path.exists(path):
        os.mkfifo(path)

    def write():
        try:
            with open(path, "wb", buffering=0) as file:
                for piece in pieces:
                    file.write(piece)
                while endless:
                    file.write(endless)
        except BrokenPipeError:
            pass

    threading.Thread(target=write, daemon=True).start()
    return path


NEITHER, NO_IMAGE = b"neither a regular file nor a pipe", b"is not a CGT image"
listener = socket.socket(socket.AF_UNIX)
listener.bind(os.path.join(folder, "socket"))
for name in ("/dev/zero", "/dev/null", "/dev/tty", folder, os.path.join(folder, "socket")):
    refused(name, NEITHER)
    inspected(name, NEITHER)
zeros = bytes(65536)
header = good[:24]
for name, reason in (
    ("/proc/self/maps", NO_IMAGE),
    (make("empty", b""), b"is truncated"),
    (make("short", good[:5]), b"is truncated"),
    (make("sparse", b"", 1 << 40), NO_IMAGE),
    (make("sparse-behind-header", header, 1 << 40), b""),
):
    refused(name, reason)
    inspected(name, reason)
for look in (refused, inspected):
    look(pipe(endless=zeros), NO_IMAGE)
    look(pipe(header, endless=zeros), b"")
    look(pipe(good, endless=zeros), b"follows its end")
    look(pipe(good[:1000]), b"is truncated")
done = run([program], "restore=" + pipe(good))
if done.returncode != 0 or done.stdout != expected:
    sys.exit("pipe: status %d, %s" % (done.returncode, done.stderr))
