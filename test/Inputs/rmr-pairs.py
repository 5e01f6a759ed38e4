# ===- rmr-pairs.py - Records from each platform, read on each ----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# rmr-pairs.py CLANG BUILD FOLDER PROGRAM.c [--plugin] [--golden PREFIX] [FLAG...]: compiles PROGRAM.c for each platform whose library and
# emulator are there, with the plugin's tags only if --plugin is given; runs `PROGRAM write` on each, and `PROGRAM read` with
# the bytes of each on each. All readers must print the same. The last line says how many pairs there were; the lines before
# it are what the readers print. PREFIX.ARCH is what ARCH wrote once: it writes the same today, and all read those as well.
#
# ===------------------------------------------------------------------------===#

import os
import subprocess
import sys

import platforms


def run(platform, program, mode, data=b""):
    done = subprocess.run(platform.emulator.split() + [program, mode], input=data, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit("%s %s: status %d\n%s" % (program, mode, done.returncode, done.stderr.decode(errors="replace")))
    return done.stdout


def main(clang, build, folder, source, *flags):
    plugin = []
    if flags[:1] == ("--plugin",):
        plugin, flags = ["-fplugin=%s/lib/libcgt.so" % build, "-fplugin-arg-cgt-checkpoints=no"], flags[1:]
    golden = {}
    if flags[:1] == ("--golden",):
        prefix, flags = flags[1], flags[2:]
        for p in platforms.PLATFORMS:
            with open(prefix + "." + p.arch, "rb") as file:
                golden[p.arch] = file.read()
    os.makedirs(folder, exist_ok=True)
    there = []
    for p in platforms.PLATFORMS:
        library = "%s/lib/cgt/%s/libcgt_rmr.a" % (build, p.triple)
        if not p.runs or not os.path.exists(library):
            continue
        program = os.path.join(folder, p.arch)
        subprocess.run([clang, *p.target_flags.split(), *plugin, *flags, "-static", "-I%s/include" % build, source, library,
                        "-o", program], check=True)
        there.append((p, program, run(p, program, "write")))
    if len({(p.endian, p.bits) for p, _, _ in there}) < 4:
        sys.exit("only %s: both byte orders and both word sizes are needed" % " ".join(p.arch for p, _, _ in there))
    expected = None
    for sender, _, data in there:
        if data != golden.setdefault(sender.arch, data):
            sys.exit("%s writes other bytes than it did" % sender.arch)
    for sender, data in golden.items():
        for receiver, program, _ in there:
            text = run(receiver, program, "read", data)
            if expected is None:
                expected = text
                sys.stdout.buffer.write(text)
            elif text != expected:
                sys.exit("%s to %s:\n%s" % (sender, receiver.arch, text.decode(errors="replace")))
    print("%d pairs" % (len(golden) * len(there)))


if __name__ == "__main__":
    main(*sys.argv[1:])
