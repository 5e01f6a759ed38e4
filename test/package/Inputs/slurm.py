# ===- slurm.py - A job under Slurm, interrupted in every way ------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# slurm.py FOLDER FILES: starts a cluster of one node in FOLDER, which is emptied, and submits scripts of the folder FILES, in which the programs
# and their outputs without interruption are. job.sh reaches its time limit five times, is preempted once, and its step is killed once; its output must
# be whole.11000. Both tasks of array.sh reach their time limit; their outputs must be whole.2500 and whole.3000. With RequeueExit=85 roam.sh goes on,
# after each time limit, on the other of two platforms; its output must be whole.6000. Prints what happens; ends all that it has started.
#
# ===------------------------------------------------------------------------===#

import filecmp
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

folder, files = (os.path.abspath(name) for name in sys.argv[1:])
LIMITS = 5
START = time.monotonic()
environment = dict(os.environ, SLURM_CONF=os.path.join(folder, "slurm.conf"))
daemons = []


def say(*what):
    print("%6.1f s:" % (time.monotonic() - START), *what, flush=True)


def place(name):
    return os.path.join(folder, name)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configure():
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("", "state", "spool"):
        os.makedirs(place(name), mode=0o755)
    shutil.copytree(files, place("job"))
    with open(place("munge.key"), "wb") as key:
        os.fchmod(key.fileno(), 0o400)
        key.write(os.urandom(128))
    host = socket.gethostname().split(".")[0]
    with open(place("slurm.conf"), "w") as conf:
        conf.write(f"""ClusterName=cgt
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={place("munge.socket")}
StateSaveLocation={place("state")}
SlurmdSpoolDir={place("spool")}
SlurmctldPidFile={place("slurmctld.pid")}
SlurmdPidFile={place("slurmd.pid")}
SlurmctldLogFile={place("slurmctld.log")}
SlurmdLogFile={place("slurmd.log")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,sched_min_interval=0
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
KillWait=30
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} State=UNKNOWN
PartitionName=low Nodes=ALL Default=YES PriorityTier=1 GraceTime=20 MaxTime=10 State=UP
PartitionName=high Nodes=ALL PriorityTier=2 PreemptMode=OFF MaxTime=10 State=UP
""")


def start_daemons():
    commands = (["munged", "--foreground", "--force", "--key-file", place("munge.key"), "--socket", place("munge.socket"),
                 "--pid-file", place("munge.pid"), "--log-file", place("munge.log"), "--seed-file", place("munge.seed")],
                ["slurmctld", "-D"], ["slurmd", "-D"])
    for command in commands:
        with open(place(command[0] + ".out"), "w") as output:
            daemons.append(subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT))
        time.sleep(1)
    wait("the node", 60, lambda: "idle" in run("sinfo", "-h", "-o", "%t"))


def stop_daemons():
    for daemon in reversed(daemons):
        daemon.terminate()
    for daemon in reversed(daemons):
        try:
            daemon.wait(20)
        except subprocess.TimeoutExpired:
            daemon.kill()


def run(*command):
    result = subprocess.run(command, env=environment, cwd=place("job"), capture_output=True, text=True)
    return result.stdout if result.returncode == 0 else ""


def wait(what, seconds, is_so):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited for %s in vain" % what
        time.sleep(0.2)


class Job:
    """One job, or one task of an array, whose standard output goes to the file OUTPUT."""

    def __init__(self, number, output="out.0"):
        self.pending = None  # since when it waits to be started again
        self.number, self.file = number, place("job/" + output)

    def fact(self, key):
        found = re.search(r"\b%s=(\S+)" % key, run("scontrol", "show", "job", self.number))
        return found[1] if found else ""

    def runs(self):
        return self.fact("JobState") == "RUNNING"

    def restarts(self):
        if self.fact("JobState") != "PENDING" or self.fact("Reason") != "BeginTime":
            self.pending = None
        elif self.pending is None:
            self.pending = time.monotonic()
        elif time.monotonic() > self.pending + 3:  # within a second, slurmd refuses a job that it has just ended
            run("scontrol", "update", "JobId=" + self.number, "StartTime=now")  # which would come in minutes
        return int(self.fact("Restarts") or 0)

    def output(self):
        try:
            return os.path.getsize(self.file)
        except OSError:
            return 0

    def goes_on(self, before):
        """Runs, and has written something new: its image has been read, or its first one made."""
        self.restarts()
        return self.runs() and self.output() > before

    def has_ended(self):
        self.restarts()
        return self.fact("JobState") == "COMPLETED"

    def check(self, whole):
        say("job", self.number, "ended after", self.restarts(), "requeues,", self.output(), "bytes written")
        assert filecmp.cmp(self.file, place("job/" + whole), shallow=False), "output differs from " + whole


def submit(*arguments):
    return re.search(r"(\d+)", run("sbatch", *arguments))[1]


def expect_nothing_left():
    left = sorted(name for name in os.listdir(place("job")) if name.startswith("state"))
    assert not left, left
    say("output is that of an uninterrupted run")


def program_of_step():
    with open(place("job/state.0.lock")) as lock:
        return int(re.search(r"^pid (\d+)$", lock.read(), re.MULTILINE)[1])


def interrupt_in_every_way():
    job = Job(submit("--time=1", "--signal=TERM@40", "job.sh"))
    say("job", job.number, "submitted")
    for count in range(1, LIMITS + 1):
        before = job.output()
        wait("output", 120, lambda: job.goes_on(before))
        wait("requeue %d" % count, 120, lambda: job.restarts() == count)
        say("requeued by its time limit,", job.output(), "bytes written")
    before = job.output()
    wait("output", 120, lambda: job.goes_on(before))
    say("job", submit("--partition=high", "--exclusive", "--time=1", "--wrap=sleep 2"), "of higher priority submitted")
    wait("preemption", 120, lambda: job.restarts() == LIMITS + 1)
    say("preempted,", job.output(), "bytes written")
    before = job.output()
    wait("output", 180, lambda: job.goes_on(before))
    os.kill(program_of_step(), signal.SIGKILL)
    say("killed the step's process by SIGKILL,", job.output(), "bytes written")
    wait("requeue after the kill", 120, lambda: job.restarts() == LIMITS + 2)
    wait("the end", 240, job.has_ended)
    job.check("whole.11000")
    expect_nothing_left()


def requeue_an_array():
    os.remove(place("job/out.0"))
    number = submit("--array=0-1", "--time=1", "--signal=TERM@40", "array.sh")
    say("array job", number, "submitted")
    tasks = [Job("%s_%d" % (number, task), "out.%d" % task) for task in range(2)]
    wait("the end of both", 400, lambda: all([task.has_ended() for task in tasks]))
    for task, whole in zip(tasks, ("whole.2500", "whole.3000")):
        task.check(whole)
        assert task.restarts() >= 1
    expect_nothing_left()


def roam():
    with open(place("slurm.conf"), "a") as conf:
        conf.write("RequeueExit=85\n")
    run("scontrol", "reconfigure")
    job = Job(submit("--time=1", "--signal=TERM@40", "roam.sh"), "roamed")
    say("job", job.number, "submitted, which goes from platform to platform")
    wait("the end", 400, job.has_ended)
    job.check("whole.6000")
    with open(place("job/places")) as places:
        been = places.read().split()
    say("it has been on", *been)
    assert len(been) >= 3 and all(one != next for one, next in zip(been, been[1:]))
    expect_nothing_left()


signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
try:
    configure()
    start_daemons()
    interrupt_in_every_way()
    requeue_an_array()
    roam()
finally:
    stop_daemons()
