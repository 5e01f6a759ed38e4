#===- table1.py - The paper's Table 1 -----------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# table1.py BUILD WORK [RUNS [PROGRAM...]] > RESULTS.json
#
# Saves the table's programs (or those that are named) on each source, under its
# emulator if need be, and resumes them here, in turn: medians of RUNS restores,
# 7 unless told. i686 is emulated where the
# kernel runs no programs of 32 bits. Times are the runtime's
# own (stats=FILE), but for sending, which is the image through a socketpair to
# another process until that has all of it. Images aren't compressed and lie in
# the page cache.
#
#===----------------------------------------------------------------------===#

import functools
import json
import os
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'Inputs'))

from platforms import BY_ARCH, QEMU_STACK_SIZE

# Name, file, arguments, and a poll at which all of the state is there.
PROGRAMS = [('FFT 1024', 'fft', '10 1 1', 12000),
            ('FFT 2^20', 'fft', '20 1 1', 9000000),
            ('LU-c 512', 'lu-contiguous', '512 1 1', 400000),
            ('LU-n 128', 'lu-noncontiguous', '128 1 1', 40000),
            ('LU-n 2048', 'lu-noncontiguous', '2048 1 1', 12000000),
            ('MatMult 128', 'matmul', '128 1 1', 16477),
            ('MatMult 1024', 'matmul', '1024 1 1', 2097160)]
PAIRS = [('x86_64', 'x86_64'), ('i686', 'i686'), ('s390x', 'x86_64'), ('powerpc', 'x86_64'),
         ('s390x', 'i686'), ('powerpc', 'i686')]


def build(tree, work, name, arch):
    platform = BY_ARCH[arch]
    path = os.path.join(work, '%s.%s' % (name, arch))
    source = os.path.join(HERE, '..', '..', 'docs', 'examples', name + '.c')
    subprocess.run([os.path.join(tree, 'bin', 'cgt-cc'), *platform.target_flags.split(), '-O2', '-std=gnu11',
                    '-ffp-contract=off', '-static', '-w', source, '-o', path, '-lm'],
                   check=True, stderr=subprocess.DEVNULL)
    return path


def environment(options):
    return dict(os.environ, CGT_OPTIONS=options, QEMU_STACK_SIZE=str(QEMU_STACK_SIZE))


@functools.cache
def emulator(arch):
    if arch != 'i686':
        return BY_ARCH[arch].emulator
    # The shortest program there is: exit(0).
    code = bytes.fromhex('31c04031dbcd80')
    start = 0x08048054
    head = struct.pack('<4s5B7x2H5I6H', b'\x7fELF', 1, 1, 1, 0, 0, 2, 3, 1, start, 52, 0, 0, 52, 32, 1, 0, 0, 0)
    segment = struct.pack('<8I', 1, 0, start - 84, start - 84, 84 + len(code), 84 + len(code), 5, 4096)
    with tempfile.TemporaryDirectory(dir='/var/tmp') as folder:
        path = os.path.join(folder, 'exit')
        with open(path, 'wb') as file:
            file.write(head + segment + code)
        os.chmod(path, 0o755)
        try:
            return '' if subprocess.run([path]).returncode == 0 else BY_ARCH[arch].emulator
        except OSError:
            return BY_ARCH[arch].emulator


def command(arch, path, arguments=''):
    return emulator(arch).split() + [path] + arguments.split()


def events(path):
    try:
        with open(path) as file:
            return [json.loads(line) for line in file if line.endswith('\n')]
    except OSError:
        return []


def save(arch, path, arguments, poll, image):
    """Returns what the runtime says of it."""
    stats = image + '.stats'
    if os.path.exists(stats):
        os.unlink(stats)
    options = 'save=%s:at_poll=%d:after=exit:compress=0:stats=%s' % (image, poll, stats)
    run = subprocess.run(command(arch, path, arguments), env=environment(options), stdout=subprocess.DEVNULL)
    if run.returncode != 85:
        raise SystemExit('%s on %s: status %d' % (path, arch, run.returncode))
    return events(stats)[0]


def restore(arch, path, image):
    """Returns what the runtime says of it, just before the program goes on, which it doesn't for long."""
    stats = image + '.restored'
    if os.path.exists(stats):
        os.unlink(stats)
    child = subprocess.Popen(command(arch, path), env=environment('restore=%s:stats=%s' % (image, stats)),
                             stdout=subprocess.DEVNULL)
    while not events(stats):
        if child.poll() is not None and not events(stats):
            raise SystemExit('%s: status %d' % (path, child.returncode))
        time.sleep(.002)
    child.kill()
    child.wait()
    return events(stats)[0]


def send(data):
    """Nanoseconds."""
    here, there = socket.socketpair()
    child = os.fork()
    if child == 0:
        here.close()
        buffer, got = bytearray(len(data)), 0
        view = memoryview(buffer)
        there.sendall(b'r')
        while got < len(data):
            got += there.recv_into(view[got:])
        there.sendall(b'd')
        os._exit(0)
    there.close()
    here.recv(1)
    began = time.perf_counter_ns()
    here.sendall(data)
    here.recv(1)
    took = time.perf_counter_ns() - began
    here.close()
    os.waitpid(child, 0)
    return took


def measure(tree, work, rounds, name, file, arguments, poll):
    paths = {arch: build(tree, work, file, arch) for arch in sorted({a for pair in PAIRS for a in pair})}
    images, saved, contents = {}, {}, {}
    for arch, path in paths.items():
        images[arch] = os.path.join(work, '%s.%s.image' % (name.replace(' ', '-').replace('^', '-'), arch))
        times = [save(arch, path, arguments, poll, images[arch]) for _ in range(1 if emulator(arch) else rounds)]
        saved[arch] = dict(times[0], save_ns=statistics.median(t['capture_ns'] + t['write_ns'] for t in times))
        with open(images[arch], 'rb') as image:
            contents[arch] = image.read()
    runs = {pair: [] for pair in PAIRS}
    for _ in range(rounds):
        for source, target in PAIRS:
            run = restore(target, paths[target], images[source])
            run['send_ns'] = send(contents[source])
            runs[source, target].append(run)
    rows = []
    for (source, target), of_pair in runs.items():
        row = {'program': name, 'source': source, 'target': target,
               'emulated': [bool(emulator(arch)) for arch in (source, target)]}
        row.update({key: saved[source][key] for key in ('bytes', 'activations', 'objects', 'pointers', 'save_ns')})
        for key in ('read_ns', 'send_ns', 'convert_stack_ns', 'convert_heap_ns', 'update_pointers_ns', 'resume_ns'):
            row[key] = statistics.median(run[key] for run in of_pair)
        rows.append(row)
    for arch in images:
        os.unlink(images[arch])
    return rows


def main(tree, work, rounds=7, *names):
    os.makedirs(work, exist_ok=True)
    rows = []
    for program in PROGRAMS:
        if names and program[0] not in names:
            continue
        print('table 1: %s' % program[0], file=sys.stderr, flush=True)
        rows += measure(os.path.abspath(tree), os.path.abspath(work), int(rounds), *program)
    json.dump(rows, sys.stdout, indent=1)


if __name__ == '__main__':
    main(*sys.argv[1:])
