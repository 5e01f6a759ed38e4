# ===- external.py - Carries programs that nobody here wrote --------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# external.py RECIPE.ini [--platforms ARCH ...] [--points N] [--keep]
# external.py --table FOLDER
#
# A recipe names a source package of Debian's, how to build it, and what to let it do (docs/contributing.md describes
# recipes). The package is built by clang, and by cgt-cc for each platform. The build for this machine is saved at polls spread
# over its run; each image is resumed here and by each other platform's build, and what both processes print, and the status,
# must be what clang's build gives uninterrupted. Each image counts for each platform as
#
#   right
#   announced    refused, and `cgt-inspect --check-for=TRIPLE PROGRAM` has a line of that kind
#   by image     refused, and only `cgt-inspect --check-for=TRIPLE IMAGE` says so
#   unannounced  refused, and nothing said so
#   ended        the program had fewer polls this time, so that there is no image
#   unsaved      there is no image, and nothing of that kind was said
#   WRONG        another output or status
#   crash        a signal, or no end
#
# Unannounced, unsaved, WRONG and crash fail. So does what `cgt-run --try` finds wrong here. Results go to results.json in the work
# folder, from which --table makes the table of all recipes in Markdown.
#
# ===------------------------------------------------------------------------===#

import argparse
import configparser
import glob
import json
import os
import re
import shlex
import shutil
import sys

import debian
import lab as labs
import platforms

HERE = os.path.dirname(os.path.abspath(__file__))
AWAY = ["aarch64", "s390x", "i686"]
KINDS = ["right", "announced", "by image", "ended", "unannounced", "unsaved", "WRONG", "crash"]
FAULTS = {"unannounced", "unsaved", "WRONG", "crash"}
BUILD_SECONDS = 1200

# What a refusal says (rt/include/cgt/Errors.def), and what it is called in advance (rt/abi/Findings.def).
ANNOUNCED_BY = {
    "bytes without a known type": {"union", "union-pointer", "opaque", "untyped"},
    "may be a pointer to an object that has moved": {"union", "union-pointer", "untyped", "two-types", "characters"},
    "memory that is used as two types": {"two-types"},
    "characters hold a pointer": {"characters", "two-types"},
    "value was computed from a size": {"kept-size"},
    "declared type differs": {"array-size"},
    "isn't exactly representable": {"long-double"},
}


class Recipe:
    """What a recipe's file says."""

    def __init__(self, path):
        parser = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",), inline_comment_prefixes=None)
        with open(path, encoding="utf-8") as file:
            parser.read_file(file)
        section = parser["program"]
        known = {"package", "build", "binary", "prepare", "arguments", "input", "points"}
        if set(section) - known or not {"package", "build", "binary"} <= set(section):
            raise SystemExit("%s: known are %s" % (path, ", ".join(sorted(known))))
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.package = section["package"]
        self.build, self.prepare = section["build"], section.get("prepare", "")
        self.binary, self.input = section["binary"], section.get("input")
        self.arguments = shlex.split(section.get("arguments", ""))
        self.points = section.getint("points", 10)


class Program:
    """A recipe's package, built by each compiler, and its runs."""

    def __init__(self, lab, recipe):
        self.lab, self.recipe = lab, recipe
        self.version = "none"
        self.data = os.path.join(lab.work, "data")

    # Building.

    def folder(self, kind):
        return os.path.join(self.lab.work, kind)

    def path(self, kind):
        return os.path.join(self.folder(kind), self.recipe.binary)

    def build(self, kind):
        """Builds in a folder of its own; `kind` is an architecture, or plain."""
        self.version = debian.unpack(self.recipe.package, self.folder(kind))
        here = kind in ("plain", platforms.NATIVE.arch)
        platform = platforms.NATIVE if here else platforms.BY_ARCH[kind]
        compiler = self.lab.options.clang if kind == "plain" else self.lab.options.cgt_cc
        if not here:
            compiler += " %s -static" % platform.target_flags
        environment = {
            "CC": compiler + " -ffp-contract=off", "CFLAGS": "-O2", "BUILD_CC": self.lab.options.clang,
            "AR": self.lab.options.ar, "RANLIB": "llvm-ranlib-" + platforms.LLVM,
            "HOST": "" if here else "--host=" + platform.triple, "PLAIN": self.folder("plain")}
        self.script(self.recipe.build, self.folder(kind), environment, kind)
        if not os.path.exists(self.path(kind)):
            raise labs.Failure("%s: the build for %s made no %s" % (self.recipe.name, kind, self.recipe.binary))

    def script(self, text, folder, environment, what):
        run = self.lab.execute(["sh", "-ec", text], environment, timeout=BUILD_SECONDS, folder=folder)
        with open(os.path.join(self.lab.work, what + ".log"), "wb") as log:
            log.write(run.out + run.err)
        if run.status != 0:
            raise labs.Failure("%s: building for %s: status %s, see %s\n%s" % (
                self.recipe.name, what, run.status, log.name, run.err.decode(errors="replace")[-2000:]))

    def make_data(self):
        """The folder that the program runs in: the recipe's inputs and what it makes of them."""
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(os.path.join(HERE, "Inputs"), self.data)
        self.script(self.recipe.prepare, self.data, {"SOURCE": self.folder("plain")}, "data")

    # Running.

    def command(self, kind):
        emulator = platforms.BY_ARCH[kind].emulator if kind in platforms.BY_ARCH else ""
        return [e for e in [emulator] if e] + [self.path(kind)] + self.recipe.arguments

    def stdin(self):
        return os.path.join(self.data, self.recipe.input) if self.recipe.input else None

    def run(self, kind, cgt=None):
        environment = {"CGT_OPTIONS": cgt} if cgt else {}
        return self.lab.execute(self.command(kind), environment, self.stdin(), folder=self.data)

    def count_polls(self, wanted):
        stats = self.lab.scratch("stats")
        run = self.run(platforms.NATIVE.arch, "stats=" + stats)
        if (run.out, run.status) != (wanted.out, wanted.status):
            raise labs.Failure("%s: uninterrupted, the build by cgt-cc does something else\n%s\n%s" % (
                self.recipe.name, wanted.describe(), run.describe()))
        return labs.first_event(labs.read_events(stats), "exit")["polls"]

    def inspect(self, arch, path):
        """What cgt-inspect says of a program or an image that is to go to a platform."""
        return self.lab.execute([self.lab.options.cgt_inspect, "--check-for=" + platforms.BY_ARCH[arch].triple, path])


def last_message(run):
    """The runtime's error, on one line, else what the program said last."""
    lines = run.err.decode(errors="replace").splitlines()
    said = [line for line in lines if line.startswith("cgt: error: ")] or [l for l in lines if l.startswith("cgt: ")] or lines
    return said[-1] if said else ""


def is_announced(findings, message):
    """Whether one of the lines of cgt-inspect is of a kind that a refusal like this comes from."""
    slugs = set(re.findall(r"\[([a-z-]+)\]$", findings, re.MULTILINE))
    return any(phrase in message and slugs & kinds for phrase, kinds in ANNOUNCED_BY.items())


def fault(run):
    return "crash" if run.status == "timeout" or run.status < 0 else "WRONG"


class Campaign:
    """All images of one program, on all platforms."""

    def __init__(self, program, archs):
        self.program, self.lab = program, program.lab
        self.archs = archs
        self.wanted, self.told = None, set()
        self.findings, self.counts = {}, {arch: dict.fromkeys(KINDS, 0) for arch in archs}
        self.reasons, self.trial = {arch: {} for arch in archs}, ""

    def prepare(self):
        """Builds all; returns the number of polls in a run."""
        self.lab.map(self.program.build, ["plain", platforms.NATIVE.arch])
        if self.lab.failures:
            return 0
        self.program.make_data()
        self.wanted = self.program.run("plain")
        self.lab.map(self.program.build, [arch for arch in self.archs if arch != platforms.NATIVE.arch])
        for arch in self.archs:
            self.findings[arch] = self.program.inspect(arch, self.program.path(platforms.NATIVE.arch)).out.decode()
        return 0 if self.lab.failures else self.program.count_polls(self.wanted)

    def note(self, arch, kind, poll, message):
        self.counts[arch][kind] += 1
        if kind != "right":
            reasons = self.reasons[arch].setdefault(kind, [])
            reasons.append("poll %d: %s" % (poll, message))
            alike = re.sub(r"\d+", "N", message)
            if (arch, kind, alike) not in self.told:
                self.told.add((arch, kind, alike))
                print("%s: %s, poll %d: %s: %s" % (self.program.recipe.name, arch, poll, kind, message), flush=True)

    def carry(self, poll):
        """Saves at a poll and resumes on each platform."""
        image = self.lab.scratch("image-%d" % poll)
        saved = self.program.run(platforms.NATIVE.arch, "save=%s:at_poll=%d:after=exit" % (image, poll))
        if not os.path.exists(image):
            for arch in self.archs:
                self.note(arch, self.without_image(saved), poll, last_message(saved))
            return
        for arch in self.archs:
            kind, message = self.resume(arch, image, saved)
            self.note(arch, kind, poll, message)
        if not self.lab.options.keep:
            os.unlink(image)

    def without_image(self, run):
        """The kind of a run that should have been saved, and wasn't."""
        if (run.out, run.status) != (self.wanted.out, self.wanted.status):
            return fault(run)
        return "ended" if b"was never reached" in run.err else "unsaved"

    def resume(self, arch, image, saved):
        """What came of an image on a platform: the kind and a message."""
        run = self.program.run(arch, "restore=" + image)
        if (saved.out + run.out, run.status) == (self.wanted.out, self.wanted.status):
            return "right", ""
        message = last_message(run)
        if run.status not in (labs.REFUSED, labs.LOSS) or "cgt: error" not in message:
            seen = labs.difference(self.wanted.out, saved.out + run.out, len(saved.out))
            return fault(run), "status %s, %s; %s" % (run.status, seen, message)
        if is_announced(self.findings[arch], message):
            return "announced", message
        return "by image" if self.program.inspect(arch, image).status == 3 else "unannounced", message

    def attempt(self, points):
        """cgt-run --try here; its last line is kept."""
        cgt_run = os.path.join(os.path.dirname(shlex.split(self.lab.options.cgt_cc)[-1]), "cgt-run")
        command = [cgt_run, "--try=%d" % points, "--"] + self.program.command(platforms.NATIVE.arch)
        run = self.lab.execute(command, {}, self.program.stdin(), 10 * self.lab.options.timeout, self.program.data)
        lines = (run.out or run.err).decode(errors="replace").strip().splitlines() or ["nothing said"]
        self.trial = lines[-1].replace("here: ", "")
        if run.status == 1 or run.status not in range(4):
            self.lab.failures.append("cgt-run --try: status %s\n%s" % (run.status, run.describe()))
            print("FAIL: " + self.lab.failures[-1], flush=True)

    def results(self, polls):
        return {"program": self.program.recipe.name, "version": self.program.version, "polls": polls, "try": self.trial,
                "counts": self.counts, "reasons": self.reasons}


def short(version):
    """A Debian version without epoch, revision and whatever else Debian has added."""
    return re.sub(r"[+~-][^-]*$|\.dfsg.*$|\+.*$", "", re.sub(r"^\d+:", "", version))


def cell(counts):
    return ", ".join("%d %s" % (number, kind) for kind, number in counts.items() if number)


def table(folder):
    """The results of all recipes below a folder, in Markdown."""
    found = []
    for path in sorted(glob.glob(os.path.join(folder, "**", "results.json"), recursive=True)):
        with open(path, encoding="utf-8") as file:
            found.append(json.load(file))
    archs = list(found[0]["counts"]) if found else []
    lines = ["| program | polls | `--try` | %s |" % " | ".join(archs), "|---|" + "---|" * (2 + len(archs))]
    for one in found:
        cells = ["%s %s" % (one["program"], short(one["version"])), str(one["polls"]), one["try"]]
        cells += [cell(one["counts"][arch]) for arch in archs]
        lines.append("| " + " | ".join(cells) + " |")
    sums = [cell({kind: sum(one["counts"][arch][kind] for one in found) for kind in KINDS}) for arch in archs]
    lines.append("| " + " | ".join(["**%d programs**" % len(found), "", ""] + sums) + " |")
    return "\n".join(lines)


def main():
    parser = labs.parser(__doc__)
    parser.add_argument("recipe", nargs="?")
    parser.add_argument("--table", metavar="FOLDER")
    parser.add_argument("--platforms", nargs="+", default=[platforms.NATIVE.arch] + AWAY, metavar="ARCH")
    parser.add_argument("--points", type=int, help="polls at which to save; else the recipe says")
    parser.add_argument("--keep", action="store_true", help="keeps the images")
    options = parser.parse_args()
    if options.table:
        print(table(options.table))
        return 0
    recipe = Recipe(options.recipe)
    lab, generator = labs.start(options)
    campaign = Campaign(Program(lab, recipe), options.platforms)
    points = options.points or recipe.points
    polls = campaign.prepare()
    if not lab.failures:
        # Lua's hashes depend on the time of day, and with them the number of polls.
        lab.map(campaign.carry, labs.spread(points, polls * 99 // 100, generator))
        campaign.attempt(points)
    with open(os.path.join(lab.work, "results.json"), "w", encoding="utf-8") as file:
        json.dump(campaign.results(polls), file, indent=1)
    print(table(lab.work))
    lab.failures += ["%s: %d %s" % (arch, n, kind) for arch, counts in campaign.counts.items() for kind, n in counts.items()
                     if n and kind in FAULTS]
    return lab.finish("%s %s" % (recipe.name, campaign.program.version))


if __name__ == "__main__":
    sys.exit(main())
