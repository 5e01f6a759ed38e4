# ===- container.py - A job as the first process of containers -------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# container.py DOCUMENT FOLDER OUTPUT: runs the CMD of DOCUMENT, its /state being FOLDER, in spaces of processes and names of its own, with what it prints
# behind what OUTPUT has, and sends it SIGTERM after a while; again, until it has ended.
#
# ===------------------------------------------------------------------------===#

import json
import os
import re
import signal
import subprocess
import sys
import time

document, state, output = sys.argv[1:]
os.makedirs(state)
with open(document) as text:
    command = json.loads(re.search(r"^ +CMD (\[.*\])$", text.read(), re.MULTILINE)[1])
command = [word.replace("/state", state) for word in command]


def first_process(container):
    """Once it is the program: before, nothing catches the signal, and process 1 doesn't get it. None: it has ended."""
    while container.poll() is None:
        with open("/proc/%d/task/%d/children" % (container.pid, container.pid)) as numbers:
            found = numbers.read().split()
        if found and os.path.exists(os.path.join(state, "prog.lock")):
            return int(found[0])
        time.sleep(0.01)
    return None


statuses = []
while not statuses or statuses[-1] == 85:
    assert len(statuses) < 20, statuses
    with open(output, "a") as out:
        container = subprocess.Popen(["unshare", "--pid", "--mount", "--uts", "--fork", "--mount-proc", *command], stdout=out)
        first = first_process(container)
        try:
            container.wait(0.5)
        except subprocess.TimeoutExpired:
            os.kill(first, signal.SIGTERM)
        statuses.append(container.wait(60))
print(statuses)
assert statuses[-1] == 0 and len(statuses) > 2, statuses
