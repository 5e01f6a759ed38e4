# ===- check-man.py - Do the manual pages tell of everything? ----------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# check-man.py MAN TOOLS SOURCE
#
# ===------------------------------------------------------------------------===#

import os
import re
import subprocess
import sys

man, tools, source = sys.argv[1:]
PAGES = ["man1/cgt-cc.1", "man1/cgt-run.1", "man1/cgt-inspect.1", "man3/cgt_checkpoint.3", "man7/CGT_OPTIONS.7"]
faults = []


def show(page, *options):
    """The page as man prints it; complaints of groff are faults."""
    env = dict(os.environ, MANWIDTH="80", LC_ALL="C.UTF-8", MAN_KEEP_FORMATTING="", MANROFFOPT="")
    run = subprocess.run(["man", "--warnings", *options, "-l", os.path.join(man, page)], capture_output=True, text=True, env=env)
    if run.returncode or run.stderr:
        faults.append("%s: %s" % (page, run.stderr))
    return re.sub(".\b", "", run.stdout)


def demand(page, text, words):
    assert len(words) > 3, (page, words)
    faults.extend("%s lacks %s" % (page, w) for w in words if not re.search(r"(?<![\w-])%s(?![\w-])" % re.escape(w), text))


def output(*command):
    return subprocess.run([os.path.join(tools, command[0]), *command[1:]], capture_output=True, text=True, check=True).stdout


def lines(path, pattern):
    with open(os.path.join(source, path), encoding="utf-8") as file:
        return [m.group(1) for m in map(re.compile(pattern).match, file) if m]


texts = {page: show(page) for page in PAGES}
for page, text in texts.items():
    # What stands between markup in the reference mustn't show.
    faults.extend("%s: %s" % (page, t) for t in text.splitlines() if re.search(r"\]\(|\*\*|^\||<a name", t))
    for heading in "NAME", "DESCRIPTION", "SEE ALSO":
        if not re.search("^%s$" % heading, text, re.M):
            faults.append("%s has no %s" % (page, heading))

keys = lines("rt/program/Flags.def", r'CGT_FLAG\(.*?"(\w+)"')
run_help = output("cgt-run", "--help")
demand(PAGES[4], texts[PAGES[4]], keys)
demand(PAGES[1], texts[PAGES[1]], re.findall(r"^  (--[\w-]+)", run_help, re.M))
demand(PAGES[2], texts[PAGES[2]], re.findall(r"^  (--(?!help|version)[\w-]+)", output("cgt-inspect", "--help"), re.M))
own = output("cgt-cc", "--help").split("OPTIONS OF CLANG")[0]
demand(PAGES[0], texts[PAGES[0]], [re.sub("^-fplugin-arg-cgt-(.*=).*", r"\1", o).rstrip("=") for o in re.findall(r"^  (-[\w-]+=?)", own, re.M)])
demand(PAGES[3], texts[PAGES[3]], lines("rt/include/cgt/cgt.h", r"\w+ (cgt_\w+)\("))

# Each key is an option of cgt-run, but for those that have another name there.
OTHER_NAMES = {"interval": "every", "exit_signal": "on"}
demand("cgt-run --help", run_help, ["--" + OTHER_NAMES.get(k, k.replace("_", "-")) for k in keys])

print("\n".join(faults) or "%d pages" % len(texts))
sys.exit(bool(faults))
