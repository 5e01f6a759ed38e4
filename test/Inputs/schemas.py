#===- schemas.py - Is a schema a function of the source alone? --------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# schemas.py --work FOLDER [--csmith FUNCTIONS] [--seed N] [--archs A,B] [--levels L,M] [FILE.c ...]
#
# Compiles the programs given, and as many of csmith's as have so many functions, for each platform at each level up to the
# pass, and compares what the schemas say: steps with callees, loop depths and ordinals, what is alive, temporaries with their
# types, globals. No runtime, linker or emulator of a platform is needed. Variables in memory may be alive here and not there,
# for -O0 knows no ends of scope, and parameters in memory are ABIs' (docs/design.md); a receiver that needs any other must find it.
# Where a step is absent, what would be alive isn't known.
#
#===----------------------------------------------------------------------===#

import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys

import platforms

LEVELS = '-O0,-O1,-O2,-O3,-Os'
BLOB = re.compile(rb'@cgt\.schema = [^\n]*?x i8\] c"([^"]*)"')


def unescape(data):
    return re.sub(rb'\\(\\|[0-9A-Fa-f]{2})', lambda m: m[1] if m[1] == b'\\' else bytes([int(m[1], 16)]), data)


class Compiler:
    def __init__(self, options):
        self.options = options
        self.lib = os.path.join(os.environ['CGT_BUILD'], 'lib')
        self.text = os.path.join(os.environ['CGT_BUILD'], 'test', 'schema', 'CGTSchemaText')
        self.include = os.path.join(os.environ['CGT_BUILD'], 'include')

    def schema(self, path, arch, level):
        """The schema as a dictionary; None if the source doesn't compile there."""
        platform = platforms.BY_ARCH[arch]
        clang = ['clang-' + platforms.LLVM, '-w', '-fplugin=%s/libcgt.so' % self.lib, '-fplugin-arg-cgt-polls=' + self.options.polls,
                 '-I' + self.include, '-I/usr/include/csmith', *platform.target_flags.split(), level, '-S', '-emit-llvm',
                 '-Xclang', '-disable-llvm-passes', *self.options.flags, path, '-o', '-']
        first = subprocess.run(clang, capture_output=True)
        if first.returncode:
            return None
        opt = ['opt-' + platforms.LLVM, '-load-pass-plugin=%s/libcgt-pass.so' % self.lib, '-passes=cgt', '-S', '-o', '-']
        second = subprocess.run(opt, input=first.stdout, capture_output=True, check=True)
        found = BLOB.search(second.stdout)
        if not found:
            return {'functions': [], 'globals': []}
        text = subprocess.run([self.text], input=unescape(found.group(1)), capture_output=True, check=True).stdout
        return json.loads(text)


def difference(one, other):
    """What differs between two schemas, as text, or None."""
    ours, theirs = ({tuple(g) for g in s['globals']} for s in (one, other))
    if ours != theirs:
        return 'globals %s' % sorted(ours ^ theirs)
    ours, theirs = ({f['id']: f['steps'] for f in s['functions']} for s in (one, other))
    if set(ours) != set(theirs):
        return 'functions %s' % sorted(set(ours) ^ set(theirs))
    for name, steps in ours.items():
        if len(steps) != len(theirs[name]):
            return '%s: %d and %d steps' % (name, len(steps), len(theirs[name]))
        for number, (a, b) in enumerate(zip(steps, theirs[name]), 1):
            where = '%s: step %d: ' % (name, number)
            for key in ('callee', 'depth', 'ordinal'):
                if a[key] != b[key]:
                    return where + '%s %s and %s' % (key, a[key], b[key])
            if a['absent'] or b['absent']:
                continue
            if a['temporaries'] != b['temporaries']:
                return where + 'temporaries %s and %s' % (a['temporaries'], b['temporaries'])
            missing = needed(a) - present(b) | needed(b) - present(a)
            if missing:
                return where + 'variables %s' % sorted(missing)
    return None


def needed(step):
    return {v for v in step['variables'] if v[0] != '*'}


def present(step):
    return {v.lstrip('*') for v in step['variables']}


def compare(compiler, path, archs, levels):
    """(functions, steps, [differences])"""
    reference, found, builds = None, [], 0
    for level in levels:
        for arch in archs:
            schema = compiler.schema(path, arch, level)
            if schema is None:
                continue
            builds += 1
            if reference is None:
                reference = schema
            what = difference(reference, schema)
            if what:
                found.append('%s: %s %s: %s' % (os.path.basename(path), arch, level, what))
    if reference is None:
        return 0, 0, 0, ['%s: compiles nowhere' % path]
    functions = reference['functions']
    return len(functions), sum(len(f['steps']) for f in functions), builds, found


def make_random(options):
    """csmith's programs with at least so many functions, as paths."""
    paths, functions, seed = [], 0, options.seed
    while functions < options.csmith:
        path = os.path.join(options.work, 'random-%d.c' % seed)
        even = seed % 2 == 0
        made = subprocess.run(['csmith', '--seed', str(seed), '--max-funcs', '12', '--max-block-size', '3', '--max-block-depth',
                               '3', '--bitfields' if even else '--no-bitfields', '-o', path])
        seed += 1
        if made.returncode:
            continue
        with open(path, encoding='utf-8') as source:
            functions += len(re.findall(r'^(?:static [^;{=]*\)|int main \(.*\))\n\{', source.read(), re.M))
        paths.append(path)
    return paths


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('files', nargs='*')
    parser.add_argument('--work', required=True)
    parser.add_argument('--csmith', type=int, default=0, metavar='FUNCTIONS')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--archs', default=','.join(p.arch for p in platforms.PLATFORMS))
    parser.add_argument('--levels', default=LEVELS, help='--levels=-O0,-O2')
    parser.add_argument('--polls', default='all')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--flags', default='', type=lambda text: text.replace('+', '-').split())
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    compiler = Compiler(options)
    paths = [os.path.abspath(f) for f in options.files] + make_random(options)
    print('seed %d' % options.seed)
    archs, levels = options.archs.split(','), options.levels.split(',')
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda path: compare(compiler, path, archs, levels), paths))
    for _, _, _, found in results:
        for what in found:
            print(what)
    functions, steps, builds = (sum(r[k] for r in results) for k in range(3))
    bad = sum(1 for r in results if r[3])
    print('%d programs, %d functions, %d steps, %d builds: %d programs differ' % (len(paths), functions, steps, builds, bad))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
