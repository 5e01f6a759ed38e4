# ===- ask.py - Asks a running program how it is, and for checkpoints ---------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ask.py CGT-RUN FOLDER -- PROGRAM...: PROGRAM is test/tools/cgt-run-status.c, perhaps with its emulator.
#
# ===------------------------------------------------------------------------===#

import os
import re
import shutil
import signal
import subprocess
import sys

cgt_run, folder, program = sys.argv[1], sys.argv[2], sys.argv[4:]


def ask(option, pid, *others, user=()):
    result = subprocess.run([*user, cgt_run, option, str(pid), *others], capture_output=True, text=True, timeout=60)
    return result.returncode, result.stdout + result.stderr


class Running:
    """The program, in its loop."""

    def __init__(self, *what, options=("--save", "image")):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.process = subprocess.Popen([cgt_run, *options, "--", *program, *what], cwd=folder, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.numbers = [int(self.process.stdout.readline()) for _ in range(2 if what == ("fork",) else 1)]
        assert self.process.pid in self.numbers, self.numbers

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for number in self.numbers:
            if number != self.process.pid or self.process.poll() is None:
                os.kill(number, signal.SIGKILL)
        self.process.communicate()

    def ask(self, *options, pid=None):
        return ask(options[0], pid or self.process.pid, *options[1:])

    def make(self, name):
        open(os.path.join(folder, name), "w").close()


def expect(answer, status, *patterns):
    for pattern in patterns:
        assert re.search(pattern, answer[1], re.MULTILINE), (pattern, answer)
    assert answer[0] == status, answer


def segments(pid):
    with open("/proc/sysvipc/shm") as table:
        return [line for line in table.read().splitlines()[1:] if int(line.split()[4]) == pid]


with Running(options=("--save", "image", "--stats", "stats", "--on", "TERM,HUP")) as run:
    expect(run.ask("--status"), 0, r"^process: %d, .*" % run.process.pid, r"^polls: \d+$", r"^image: none yet$", r"^request: none$",
           r"^saves: 0, failed: 0$", r"^save under way: none$", r"^saves on: SIGUSR1$", r"^saves and leaves on: SIGHUP,SIGTERM$")
    expect(run.ask("--request"), 0, r"/image, [\d.]+ KiB, saved in [\d.]+ m?s$")
    assert os.path.getsize(os.path.join(folder, "image")) > 0
    for count in range(2, 5):
        expect(run.ask("--request"), 0, "saved in")
        expect(run.ask("--status"), 0, r"^image: .*/image, .* KiB, saved .*m?s ago$", r"^saves: %d, failed: 0$" % count,
               r"^last save: the program stood still for .*; gathering took .*, writing .*")
    assert len(segments(run.process.pid)) == 1
    polls = [int(re.search(r"^polls: (\d+)", run.ask("--status")[1], re.MULTILINE)[1]) for _ in range(2)]
    assert 0 < polls[0] <= polls[1], polls
    if os.geteuid() == 0 and shutil.which("setpriv"):
        other = ("setpriv", "--reuid", "65534", "--clear-groups")
        if ask("--version", "", user=other)[0] == 0:  # its folders let anybody in
            expect(ask("--status", run.process.pid, user=other), 2, "it is another user's")
    number = run.process.pid
    image = os.path.join(folder, "image")
    expect(run.ask("--status", pid=image), 0, r"^process: %d, .*" % number)
    expect(run.ask("--request", pid=image), 0, "saved in")
assert not segments(number)
expect(ask("--status", image), 2, "'%s': process %d, which saved there, was killed" % (image, number))
expect(ask("--status", folder + "/other"), 2, "no program saves there: there is no '.*/other.lock'; name the file")

# What is in the way is told, and the answer comes when it has gone.
with Running("pipe") as run:
    expect(run.ask("--request", "--timeout", "300ms"), 3, r"nothing saved in 300 ms: file open as descriptor 3 \('pipe:")
    expect(run.ask("--status"), 0, r"^polls: not counted$", r"^request: waits for .*\n  file open as descriptor 3 \('pipe:")
    os.kill(run.process.pid, signal.SIGSTOP)
    expect(run.ask("--request", "--timeout", "300ms"), 3, "is stopped; kill -CONT")
    os.kill(run.process.pid, signal.SIGCONT)
    run.make("close")
    expect(run.ask("--request"), 0, "saved in")
    expect(run.ask("--status"), 0, r"^request: none$")

# It leaves; it fails; it ends; it can't be asked.
with Running(options=("--save", "image", "--after", "exit")) as run:
    expect(run.ask("--request"), 0, "saved in")
    assert run.process.wait() == 85
with Running(options=("--save", "none/image")) as run:
    expect(run.ask("--request"), 1, r"can't save '.*/none/image': can't create it: No such file")
    expect(run.ask("--status"), 0, r"^saves: 0, failed: 1$", r"^last failure: can't save")
with Running("sleep") as run:
    expect(run.ask("--request"), 1, "it has ended before it reached another poll")
with Running("handler") as run:
    expect(run.ask("--request"), 2, "it saves on no signal .--signal none, or a handler of its own.")
with Running(options=("--save", "image", "--signal", "none", "--on", "TERM")) as run:
    expect(run.ask("--request"), 2, "it saves on no signal .*; it saves and leaves on SIGTERM")
with Running(options=()) as run:
    expect(run.ask("--request"), 2, "it wasn't started with --ckpt or --save")
    expect(run.ask("--request", pid=os.getpid()), 2, "it wasn't (started with|built with CGT)")
with Running("fork") as run:
    child = next(n for n in run.numbers if n != run.process.pid)
    expect(run.ask("--request", pid=child), 2, "process %d has forked; ask that one" % run.process.pid)
    expect(run.ask("--request", pid=os.getpid()), 2, "process %d, which it has started, is; ask that one" % run.process.pid)
expect(ask("--status", 1999999999), 2, "there is no such process")

# A resumed one knows of what.
with Running(options=("--save", "image.%n")) as run:
    expect(run.ask("--request"), 0, "image.1, ")
    shutil.copy(os.path.join(folder, "image.1"), folder + ".image")
command = [cgt_run, "--save", "image.%n", "--restore", folder + ".image", "--", *program]
with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
    for _ in range(600):
        result = ask("--status", process.pid)
        if "of which it was resumed" in result[1]:
            break
    expect(result, 0, r"^image: .*\.image, of which it was resumed$")
    process.kill()
