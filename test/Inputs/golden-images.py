# ===- golden-images.py - Images of earlier versions go on everywhere ------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# golden-images.py CGT-CC BUILD FOLDER GOLDEN: compiles the programs of GOLDEN/images for each platform whose runtime and
# emulator are there and resumes each of the images, which are named PROGRAM-VERSION.PLATFORM, on it: all of a program print
# the same. The first lines say how many images there are of each version, the last one how many pairs there were.
#
# ===------------------------------------------------------------------------===#

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import platforms

# What is compiled, and the places of its polls.
PROGRAMS = {"image": "auto", "pages": "explicit", "rows": "explicit", "data": "explicit", "home": "explicit", "files": "explicit",
            "unions": "explicit"}


def resume(runner, program, image):
    done = subprocess.run([*runner, program], env=dict(os.environ, CGT_OPTIONS="restore='%s'" % image),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit("%s on %s: status %d\n%s" % (image, program, done.returncode, done.stderr))
    return done.stdout


def count(images):
    """How many there are of each version; of the last one there must be one from each platform."""
    made = sorted(image.split("-")[1].split(".") for image in images)
    for p in platforms.PLATFORMS:
        if [made[-1][0], p.arch] not in made:
            sys.exit("%s has no image of version %s" % (p.arch, made[-1][0]))
    return Counter(version for version, _ in made)


def main(compiler, build, folder, golden):
    os.makedirs(folder, exist_ok=True)
    images = sorted(os.listdir(os.path.join(golden, "images")))
    there = [p for p in platforms.PLATFORMS if p.runs and os.path.exists("%s/lib/cgt/%s/libcgt_rt.a" % (build, p.triple))]

    def resume_all(p):
        """What each image prints on the platform."""
        printed = []
        for source, polls in PROGRAMS.items():
            program = os.path.join(folder, source + "." + p.arch)
            subprocess.run([compiler, *p.target_flags.split(), "-fplugin-arg-cgt-polls=" + polls, "-O2", "-static",
                            os.path.join(golden, source + ".c"), "-o", program, "-lm"], check=True)
            printed += [(source, image, resume(p.emulator.split(), program, os.path.join(golden, "images", image)))
                        for image in images if image.startswith(source + "-")]
        return printed

    for version, number in count(images).items():
        print("version %s: %d images" % (version, number))
    expected, pairs = {}, 0
    with ThreadPoolExecutor(2) as pool:
        for p, results in zip(there, pool.map(resume_all, there)):
            for source, image, printed in results:
                if source not in expected:
                    expected[source] = printed
                    print(printed, end="")
                elif printed != expected[source]:
                    sys.exit("%s on %s prints\n%s" % (image, p.arch, printed))
                pairs += 1
    print("%d pairs" % pairs)


if __name__ == "__main__":
    main(*sys.argv[1:])
