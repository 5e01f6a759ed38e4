#===- bars.py - What the conversion must reach ---------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A bar takes its value from the results: a KeyError means that it isn't measured.
# Where a line has several values, the worst counts. Ratios to memcpy are those of
# the larger side's bytes, by this processor's best kernels.
#
#===----------------------------------------------------------------------===#

from dataclasses import dataclass
from typing import Callable, Optional

import figures
from figures import KIB64, KIB256, POWERS, SCALARS


@dataclass
class Bar:
    text: str
    limit: float
    measure: Callable
    at_most: bool = False  # else at least
    api: Optional[Callable] = None  # the same by cgt_rmr_read(), where measure is of a plan alone


def best_kernels(results):
    """What conversion-bench runs sizes by of which it tries the best only."""
    return next((key.rpartition('/')[2] for key in results['conversion'] if key.startswith('homogeneous/4KiB/')), None)


def line(results, name):
    return results['conversion']['%s/%s' % (name, best_kernels(results))]


def of_memcpy(*names):
    def one(values):
        return max(values['of_source'], values['of_target'])
    return lambda results: min(one(line(results, name)) for name in names)


def value(*keys):
    def measure(results):
        for key in keys:
            results = results[key]
        return results
    return measure


def least(*measures):
    return lambda results: min(measure(results) for measure in measures)


def most(*measures):
    return lambda results: max(measure(results) for measure in measures)


def decode_of_memcpy(who, *points):
    return least(*(value('rivals', point, who + '/decode_of_memcpy') for point in points))


def decode_times(who, rival):
    """Of the struct of figure 8."""
    def measure(results):
        values = results['rivals'][FIGURE8]
        return values[rival + '/decode'] / values[who + '/decode']
    return measure


def scalars(*peers):
    """Our time over XDR's."""
    return lambda results: max(1 / results['rivals'][figures.scalar(kind)][peer + '/of_xdr']
                               for kind in SCALARS for peer in peers)


def arrays(*sizes):
    return least(*(value('rivals', figures.array(kind, size), peer + '/of_xdr')
                   for kind in ('int', 'sample') for size in sizes for peer in FOREIGN))


def power(number):
    """Of ten, as such."""
    return '1e%d' % (len(str(number)) - 1)


def new_plans(results):
    found = [values['ns'] for name, values in results['conversion'].items() if name.startswith('new-plan/')]
    if not found:
        raise KeyError('new-plan')
    return max(found)


def exact_patterns(results):
    values = results['conversion']['exact/long-double']
    return 0 if values['failures'] else values['patterns']


def restored(key):
    return most(*(value('restore', kind, key) for kind in HEAPS))


FOREIGN = ('cgt-s390x', 'cgt-powerpc')
FIGURE8 = figures.array('sample', KIB256)
HEAPS = ('doubles', 'arrays', 'nodes')
BLOCKS = (100000, 1000000, 10000000)
# The lines that are also measured beyond the caches.
LARGE_LIMIT = 1.2
LARGE = ['homogeneous', 'figure8/BE-LE', 'int16/BE-LE', 'int32/BE-LE', 'int64/BE-LE', 'figure8/ILP32-BE-double8/LP64-LE',
         'figure8/ILP32-BE-double4/LP64-LE', 'figure8/LP64-LE/ILP32-BE-double8', 'figure8/LP64-BE/ILP32-LE-double4',
         'long/LP64-BE/ILP32-LE', 'long/LP64-LE/ILP32-LE', 'node48/BE-LE']

BARS = [
    Bar('homogeneous decode, 64 KiB, of memcpy', .95, of_memcpy('homogeneous/64KiB'),
        api=decode_of_memcpy('cgt', *(figures.array(kind, KIB64) for kind in ('int', 'sample')))),
    Bar('homogeneous decode, 256 KiB', .95, of_memcpy('homogeneous/256KiB'),
        api=decode_of_memcpy('cgt', *(figures.array(kind, KIB256) for kind in ('short', 'int', 'long', 'sample')))),
    Bar('struct of figure 8, BE→LE, same layout, 256 KiB, of memcpy', .95, of_memcpy('figure8/BE-LE/256KiB'),
        api=decode_of_memcpy('cgt-s390x', FIGURE8)),
    Bar('the same, times XDR (decode)', 40, decode_times('cgt-plan', 'xdr'), api=decode_times('cgt-s390x', 'xdr')),
    Bar('the same, times HDF5', 30, decode_times('cgt-plan', 'hdf5-big-endian'),
        api=decode_times('cgt-s390x', 'hdf5-big-endian')),
    Bar('the same, times Open MPI', 40, decode_times('cgt-plan', 'openmpi'), api=decode_times('cgt-s390x', 'openmpi')),
    Bar('int16, int32, int64 arrays, BE→LE, 256 KiB, of memcpy', .95,
        of_memcpy('int16/BE-LE/256KiB', 'int32/BE-LE/256KiB', 'int64/BE-LE/256KiB'),
        api=decode_of_memcpy('cgt-s390x', *(figures.array(kind, KIB256) for kind in ('short', 'int', 'long')))),
    Bar('struct ILP32-BE→LP64-LE, double at 8, 256 KiB', .85, of_memcpy('figure8/ILP32-BE-double8/LP64-LE/256KiB'),
        api=decode_of_memcpy('cgt-powerpc', FIGURE8)),
    Bar('struct ILP32-BE→LP64-LE, double at 4, 256 KiB', .85, of_memcpy('figure8/ILP32-BE-double4/LP64-LE/256KiB')),
    Bar('struct LP64-LE→ILP32-BE with loss check, double at 8, 256 KiB', .5,
        of_memcpy('figure8/LP64-LE/ILP32-BE-double8/256KiB')),
    Bar('struct LP64-BE→ILP32-LE with loss check, double at 4, 256 KiB', .5,
        of_memcpy('figure8/LP64-BE/ILP32-LE-double4/256KiB')),
    Bar('array of long, LP64→ILP32 with loss check, 256 KiB', .9,
        of_memcpy('long/LP64-BE/ILP32-LE/256KiB', 'long/LP64-LE/ILP32-LE/256KiB'))]
BARS += [Bar('losses missed, or seen where none is, in these structs and arrays: failures of `Kernels.MissNoLossAtAnyPlace`', 0,
             value('conversion', 'exact/losses', 'failures'), True)]
BARS += [Bar('%s, 256 MiB into faulted memory, of memcpy' % name, LARGE_LIMIT, of_memcpy(name + '/256MiB')) for name in LARGE]
BARS += [
    Bar('one scalar, encode + decode, of XDR\'s time, homogeneous', .5, scalars('cgt'), True),
    Bar('one scalar, heterogeneous', .5, scalars(*FOREIGN), True),
    Bar('arrays of 1e2 bytes, encode + decode, heterogeneous, times XDR', 2.5, arrays(100)),
    Bar('arrays of 1e3 to 1e8 bytes', 10, arrays(*(10 ** k for k in POWERS[1:]))),
    Bar('new plan, the slowest, ns', 5000, new_plans, True),
    Bar('cached plan, look-up, ns', 20, value('conversion', 'cached-plan', 'ns_each'), True),
    Bar('10^6 nodes of 48 bytes, adjacent, of memcpy', .8, of_memcpy('node48/BE-LE/1e6-nodes')),
    Bar('10^6 nodes of 48 bytes, 64 bytes apart, ns a node', 10, value('conversion', 'node48/spaced', 'ns_each'), True),
    Bar('the same, by a call each', 10, value('conversion', 'node48/one-by-one', 'ns_each'), True)]
BARS += [Bar('pointers in random order, layout change, %s blocks, times `std::upper_bound`' % power(blocks), times,
             value('pointers', 'random/%d' % blocks, 'times')) for blocks, times in zip(BLOCKS, (8, 25, 25))]
BARS += [
    Bar('pointers in heap order, layout change, 1e5 to 1e7 blocks, ns', 6,
        most(*(value('pointers', 'order/%d' % blocks, 'ns_each') for blocks in BLOCKS)), True),
    Bar('the same, where each block is a range of its own', 6,
        most(*(value('pointers', 'single/%d' % blocks, 'ns_each') for blocks in BLOCKS)), True),
    Bar('pointers, moved arena, same layout, adjacent slots, ns', 1, value('pointers', 'moved/8', 'ns_each'), True),
    Bar('the same, slots 64 bytes apart', 1, value('pointers', 'moved/64', 'ns_each'), True),
    Bar('long double, random patterns of each pair, all exact or refused', 10 ** 7, exact_patterns),
    Bar('long double, x87 to quad and back, times libgcc', 2,
        least(value('conversion', 'long-double/x87-quad', 'times_libgcc'),
              value('conversion', 'long-double/quad-x87', 'times_libgcc'))),
    Bar('restore of 1 GiB, `verify=full`, of `read()`', .35, restored('full'), True),
    Bar('restore of 1 GiB, `verify=metadata`, of 5 ms + 1 % of `read()`', 1, restored('metadata'), True),
    Bar('`verify=full` and a write to each page, of `read()` and as many', 1.1, restored('full_write'), True),
    Bar('`verify=metadata` and a write to each page', 1.1, restored('metadata_write'), True),
    Bar('restore of 1 GiB of doubles from s390x, of `read()`', 1.3, value('restore', 'foreign', 'full'), True)]
