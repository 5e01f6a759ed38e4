# ===- terminal.py - What a terminal shows of saves and restores ---------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# terminal.py PROGRAM FOLDER: PROGRAM is test/migrate/files/terminal.c.
#
# ===------------------------------------------------------------------------===#

import os
import pty
import re
import subprocess
import sys
import threading
import time

program, folder = sys.argv[1:]
image = os.path.join(folder, "image")
LINE = r"\r\x1b\[Kcgt: %s: \d+ of \d+ MiB, \d+ s left"
ERASED = "\r\x1b[K"


def run(options, terminal=True, feed=None, **variables):
    """Status, standard output, and what came to standard error."""
    environment = dict(os.environ, CGT_OPTIONS=options, TERM="xterm", **variables)
    environment = {name: value for name, value in environment.items() if value is not None}
    ours, theirs = pty.openpty() if terminal else os.pipe()
    process = subprocess.Popen([program], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    written = []

    def read():
        try:
            while part := os.read(ours, 65536):
                written.append(part)
        except OSError:
            pass  # a terminal's end

    reader = threading.Thread(target=read)
    reader.start()
    if feed:
        feed(process.stdin)
    output = process.communicate()[0]
    reader.join()
    os.close(ours)
    return process.returncode, output, b"".join(written).decode()


def slowly(pipe):
    with open(image, "rb") as file:
        data = file.read()
    pipe.write(data[:100000])
    pipe.flush()
    time.sleep(2.5)
    pipe.write(data[100000:])


def check(what, is_so):
    assert is_so, what


whole = run("verbosity=0")[1]
status, output, errors = run("save=%s:verbosity=2" % image, NO_COLOR=None)
check((status, output, errors), status == 0 and output == whole)
check(errors, re.search(r"\r\x1b\[Kcgt: saving", errors))
check(errors, "\x1b[1mcgt: \x1b[36mnote:\x1b[0m saved" in errors)

status, output, errors = run("restore=-:compress=1", feed=slowly)
check((status, output, errors), status == 0 and output == whole)
check(errors, re.search(LINE % "reading the image", errors) and errors.endswith(ERASED))

# Nothing of it elsewhere.
status, output, errors = run("save=%s:verbosity=2" % image, NO_COLOR="1")
check(errors, "cgt: note: saved" in errors and "\x1b[1m" not in errors)
status, output, errors = run("save=%s:verbosity=0" % image)
check(errors, errors == "")
status, output, errors = run("save=%s:verbosity=2" % image, terminal=False)
check(errors, "cgt: note: saved" in errors and "\x1b" not in errors and "saving" not in errors)
status, output, errors = run("restore=-", terminal=False, feed=slowly)
check((status, errors), status == 0 and errors == "")
