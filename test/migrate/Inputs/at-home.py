# ===- at-home.py - Every image goes on with the program that wrote it -------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# at-home.py EVERY FOLDER COMMAND...: COMMAND saves an image at each EVERY-th poll; each is resumed, by turns through CGT_OPTIONS
# alone and by cgt-run, and both parts of the output together must be what the program prints alone.
#
# ===------------------------------------------------------------------------===#

import os
import shutil
import subprocess
import sys


def run(command, options=None):
    environment = dict(os.environ, **({"CGT_OPTIONS": options} if options else {}))
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    if done.returncode != 0:
        sys.exit("%s %s: status %d\n%s" % (options, " ".join(command), done.returncode, done.stderr.decode()))
    return done.stdout


def main(every, folder, *command):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    whole = run(command)
    if run(command, "save='%s/i.%%n':every_polls=%s" % (folder, every)) != whole:
        sys.exit("the program prints something else when it saves")
    images = sorted(name for name in os.listdir(folder) if not name.endswith(".lock"))
    for number, name in enumerate(images):
        path = os.path.join(folder, name)
        if number % 2:
            rest = run(["cgt-run", "--restore", path, "--", *command])
        else:
            rest = run(command, "restore='%s'" % path)
        if not rest or not whole.endswith(rest):
            sys.exit("%s resumed by %s prints\n%s" % (path, " ".join(command), rest.decode(errors="replace")))
    print("%d images, all right" % len(images))


main(*sys.argv[1:])
