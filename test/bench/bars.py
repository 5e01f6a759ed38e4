#===- bars.py - What the conversion must reach ---------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Each bar: what it is, its limit, the value in the results, and whether the
# limit is the most (else the least). Where a line has several values, the worst
# counts. Ratios to memcpy are those of the larger side's bytes.
#
#===----------------------------------------------------------------------===#

import figures
from figures import KIB256, POWERS, SCALARS


def of_memcpy(*names):
    """The worst of some lines by this processor's best kernels, which conversion-bench runs for each size."""
    def measure(results):
        found = []
        for name in names:
            lines = [v for key, v in results['conversion'].items() if key.startswith(name + '/')]
            found.append(max(max(v['of_source'], v['of_target']) for v in lines))
        return min(found)
    return measure


def counter(name, key):
    return lambda results: results['conversion'][name][key]


def times(fast, phase, slow, point):
    """Of one point of a figure."""
    def measure(results):
        values = results['rivals'][point]
        if phase == 'decode':
            return values[slow + '/decode'] / values[fast + '/decode']
        return values[fast + '/of_xdr']
    return measure


def worst(*measures):
    return lambda results: min(measure(results) for measure in measures)


def most(measure, *all_others):
    return lambda results: max(one(results) for one in (measure,) + all_others)


def scalar(kind, peer):
    """Our time over XDR's."""
    return lambda results: 1 / results['rivals'][figures.scalar(kind)][peer + '/of_xdr']


FOREIGN = ('cgt-s390x', 'cgt-powerpc')
FIGURE8 = figures.array('sample', KIB256)
LARGE = ['homogeneous', 'figure8/BE-LE', 'int16/BE-LE', 'int32/BE-LE', 'int64/BE-LE', 'figure8/ILP32-BE-double8/LP64-LE',
         'figure8/ILP32-BE-double4/LP64-LE', 'figure8/LP64-BE/ILP32-LE-double4', 'long/LP64-BE/ILP32-LE', 'node48/BE-LE']


def arrays(sizes):
    points = [figures.array(kind, size) for kind in ('int', 'sample') for size in sizes]
    return worst(*(times(peer, 'both', 'xdr', point) for peer in FOREIGN for point in points))


BARS = [
    ('homogeneous decode, 64 KiB, of memcpy', .95, of_memcpy('homogeneous/64KiB'), False),
    ('homogeneous decode, 256 KiB', .95, of_memcpy('homogeneous/256KiB'), False),
    ('struct of figure 8, BE→LE, 256 KiB, of memcpy', .95, of_memcpy('figure8/BE-LE/256KiB'), False),
    ('the same, times XDR (decode)', 40, times('cgt-plan', 'decode', 'xdr', FIGURE8), False),
    ('the same, times HDF5', 30, times('cgt-plan', 'decode', 'hdf5-big-endian', FIGURE8), False),
    ('the same, times Open MPI', 40, times('cgt-plan', 'decode', 'openmpi', FIGURE8), False),
    ('int16, int32, int64 arrays, BE→LE, 256 KiB, of memcpy', .95,
     of_memcpy('int16/BE-LE/256KiB', 'int32/BE-LE/256KiB', 'int64/BE-LE/256KiB'), False),
    ('struct ILP32-BE→LP64-LE, double at 8, 256 KiB', .85, of_memcpy('figure8/ILP32-BE-double8/LP64-LE/256KiB'), False),
    ('struct ILP32-BE→LP64-LE, double at 4, 256 KiB', .85, of_memcpy('figure8/ILP32-BE-double4/LP64-LE/256KiB'), False),
    ('struct LP64-LE→ILP32-BE with loss check, double at 8, 256 KiB', .5,
     of_memcpy('figure8/LP64-LE/ILP32-BE-double8/256KiB'), False),
    ('struct LP64-BE→ILP32-LE with loss check, double at 4, 256 KiB', .5,
     of_memcpy('figure8/LP64-BE/ILP32-LE-double4/256KiB'), False),
    ('array of long, LP64→ILP32 with loss check, 256 KiB', .9,
     of_memcpy('long/LP64-BE/ILP32-LE/256KiB', 'long/LP64-LE/ILP32-LE/256KiB'), False)]
BARS += [('%s, 256 MiB into faulted memory, of memcpy' % name, 1.2, of_memcpy(name + '/256MiB'), False) for name in LARGE]
BARS += [
    ('one scalar, encode + decode, of XDR\'s time, homogeneous', .5, most(*(scalar(k, 'cgt') for k in SCALARS)), True),
    ('one scalar, heterogeneous', .5, most(*(scalar(k, peer) for k in SCALARS for peer in FOREIGN)), True),
    ('arrays of 1e2 bytes, encode + decode, heterogeneous, times XDR', 2.5, arrays([100]), False),
    ('arrays of 1e3 to 1e8 bytes', 10, arrays([10 ** k for k in POWERS[1:]]), False),
    ('10^6 nodes of 48 bytes, adjacent, of memcpy', .8, of_memcpy('node48/BE-LE/1e6-nodes'), False),
    ('10^6 nodes of 48 bytes to places 64 bytes apart, ns a node', 10, counter('node48/spaced', 'ns_each'), True),
    ('new plan, figure 8 or nodes, ns', 5000, most(*(counter('new-plan/' + name, 'ns') for name in
                                                     ('figure8/BE-LE', 'node48/BE-LE',
                                                      'figure8/ILP32-BE-double4/LP64-LE'))), True),
    ('long double, x87 to quad and back, times libgcc', 2,
     worst(counter('long-double/x87-quad', 'times_libgcc'), counter('long-double/quad-x87', 'times_libgcc')), False),
]
