# ===- golden-images.py - Images of earlier versions go on everywhere ------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# golden-images.py CGT-CC BUILD FOLDER GOLDEN: compiles GOLDEN/image.c for each platform whose runtime and emulator are there
# and resumes each of GOLDEN/images on it: all print the same. The last line says how many pairs there were.
#
# ===------------------------------------------------------------------------===#

import os
import subprocess
import sys

import platforms


def main(compiler, build, folder, golden):
    os.makedirs(folder, exist_ok=True)
    images = sorted(os.listdir(os.path.join(golden, "images")))
    expected, pairs = None, 0
    for p in platforms.PLATFORMS:
        if not p.runs or not os.path.exists("%s/lib/cgt/%s/libcgt_rt.a" % (build, p.triple)):
            continue
        program = os.path.join(folder, p.arch)
        subprocess.run([compiler, *p.target_flags.split(), "-O2", "-static", os.path.join(golden, "image.c"), "-o", program,
                        "-lm"], check=True)
        for image in images:
            options = "restore='%s'" % os.path.join(golden, "images", image)
            done = subprocess.run(p.emulator.split() + [program], env=dict(os.environ, CGT_OPTIONS=options),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            if done.returncode != 0:
                sys.exit("%s on %s: status %d\n%s" % (image, p.arch, done.returncode, done.stderr))
            if expected is None:
                expected = done.stdout
                print(expected, end="")
            elif done.stdout != expected:
                sys.exit("%s on %s prints\n%s" % (image, p.arch, done.stdout))
            pairs += 1
    print("%d pairs" % pairs)


if __name__ == "__main__":
    main(*sys.argv[1:])
