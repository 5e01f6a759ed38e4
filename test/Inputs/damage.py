#===- damage.py - Damaged images are refused by the whole program -----------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Damages an image of an example in random ways (the seed is CGT_SEED's, and printed)
# and restores each: status 86, a message, and no user code run.
#
#===----------------------------------------------------------------------===#

import os
import sys

import lab as labs
import programs


def flip(data, random):
    at = random.randrange(len(data))
    data[at] ^= 1 << random.randrange(8)
    return 'bit flipped in byte %d' % at


def overwrite(data, random):
    at, size = random.randrange(len(data)), random.randint(1, 64)
    old = bytes(data)
    while bytes(data) == old:
        piece = random.choice([bytes(size), b'\xff' * size, random.randbytes(size)])
        data[at:at + size] = piece[:len(data) - at]
        at = random.randrange(len(data))
    return '%d bytes overwritten' % size


def cut(data, random):
    size = random.randrange(len(data))
    del data[size:]
    return 'cut to %d bytes' % size


def append(data, random):
    more = random.randbytes(random.randint(1, 64))
    data += more
    return '%d bytes appended' % len(more)


def remove(data, random):
    at, size = random.randrange(len(data) - 1), random.randint(1, 64)
    del data[at:at + size]
    return '%d bytes removed at %d' % (size, at)


def swap(data, random):
    half = len(data) // 2
    size = random.randint(8, 64)
    one, two = random.randrange(half - size), half + random.randrange(half - size)
    first, second = bytes(data[one:one + size]), bytes(data[two:two + size])
    data[one:one + size], data[two:two + size] = second, first
    return '%d bytes at %d and %d swapped' % (size, one, two) if first != second else None


KINDS = [flip, flip, flip, overwrite, cut, cut, append, remove, swap]


def main():
    parser = labs.parser(__doc__)
    parser.add_argument('--count', type=int, default=200)
    parser.add_argument('--program', default='queens')
    parser.add_argument('--arch', default='x86_64', choices=labs.ARCHS)
    options = parser.parse_args()
    lab, random = labs.start(options)
    program, = programs.chosen([options.program])
    try:
        build = lab.build(program, options.arch, '-O2')
        image, saved = lab.save(build, lab.count_polls(build) // 2)
        lab.resume(build, image, saved.out, build)
    except labs.Failure as failure:
        print('FAIL: %s' % failure)
        return 1
    good = open(image, 'rb').read()

    variants = []
    while len(variants) < options.count:
        data = bytearray(good)
        what = random.choice(KINDS)(data, random)
        if what and bytes(data) != good:
            variants.append(('%s.damaged-%d' % (image, len(variants)), what, bytes(data)))

    def restore(variant):
        path, what, data = variant
        with open(path, 'wb') as out:
            out.write(data)
        run = lab.run(build, 'restore=' + path, timeout=20)
        lab.check(run.status == labs.REFUSED and not run.out and run.err.startswith(b'cgt: error: '),
                  'not refused: ' + what, build, saved, run)
        inspected = lab.execute([options.cgt_inspect, '--verify', path], timeout=20)
        lab.check(inspected.status == 1, 'cgt-inspect --verify takes it: ' + what, inspected)
        os.unlink(path)
        return True

    done = lab.map(restore, variants)
    return lab.finish('%d of %d damaged images refused' % (sum(map(bool, done)), len(variants)))


if __name__ == '__main__':
    sys.exit(main())
