#===- lab.py - Builds, runs, checkpoints and compares -----------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What every driver needs: programs built for a platform and a level (kept in
# the work folder until a source or the tool chain is newer), runs with
# CGT_OPTIONS, and checks that name the exact commands when they fail.
#
#===----------------------------------------------------------------------===#

import argparse
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from platforms import BY_ARCH, LLVM, PLATFORMS, QEMU_STACK_SIZE

SAVED, REFUSED, LOSS, BAD_OPTIONS = 85, 86, 87, 88
ARCHS = [p.arch for p in PLATFORMS]

# FP_CONTRACT OFF stands in the programs; the option is for targets on which
# clang ignores it.
COMMON_FLAGS = ['-std=gnu11', '-ffp-contract=off']


class Failure(Exception):
    """A check that failed; the text has the commands that show it."""


def reproduction(command, environment=None, stdin=None):
    words = []
    if environment:
        words = ['env'] + ['%s=%s' % item for item in sorted(environment.items())]
    line = ' '.join(shlex.quote(w) for w in words + list(command))
    return line + (' < ' + shlex.quote(stdin) if stdin else '')


class Run:
    """The outcome of one command."""

    def __init__(self, line, status, out, err):
        self.line, self.status, self.out, self.err = line, status, out, err

    def describe(self):
        text = self.err.decode(errors='replace').strip()
        return '  %s\n    status %s, %d bytes%s' % (
            self.line, self.status, len(self.out), '; ' + text if text else '')


class Build:
    """A program built for one platform and level."""

    def __init__(self, program, platform, level, path, lines):
        self.program, self.platform, self.level = program, platform, level
        self.path, self.lines = path, lines

    @property
    def label(self):
        return '%s %s' % (self.platform.arch, self.level)


class Lab:
    def __init__(self, options):
        self.options = options
        self.work = os.path.abspath(options.work)
        os.makedirs(self.work, exist_ok=True)
        self.failures = []
        self.flags = ()  # given to the compiler for every program
        self._locks, self._builds, self._references = {}, {}, {}
        self._guard = threading.Lock()
        self._serial = 0

    # Parallel work.

    def map(self, function, items):
        """function(item) for all items, several at once; failures are kept and
        printed, and give None."""
        def guarded(item):
            try:
                return function(item)
            except Failure as failure:
                with self._guard:
                    self.failures.append(str(failure))
                    print('FAIL: ' + str(failure), flush=True)
                return None
        with ThreadPoolExecutor(self.options.jobs) as pool:
            return list(pool.map(guarded, items))

    def once(self, store, key, make):
        """store[key], made by the first thread that asks."""
        with self._guard:
            lock = self._locks.setdefault((id(store), key), threading.Lock())
        with lock:
            if key not in store:
                store[key] = make()
            return store[key]

    def scratch(self, name):
        """A new file name in the work folder."""
        with self._guard:
            self._serial += 1
            return os.path.join(self.work, '%s.%d' % (name, self._serial))

    # Commands.

    def execute(self, command, environment=None, stdin=None, timeout=None, folder=None):
        full = dict(os.environ, QEMU_STACK_SIZE=str(QEMU_STACK_SIZE), **(environment or {}))
        if 'CGT_OPTIONS' not in (environment or {}):
            full.pop('CGT_OPTIONS', None)
        line = reproduction(command, environment, stdin)
        with open(stdin or os.devnull, 'rb') as source:
            try:
                done = subprocess.run(command, env=full, stdin=source, capture_output=True,
                                      timeout=timeout or self.options.timeout, cwd=folder)
            except subprocess.TimeoutExpired as late:
                return Run(line, 'timeout', late.stdout or b'', late.stderr or b'')
        return Run(line, done.returncode, done.stdout, done.stderr)

    def compile(self, command, lines):
        line = reproduction(command)
        lines.append(line)
        run = self.execute(command)
        if run.status != 0:
            raise Failure('build failed\n' + run.describe())

    # Building.

    def build(self, program, arch, level, plain=False, flags=()):
        key = (program.name, arch, level, plain, tuple(flags))
        return self.once(self._builds, key,
                         lambda: self._build(program, BY_ARCH[arch], level, plain, flags))

    def _build(self, program, platform, level, plain, flags):
        kind = 'plain' if plain else 'cgt'
        stem = os.path.join(self.work, '-'.join((program.name, kind, platform.arch + level)))
        if flags:
            stem += '-' + ''.join(c for c in ''.join(flags) if c.isalnum())
        compiler = self.options.clang if plain else self.options.cgt_cc
        base = shlex.split('%s %s %s' % (compiler, platform.target_flags, level))
        base += COMMON_FLAGS + list(flags)
        if plain:
            base += ['-I', os.path.join(os.path.dirname(__file__), '..', '..', 'rt', 'include')]
        path, lines, commands = stem + '.exe', [], []
        link = base + ([] if self.options.shared else ['-static']) + ['-Wl,--no-warn-rwx-segments']
        folder = dict(pair.split('=', 1) for pair in self.options.libraries).get(platform.arch)
        if folder:
            link += ['-L' + folder, '-Wl,-rpath,' + folder]
        inputs = list(program.units)
        sanitized = self.options.sanitized and not plain and not platform.emulator
        if sanitized:
            link, units, inputs = shlex.split(self.options.sanitized), inputs, []
            for unit in units:
                inputs.append('%s-%s.o' % (stem, os.path.basename(unit)[:-2]))
                commands.append(base + ['-c', unit, '-o', inputs[-1]])
        if program.library:
            objects = []
            for unit in program.library:
                objects.append('%s-%s.o' % (stem, os.path.basename(unit)[:-2]))
                commands.append(base + ['-c', unit, '-o', objects[-1]])
            archive = stem + '.a'
            commands.append(['rm', '-f', archive])
            commands.append([self.options.ar, 'rcs', archive] + objects)
            inputs.append(archive)
        for unit in program.foreign:
            inputs.append('%s-%s.o' % (stem, os.path.basename(unit)[:-2]))
            foreign = shlex.split('%s %s %s' % (self.options.clang, platform.target_flags, level))
            commands.append(foreign + ['-w', '-c', unit, '-o', inputs[-1]])
        if sanitized:
            inputs.append('-lcgt_units')
        commands.append(link + inputs + ['-o', path + '.new', '-lm'])
        commands.append(['mv', path + '.new', path])
        if self._is_current(path, program, plain):
            return Build(program, platform, level, path, [reproduction(c) for c in commands])
        for command in commands:
            self.compile(command, lines)
        return Build(program, platform, level, path, lines)

    def _is_current(self, path, program, plain):
        """Whether the program is newer than its sources and, built by cgt-cc,
        newer than the tool chain."""
        if not os.path.exists(path):
            return False
        files = list(program.units + program.library + program.foreign)
        for unit in program.units:
            folder = os.path.dirname(unit)
            files += [os.path.join(folder, f) for f in os.listdir(folder) if f.endswith('.h')]
        if not plain:
            compiler = shutil.which(shlex.split(self.options.cgt_cc)[-1])
            top = os.path.dirname(os.path.dirname(compiler))
            for folder, _, names in os.walk(os.path.join(top, 'lib')):
                files += [os.path.join(folder, n) for n in names if n.startswith('libcgt')]
        built = os.stat(path).st_mtime_ns
        return all(os.stat(f).st_mtime_ns < built for f in files)

    # Running.

    def run(self, build, cgt=None, args=None, stdin=None, timeout=None):
        """Runs the program; `cgt` is the value of CGT_OPTIONS."""
        program = build.program
        args = program.args if args is None else args
        environment = {'CGT_OPTIONS': cgt} if cgt else {}
        if self.options.shared and build.platform.emulator:
            environment['QEMU_LD_PREFIX'] = '/usr/' + build.platform.triple
        command = [e for e in [build.platform.emulator] if e] + [build.path] + list(args)
        return self.execute(command, environment, stdin or program.stdin, timeout)

    def reference(self, program):
        """Output and status of the plain program's uninterrupted run, on the
        build machine at -O0."""
        def make():
            flags = self.flags if self.options.shared else ()  # its libraries' functions may need them
            run = self.run(self.build(program, ARCHS[0], '-O0', plain=True, flags=flags))
            if run.status not in range(0, 64):
                raise Failure('plain program failed\n' + run.describe())
            return run
        return self.once(self._references, program.name, make)

    def check(self, condition, what, *evidence):
        """Raises a failure with builds and runs to show it."""
        if condition:
            return
        lines = [what]
        for item in evidence:
            lines += ['  ' + line for line in item.lines] if isinstance(item, Build) else [item.describe()]
        raise Failure('\n'.join(lines))

    def stats(self, build, options='', expected=85, stdin=None):
        """Runs with stats= and returns (run, events)."""
        path = self.scratch('stats')
        run = self.run(build, ':'.join(filter(None, [options, 'stats=' + path])), stdin=stdin)
        self.check(run.status == expected, '%s: status %s, expected %s' % (
            build.label, run.status, expected), build, run)
        events = read_events(path)
        if os.path.exists(path):
            os.unlink(path)
        return run, events

    def count_polls(self, build):
        """How many polls an uninterrupted run reaches; its output is checked."""
        wanted = self.reference(build.program)
        run, events = self.stats(build, expected=wanted.status)
        self.check(run.out == wanted.out, '%s %s: output differs with stats=' % (
            build.program.name, build.label), build, run, wanted)
        exits = [e for e in events if e['event'] == 'exit']
        self.check(len(exits) == 1 and exits[0]['polls'] > 0,
                   '%s %s: no exit event, or no polls: %s' % (build.program.name, build.label, events),
                   build, run)
        return exits[0]['polls']

    def save(self, build, poll, image=None, more=''):
        """Saves at a poll and leaves; returns (image, run)."""
        image = image or self.scratch('%s-%s%s-%d.image' % (
            build.program.name, build.platform.arch, build.level, poll))
        options = 'save=%s:at_poll=%d:after=exit' % (image, poll)
        run = self.run(build, ':'.join(filter(None, [more, options])))
        self.check(run.status == SAVED and os.path.exists(image),
                   '%s %s: save at poll %d failed' % (build.program.name, build.label, poll), build, run)
        return image, run

    def resume(self, build, image, before, saver, more=''):
        """Restores and checks that `before` (bytes written by the predecessors)
        and the output make the uninterrupted run; returns the events."""
        wanted = self.reference(build.program)
        path = self.scratch('stats')
        options = ':'.join(filter(None, ['restore=' + image, more, 'stats=' + path]))
        run = self.run(build, options)
        events = read_events(path)
        if os.path.exists(path):
            os.unlink(path)
        what = '%s: %s -> %s' % (build.program.name, saver.label, build.label)
        evidence = [saver, build, wanted, run]
        self.check(run.status == wanted.status, '%s: status %s, expected %s' % (
            what, run.status, wanted.status), *evidence)
        self.check(before + run.out == wanted.out, '%s: %s' % (
            what, difference(wanted.out, before + run.out, len(before))), *evidence)
        return events

    def carry(self, source, destination, poll, keep=False):
        """Save in one build, resume in another; returns the restore event."""
        image, saved = self.save(source, poll)
        try:
            events = self.resume(destination, image, saved.out, source)
        except Failure as failure:
            raise Failure('%s\n%s\n    (image kept)' % (failure, saved.describe()))
        if not keep:
            os.unlink(image)
        return first_event(events, 'restore')

    def inspect(self, image):
        """What cgt-inspect --json says of an image."""
        run = self.execute([self.options.cgt_inspect, '--json', image])
        self.check(run.status == 0, 'cgt-inspect failed', run)
        return json.loads(run.out.decode())

    def finish(self, summary):
        """Prints the summary; the status for sys.exit."""
        print('%s: %s' % (summary, '%d failed' % len(self.failures) if self.failures else 'all right'))
        return 1 if self.failures else 0


def read_events(path):
    if not os.path.exists(path):
        return []
    with open(path) as lines:
        return [json.loads(line) for line in lines]


def first_event(events, name):
    return next((e for e in events if e['event'] == name), None)


def difference(wanted, got, seam):
    """Where two outputs part, for a message."""
    at = next((i for i, (a, b) in enumerate(zip(wanted, got)) if a != b), min(len(wanted), len(got)))
    return 'output differs at byte %d of %d (resumed at %d): expected %r, got %r' % (
        at, len(wanted), seam, wanted[at:at + 40], got[at:at + 40])


def spread(count, polls, generator=None):
    """`count` poll numbers spread over 1..polls, first and last included; those
    between are moved a little at random if a generator is given."""
    if polls <= count:
        return list(range(1, polls + 1))
    step = (polls - 1) / (count - 1)
    points = [1 + round(i * step) for i in range(count)]
    if generator:
        room = max(0, int(step / 2) - 1)
        points[1:-1] = [p + generator.randint(-room, room) for p in points[1:-1]]
    return sorted(set(points))


def default_seed():
    return int(os.environ.get('CGT_SEED', 1))


def parser(description):
    p = argparse.ArgumentParser(description=description)
    p.add_argument('--cgt-cc', default=shutil.which('cgt-cc') or 'cgt-cc')
    p.add_argument('--cgt-inspect', default=shutil.which('cgt-inspect') or 'cgt-inspect')
    p.add_argument('--clang', default='clang-' + LLVM)
    p.add_argument('--ar', default='llvm-ar-' + LLVM)
    p.add_argument('--sanitized', help='links programs for this machine with a runtime under sanitizers')
    p.add_argument('--shared', action='store_true', help='links with shared libraries')
    p.add_argument('--libraries', nargs='*', default=[], metavar='ARCH=FOLDER', help='where libraries for a platform are besides')
    p.add_argument('--work', default='lab', help='folder for builds and images')
    p.add_argument('--jobs', type=int, default=min(4, os.cpu_count() or 1))
    p.add_argument('--seed', type=int, default=default_seed())
    p.add_argument('--timeout', type=float, default=120)
    return p


def start(options):
    """The lab and the random generator; prints the seed."""
    print('seed %d' % options.seed)
    sys.stdout.flush()
    return Lab(options), random.Random(options.seed)
