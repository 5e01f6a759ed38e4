# ===- htcondor.py - A job as HTCondor would run it ----------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# htcondor.py SUBMIT FOLDER WHOLE RESULT... [KEY=VALUE...]: runs the job that the file SUBMIT describes, KEY being VALUE instead, as HTCondor's
# manual tells of jobs that checkpoint themselves: in a folder of its own on each node; after checkpoint_exit_code what is new or changed there is put away and
# the same command starts again in the same folder; before it leaves a node it gets kill_sig and, with ON_EXIT_OR_EVICT, what is new or changed then is
# put away, too; a node that is lost loses its folder. The next node's has the input and what was put away last. All of that happens here, until
# the job ends. Then its output must be the file WHOLE, each RESULT as in the folder of WHOLE, and nothing else may have come back.
#
# ===------------------------------------------------------------------------===#

import filecmp
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time

KNOWN = {"executable", "arguments", "transfer_input_files", "output", "error", "log", "should_transfer_files", "checkpoint_exit_code",
         "when_to_transfer_output", "kill_sig", "job_max_vacate_time"}
# What ends a stay on a node, and when.
STAYS = [("evicted", 0.5), ("lost", 0.7), ("evicted", 0.1), ("lost", 0.1), ("evicted", 0.9), ("evicted", 0.3), ("lost", 0.9)]


def read(name, changes):
    with open(name) as submit:
        lines = [line.strip() for line in submit]
    assert lines.pop() == "queue", lines
    job = dict((part.strip() for part in line.split("=", 1)) for line in lines)
    assert set(job) <= KNOWN, "unknown commands: %s" % sorted(set(job) - KNOWN)
    job.update(changes)
    assert job["should_transfer_files"] == "yes" and job["when_to_transfer_output"] == "ON_EXIT_OR_EVICT", job
    return job


def copy_all(source, target):
    for name in os.listdir(source):
        shutil.copy2(os.path.join(source, name), target)


class Node:
    """A stay on one: its folder has the input and what was put away."""

    def __init__(self, job, folder, number, spool):
        self.job, self.spool, self.place = job, spool, os.path.join(folder, "node%d" % number)
        os.mkdir(self.place)
        shutil.copy2(job["executable"], os.path.join(self.place, "condor_exec.exe"))
        for name in job["transfer_input_files"].split(","):
            shutil.copy2(name.strip(), self.place)
        self.input = {name: os.stat(os.path.join(self.place, name)).st_mtime_ns for name in os.listdir(self.place)}
        copy_all(spool, self.place)

    def start(self):
        command = ["./condor_exec.exe", *shlex.split(self.job["arguments"])]
        with open(os.path.join(self.place, "_condor_stdout"), "a") as out, open(os.path.join(self.place, "_condor_stderr"), "a") as err:
            return subprocess.Popen(command, cwd=self.place, stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    def put_away(self):
        shutil.rmtree(self.spool)
        os.mkdir(self.spool)
        for name in os.listdir(self.place):
            if os.stat(os.path.join(self.place, name)).st_mtime_ns != self.input.get(name):
                shutil.copy2(os.path.join(self.place, name), self.spool)

    def stay(self, how, seconds, counts):
        """The job's status if it ended here, else None."""
        end = time.monotonic() + seconds
        while True:
            process = self.start()
            try:
                status = process.wait(max(0.01, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                break
            if status != int(self.job["checkpoint_exit_code"]):
                return status
            counts["restarts in place"] += 1
            self.put_away()
        counts[how] += 1
        if how == "lost":
            process.kill()
            process.wait()
            return None
        process.send_signal(signal.Signals[self.job["kill_sig"]])
        process.wait(int(self.job["job_max_vacate_time"]))
        self.put_away()
        return None


def main(submit, folder, whole, *rest):
    job = read(submit, dict(argument.split("=", 1) for argument in rest if "=" in argument))
    results = [name for name in rest if "=" not in name]
    shutil.rmtree(folder, ignore_errors=True)
    spool = os.path.join(folder, "spool")
    os.makedirs(spool)
    counts, status, number = {"restarts in place": 0, "evicted": 0, "lost": 0}, None, 0
    while status is None:
        assert number < 300, counts
        node = Node(job, folder, number, spool)
        status = node.stay(*STAYS[number % len(STAYS)], counts)
        number += 1
    print("status %d on node %d, %s" % (status, number, counts))
    with open(os.path.join(node.place, "_condor_stderr")) as errors:
        print(errors.read(), end="")
    assert status == 0 and min(counts.values()) > 0
    node.put_away()
    assert sorted(os.listdir(spool)) == sorted(["_condor_stdout", "_condor_stderr", *results]), os.listdir(spool)
    assert filecmp.cmp(os.path.join(spool, "_condor_stdout"), whole, shallow=False), "output differs"
    for name in results:
        assert filecmp.cmp(os.path.join(spool, name), os.path.join(os.path.dirname(whole), name), shallow=False), name + " differs"


main(*sys.argv[1:])
