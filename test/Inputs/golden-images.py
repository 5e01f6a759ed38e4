# ===- golden-images.py - Images of earlier versions go on everywhere ------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# golden-images.py CGT-CC BUILD FOLDER GOLDEN: compiles GOLDEN/image.c and pages.c for each platform whose runtime and emulator
# are there and resumes each of GOLDEN/images, which are named PROGRAM-VERSION.PLATFORM, on it: all of a program print the
# same. The last line says how many pairs there were.
#
# ===------------------------------------------------------------------------===#

import os
import subprocess
import sys

import platforms


def resume(runner, program, image):
    done = subprocess.run([*runner, program], env=dict(os.environ, CGT_OPTIONS="restore='%s'" % image),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit("%s on %s: status %d\n%s" % (image, program, done.returncode, done.stderr))
    return done.stdout


def main(compiler, build, folder, golden):
    os.makedirs(folder, exist_ok=True)
    images = sorted(os.listdir(os.path.join(golden, "images")))
    expected, pairs = {}, 0
    for p in platforms.PLATFORMS:
        if not p.runs or not os.path.exists("%s/lib/cgt/%s/libcgt_rt.a" % (build, p.triple)):
            continue
        for source, polls in [("image", "auto"), ("pages", "explicit")]:
            program = os.path.join(folder, source + "." + p.arch)
            subprocess.run([compiler, *p.target_flags.split(), "-fplugin-arg-cgt-polls=" + polls, "-O2", "-static", os.path.join(golden, source + ".c"), "-o",
                            program, "-lm"], check=True)
            for image in filter(lambda name: name.startswith(source + "-"), images):
                printed = resume(p.emulator.split(), program, os.path.join(golden, "images", image))
                if source not in expected:
                    expected[source] = printed
                    print(printed, end="")
                elif printed != expected[source]:
                    sys.exit("%s on %s prints\n%s" % (image, p.arch, printed))
                pairs += 1
    print("%d pairs" % pairs)


if __name__ == "__main__":
    main(*sys.argv[1:])
