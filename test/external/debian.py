# ===- debian.py - Sources of Debian's packages ---------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Fetches programs' sources by apt-get, without Debian's changes. Its lists and settings are kept in a folder besides, so that
# nothing of the system's changes and nobody need be root. Several processes may fetch at once.
#
# ===------------------------------------------------------------------------===#

import fcntl
import os
import shutil
import subprocess

FOLDER = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "cgt", "external")
TARGET = "deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)"


def _run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit("%s: status %d\n%s%s" % (" ".join(command), done.returncode, done.stdout, done.stderr))
    return done.stdout


def _apt(*arguments):
    """apt-get with lists of sources from where the system has its packages from."""
    state = os.path.join(FOLDER, "apt")
    places = {"State::Lists": "lists", "Etc::SourceList": "sources.list", "Etc::SourceParts": "none", "Cache": "cache"}
    command = ["apt-get", "-q", "-o", "APT::Sandbox::User=", "-o", "Acquire::Retries=3"]
    for name, place in places.items():
        command += ["-o", "Dir::%s=%s" % (name, os.path.join(state, place))]
    return command + list(arguments)


def _prepare():
    state = os.path.join(FOLDER, "apt")
    if os.path.exists(os.path.join(state, "ready")):
        return
    for folder in ("lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(state, folder), exist_ok=True)
    lines = _run(["apt-get", "indextargets", "--format", TARGET, "Created-By: Packages"], state)
    with open(os.path.join(state, "sources.list"), "w", encoding="utf-8") as file:
        # The release as it came out: updates replace what others have measured.
        file.write("".join(line + "\n" for line in sorted(set(lines.splitlines())) if "-" not in line.split()[2]))
    _run(_apt("update"), state)
    with open(os.path.join(state, "ready"), "w", encoding="utf-8"):
        pass


def unpack(package, place):
    """Makes the folder `place` of the package's source as its authors published it. Returns Debian's version of it."""
    kept = os.path.join(FOLDER, "sources", package)
    noted = os.path.join(kept, "version")
    os.makedirs(kept, exist_ok=True)
    with open(os.path.join(FOLDER, "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(noted):
            _prepare()
            said = _run(_apt("--tar-only", "source", package), kept)
            with open(noted, "w", encoding="utf-8") as file:
                file.write(next(line.split()[4] for line in said.splitlines() if line.startswith("Get:")))
    archive = next(name for name in os.listdir(kept) if ".orig.tar." in name and not name.endswith(".asc"))
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    _run(["tar", "-xf", os.path.join(kept, archive), "-C", place, "--strip-components=1"], kept)
    with open(noted, encoding="utf-8") as file:
        return file.read()
