# ===- chain.py - Resume, save, resume -----------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# chain.py RESUMES DEPTH IMAGE COMMAND...: each process saves at its first poll and leaves; the last one ends. All that they print is
# what one prints. Compares the memory of the last but one with the first's that was resumed.
#
# ===------------------------------------------------------------------------===#

import os
import resource
import subprocess
import sys


def run(command, options, expected):
    environment = dict(os.environ, CGT_OPTIONS=options)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        sys.exit("%s %s: status %d" % (options, " ".join(command), process.returncode))
    return output, usage.ru_maxrss


def main(resumes, depth, image, *command):
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))
    command = [*command, depth]
    whole = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    if os.path.exists(image):
        os.remove(image)
    output, _ = run(command, "save='%s':at_poll=1:after=exit" % image, 85)
    first = last = 0
    for _ in range(int(resumes)):
        part, last = run(command[:-1], "restore='%s':save='%s':at_poll=1:after=exit" % (image, image), 85)
        output += part
        first = first or last
    output += run(command[:-1], "restore='%s'" % image, 0)[0]
    print("%s resumes, %s; memory of the last is %.2f of the first's" % (resumes, "right" if output == whole else "wrong", last / first))


main(*sys.argv[1:])
