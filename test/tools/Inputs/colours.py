# ===- colours.py - Where messages are in colour ---------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# colours.py CGT-CC... -- CGT-INSPECT... -- CGT-RUN...: makes each tool fail with a terminal as standard error, and without.
#
# ===------------------------------------------------------------------------===#

import os
import pty
import subprocess
import sys

tools = {"cgt-cc": [], "cgt-inspect": [], "cgt-run": []}
names = iter(tools)
name = next(names)
for argument in sys.argv[1:]:
    if argument == "--":
        name = next(names)
    else:
        tools[name].append(argument)


def terminal(command, **variables):
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    subprocess.run(command, stderr=theirs, env=dict(environment, TERM="xterm", **variables))
    os.close(theirs)
    text = b""
    try:
        while piece := os.read(ours, 4096):
            text += piece
    except OSError:  # its end
        pass
    os.close(ours)
    return text.decode()


def check(name, text, colours):
    expected = "\x1b[1m%s: \x1b[31merror:\x1b[0m " % name if colours else "%s: error: " % name
    assert text.startswith(expected), text
    assert colours or "\x1b" not in text, text


fails = {"cgt-cc": ["-shared", "none.c"], "cgt-inspect": ["none"], "cgt-run": ["--", "./none"]}
for name, command in tools.items():
    command = command + fails[name]
    check(name, terminal(command), True)
    check(name, terminal(command, NO_COLOR=""), True)
    check(name, terminal(command, NO_COLOR="1"), False)
    check(name, subprocess.run(command, stderr=subprocess.PIPE, text=True).stderr, False)

command = tools["cgt-cc"] + fails["cgt-cc"]
for options, colours in ((["-fno-color-diagnostics"], False), (["-fdiagnostics-color=never"], False), (["-fno-diagnostics-color"], False),
                         (["-fno-color-diagnostics", "-fcolor-diagnostics"], True), (["-fdiagnostics-color=auto"], True)):
    check("cgt-cc", terminal(command + options), colours)
check("cgt-cc", terminal(command + ["-fcolor-diagnostics"], NO_COLOR="1"), True)
check("cgt-cc", subprocess.run(command + ["-fdiagnostics-color=always"], stderr=subprocess.PIPE, text=True).stderr, True)
