# ===- fuzz.py - Run a fuzzer for a while -----------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# fuzz.py FUZZER SECONDS FOLDER SEED...: runs FUZZER on the files that SEEDs are or hold. What it finds stays in FOLDER, where
# the next run goes on: new inputs in FOLDER/found, failures beside it, which are tried first. Every day tries something new:
# the random seed is CGT_SEED's, and printed.
#
# --merge-into KEPT: copies those of the found inputs to the folder KEPT that reach what nothing there reaches. With --anew
# these become the fewest that reach what the files there, the SEEDs and the found inputs reach. Files with names of ours stay.
#
# ===------------------------------------------------------------------------===#

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

SMALLEST_LIMIT = 4096  # of an input; no seed is cut
MOST_FOUND = 2000  # files, before they become fewer


def files_of(seed):
    return [os.path.join(seed, name) for name in sorted(os.listdir(seed))] if os.path.isdir(seed) else [seed]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    print("".join(done.stdout.splitlines(True)[-60:]), flush=True)
    return done.returncode


def retry(command, folder):
    """Failures of earlier runs; those that are none any more go."""
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            print("again: " + path, flush=True)
            if run(command + [path]):
                return 1
            os.remove(path)
    return 0


def merge(fuzzer, kept, sources, anew):
    """By edges alone, not by how often each is run: half as many files."""
    os.makedirs(kept, exist_ok=True)
    if not anew:
        return run([fuzzer, "-use_counters=0", "-merge=1", kept] + sources)
    with tempfile.TemporaryDirectory() as fresh:
        for file in files_of(kept):
            if not re.fullmatch("[0-9a-f]{40}", os.path.basename(file)):
                shutil.copy(file, fresh)
        if run([fuzzer, "-use_counters=0", "-set_cover_merge=1", fresh, kept] + sources):
            return 1
        shutil.rmtree(kept)
        shutil.copytree(fresh, kept)
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("fuzzer")
    parser.add_argument("seconds", type=int)
    parser.add_argument("folder")
    parser.add_argument("seeds", nargs="+")
    parser.add_argument("--merge-into", metavar="KEPT")
    parser.add_argument("--anew", action="store_true")
    args = parser.parse_args()
    found = os.path.join(args.folder, "found")
    seeds = os.path.join(args.folder, "seeds")
    shutil.rmtree(seeds, ignore_errors=True)
    os.makedirs(seeds)
    os.makedirs(found, exist_ok=True)
    files = sum(map(files_of, args.seeds), [])
    for number, file in enumerate(files):
        shutil.copy(file, os.path.join(seeds, "seed-%d" % number))
    limit = max([SMALLEST_LIMIT] + [os.path.getsize(file) for file in files])
    seed = os.environ.get("CGT_SEED", "1")
    print("%s: seed %s, %d files" % (os.path.basename(args.fuzzer), seed, len(files)), flush=True)
    command = [args.fuzzer, "-timeout=20", "-rss_limit_mb=2048", "-artifact_prefix=" + args.folder + os.sep]
    if not files or retry(command, args.folder):
        return 1
    if len(os.listdir(found)) > MOST_FOUND and merge(args.fuzzer, found, [], True):
        return 1
    campaign = ["-seed=" + seed, "-max_total_time=%d" % args.seconds, "-max_len=%d" % limit, "-print_final_stats=1"]
    if args.seconds and run(command + campaign + [found, seeds]):
        return 1
    return merge(args.fuzzer, args.merge_into, [found, seeds], args.anew) if args.merge_into else 0


if __name__ == "__main__":
    sys.exit(main())
