# ===- fuzz.py - Run a fuzzer for a while -----------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# fuzz.py FUZZER SECONDS FOLDER SEED...: runs FUZZER on the files that SEEDs are or hold; what it finds goes to FOLDER. Every
# day tries something new: the random seed is the date, and printed.
#
# ===------------------------------------------------------------------------===#

import os
import shutil
import subprocess
import sys
import time


def main(fuzzer, seconds, folder, *seeds):
    shutil.rmtree(folder, ignore_errors=True)
    corpus = os.path.join(folder, "corpus")
    os.makedirs(corpus)
    files = []
    for seed in seeds:
        files += [os.path.join(seed, name) for name in sorted(os.listdir(seed))] if os.path.isdir(seed) else [seed]
    for number, file in enumerate(files):
        shutil.copy(file, os.path.join(corpus, "seed-%d" % number))
    date = time.strftime("%Y%m%d")
    print("%s: seed %s, %d files" % (os.path.basename(fuzzer), date, len(files)), flush=True)
    command = [fuzzer, "-seed=" + date, "-max_total_time=" + seconds, "-timeout=20", "-rss_limit_mb=2048", "-max_len=16384",
               "-print_final_stats=1", "-artifact_prefix=" + folder + os.sep, corpus]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    print("".join(done.stdout.splitlines(True)[-60:]))
    return 1 if done.returncode or not files else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
