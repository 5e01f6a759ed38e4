# ===- refused-or-right.py - Modes of a program that are carried or refused ------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# refused-or-right.py --work STEM --saver COMMAND [--poll N] -- COMMAND... --right MODE... [--refused MODE...]: runs `COMMAND MODE`
# for each MODE, saves it at poll N (5) and resumes the image by the other one. Right: what both print is what the whole run prints.
# Refused: status 87 and nothing printed. Prints the refusals' messages.
#
# ===------------------------------------------------------------------------===#

import argparse
import os
import shlex
import subprocess
import sys


def run(command, options=None):
    environment = dict(os.environ, **({"CGT_OPTIONS": options} if options else {}))
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--saver", required=True)
    parser.add_argument("--poll", default=5)
    rest = sys.argv[sys.argv.index("--") + 1 :]
    options = parser.parse_args(sys.argv[1 : sys.argv.index("--")])
    end = next(i for i, word in enumerate(rest) if word in ("--right", "--refused"))
    saver, command, wanted, failures = shlex.split(options.saver), rest[:end], None, []
    for word in rest[end:]:
        if word in ("--right", "--refused"):
            wanted = word
            continue
        image = "%s.%s.image" % (options.work, word)
        status, whole, err = run([*saver, word])
        saved, before, err = run([*saver, word], "save='%s':at_poll=%s:after=exit" % (image, options.poll))
        if saved != 85:
            sys.exit("%s: saved with %d\n%s" % (word, saved, err))
        resumed, after, err = run(command, "restore='%s'" % image)
        if wanted == "--right" and (resumed, before + after) != (status, whole):
            failures.append("%s: %d\n%s" % (word, resumed, err))
        if wanted == "--refused":
            print("%s: %s" % (word, err), end="")
            if (resumed, after) != (87, b""):
                failures.append("%s: %d instead of 87" % (word, resumed))
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
