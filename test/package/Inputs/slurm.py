# ===- slurm.py - A job under Slurm, interrupted in every way ------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# slurm.py FOLDER PROGRAM JOB WHOLE: starts a cluster of one node in FOLDER, which is emptied, and submits the script JOB, which runs ./prog, a link
# to PROGRAM. The job reaches its time limit five times, is preempted once, and its step is killed once. Then its output must be the
# file WHOLE. Prints what happens; ends all that it has started.
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

folder, program, job_script, whole = (os.path.abspath(name) for name in sys.argv[1:])
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
    for name in ("", "state", "spool", "job"):
        os.makedirs(place(name), mode=0o755)
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
SelectType=select/linear
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
    def __init__(self, *arguments):
        self.pending = None  # since when it waits to be started again
        self.number = int(re.search(r"(\d+)", run("sbatch", *arguments))[1])

    def fact(self, key):
        found = re.search(r"\b%s=(\S+)" % key, run("scontrol", "show", "job", str(self.number)))
        return found[1] if found else ""

    def runs(self):
        return self.fact("JobState") == "RUNNING"

    def restarts(self):
        if self.fact("JobState") != "PENDING" or self.fact("Reason") != "BeginTime":
            self.pending = None
        elif self.pending is None:
            self.pending = time.monotonic()
        elif time.monotonic() > self.pending + 3:  # within a second, slurmd refuses a job that it has just ended
            run("scontrol", "update", "JobId=%d" % self.number, "StartTime=now")  # which would come in minutes
        return int(self.fact("Restarts") or 0)

    def output(self):
        try:
            return os.path.getsize(place("job/out.0"))
        except OSError:
            return 0

    def goes_on(self, before):
        """Runs, and has written something new: its image has been read, or its first one made."""
        self.restarts()
        return self.runs() and self.output() > before


def program_of_step():
    with open(place("job/state.0.lock")) as lock:
        return int(re.search(r"^pid (\d+)$", lock.read(), re.MULTILINE)[1])


def go():
    os.symlink(program, place("job/prog"))
    job = Job("--time=1", "--signal=TERM@40", job_script)
    say("job", job.number, "submitted")
    for count in range(1, LIMITS + 1):
        before = job.output()
        wait("output", 120, lambda: job.goes_on(before))
        wait("requeue %d" % count, 120, lambda: job.restarts() == count)
        say("requeued by its time limit,", job.output(), "bytes written")
    before = job.output()
    wait("output", 120, lambda: job.goes_on(before))
    other = Job("--partition=high", "--time=1", "--wrap=sleep 2")
    say("job", other.number, "of higher priority submitted")
    wait("preemption", 120, lambda: job.restarts() == LIMITS + 1)
    say("preempted,", job.output(), "bytes written")
    before = job.output()
    wait("output", 180, lambda: job.goes_on(before))
    os.kill(program_of_step(), signal.SIGKILL)
    say("killed the step's process by SIGKILL,", job.output(), "bytes written")
    wait("requeue after the kill", 120, lambda: job.restarts() == LIMITS + 2)
    wait("the end", 240, lambda: job.restarts() >= 0 and job.fact("JobState") == "COMPLETED")
    say("ended after", job.restarts(), "requeues,", job.output(), "bytes written")
    left = sorted(name for name in os.listdir(place("job")) if name.startswith("state"))
    assert not left, left
    assert filecmp.cmp(place("job/out.0"), whole, shallow=False), "output differs"
    say("output is that of an uninterrupted run")


signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
try:
    configure()
    start_daemons()
    go()
finally:
    stop_daemons()
