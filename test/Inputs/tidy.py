# ===- tidy.py - clang-tidy over the runtime ---------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# tidy.py SOURCE BUILD TRIPLE: runs clang-tidy with the checks of .clang-tidy over the runtime's sources in C++, as they are compiled
# for TRIPLE in the build folder. The kernels, each of which is compiled for one processor, are left out.
#
# ===------------------------------------------------------------------------===#

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TOOL = "clang-tidy-19"
AT_ONCE = 8  # files


def sources(source, build, triple):
    """The entries of compile_commands.json, one for each file."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    runtime, objects = os.path.join(source, "rt") + os.sep, os.path.join("rt", "CMakeFiles", "cgt_rt-%s.dir" % triple)
    found = {}
    for entry in entries:
        if entry["file"].startswith(runtime) and entry["file"].endswith(".cpp") and objects in entry["command"]:
            found.setdefault(entry["file"], entry)
    return found


def main(source, build, triple):
    found = sources(source, build, triple)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
            json.dump(list(found.values()), file)

        def check(files):
            return subprocess.run([TOOL, "-p", folder, "--quiet", *files], capture_output=True, text=True)
        names = sorted(found)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            runs = list(pool.map(check, [names[k:k + AT_ONCE] for k in range(0, len(names), AT_ONCE)]))
    faults = [run.stdout + run.stderr for run in runs if run.returncode]
    print("".join(faults) + "%d files checked" % len(found))
    sys.exit(bool(faults) or len(found) < 100)


if __name__ == "__main__":
    main(*sys.argv[1:])
