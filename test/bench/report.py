#===- report.py - docs/benchmarks.md from its numbers -------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# report.py RESULTS.json FOLDER: writes FOLDER/benchmarks.md and the plots in
# FOLDER/benchmarks. test/bench/all measures, and calls this. What the results
# lack is shown as not measured.
#
#===----------------------------------------------------------------------===#

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import paper
import suite
from bars import BARS, BLOCKS, LARGE, LARGE_LIMIT, line, of_memcpy, power
from figures import FIGURES, NODES, SHAPES, linked
from plot import plot, ratios

# What rivals-bench calls them, and what they are.
CONTESTANTS = [('cgt', 'CGT-RMR, same'), ('cgt-s390x', 'CGT-RMR from s390x'), ('cgt-powerpc', 'CGT-RMR from powerpc'),
               ('xdr', 'XDR (libtirpc)'), ('hdf5', 'HDF5, same'), ('hdf5-big-endian', 'HDF5 from big-endian'),
               ('openmpi', 'Open MPI external32'), ('capnproto', "Cap'n Proto"), ('protobuf', 'protobuf'), ('memcpy', 'memcpy')]
# Of the runtime's stats: stages of a restoration, and Table 1's columns.
STAGES = ['read', 'convert_stack', 'convert_heap', 'update_pointers', 'resume']
COLUMNS = [('bytes', 'state, bytes', 1), ('save_ns', 'save', 1000), ('read_ns', 'read', 1000), ('send_ns', 'send', 1000),
           ('convert_stack_ns', 'stack', 1000), ('convert_heap_ns', 'heap', 1000), ('update_pointers_ns', 'pointers', 1000)]
NOT_MEASURED = 'not measured'


def time(ns):
    for unit, size in (('s', 1e9), ('ms', 1e6), ('µs', 1e3)):
        if ns >= size:
            return '%.3g %s' % (ns / size, unit)
    return '%.3g ns' % ns


def row(cells):
    return '| ' + ' | '.join(cells) + ' |'


def table(heads, rows):
    rows = rows or [[NOT_MEASURED] + [''] * (len(heads) - 1)]
    return [row(heads), row(['---'] + ['---:'] * (len(heads) - 1))] + [row(cells) for cells in rows] + ['']


def cell(get, show):
    """What is shown of a value, which may be missing."""
    try:
        return show(get())
    except KeyError:
        return NOT_MEASURED


def both(results, point, key):
    values = results['rivals'][point]
    return values[key + '/encode'] + values[key + '/decode']


def figure(results, number, title, names, points):
    rows, of_xdr = [], []
    for key, name in CONTESTANTS:
        rows.append([name] + [cell(lambda: both(results, p, key), time) for p in points])
        of_xdr.append([name] + [cell(lambda: results['rivals'][p][key + '/of_xdr'], '%.3g'.__mod__) for p in points])
    lines = ['### Figure %d: %s' % (number, title), '']
    if drawing(results, number, title, names, points):
        lines += ['![Figure %d](benchmarks/figure%d.svg)' % (number, number), '']
    lines += ['The paper says: *%s*' % paper.FIGURES[number], '', 'Encoding and decoding, of one array:', '']
    lines += table([''] + names, rows)
    lines += ["Times as fast as XDR (medians of each round's ratio):", '']
    return lines + table([''] + names, of_xdr)


def drawing(results, number, title, names, points):
    """None if nothing is measured."""
    series = [(name, [cell(lambda: both(results, p, key), float) for p in points]) for key, name in CONTESTANTS]
    series = [(name, [None if value == NOT_MEASURED else value for value in values]) for name, values in series]
    if not any(value for _, values in series for value in values):
        return None
    return plot('Figure %d: encode + decode' % number, title, names, series)


def linked_shapes(results):
    """By each contestant that carries them."""
    lines = []
    for shape, name in SHAPES.items():
        rows = [[who] + [cell(lambda: ' + '.join('%.3g' % results['rivals'][linked(shape, n)][key + part]
                                                 for part in ('/encode', '/decode')), str) for n in NODES]
                for key, who in CONTESTANTS if key.startswith(('cgt', 'xdr'))]
        lines += table([name] + [power(n) for n in NODES], rows)
    return lines


def judged(bar, measure, results):
    """What is measured, and whether that is enough."""
    try:
        value = measure(results)
    except KeyError:
        return [NOT_MEASURED, '']
    met = value <= bar.limit if bar.at_most else value >= bar.limit
    return ['%.4g' % value, 'met' if met else '**missed**']


def bars(results):
    rows = []
    for bar in BARS:
        limit = power(bar.limit) if bar.limit > 1e6 else '%g' % bar.limit
        rows.append([bar.text, ('≤ ' if bar.at_most else '≥ ') + limit] + judged(bar, bar.measure, results) +
                    (judged(bar, bar.api, results) if bar.api else ['', '']))
    return table(['line', 'bar', 'measured', '', '`cgt_rmr_read`', ''], rows)


def conversions(results):
    rows = [[name.rpartition('/')[0], name.rpartition('/')[2], '%.3g' % values['of_source'], '%.3g' % values['of_target'],
             '%.3g' % values['GB/s']]
            for name, values in sorted(results.get('conversion', {}).items()) if 'of_source' in values]
    return table(['types and size', 'by', "of memcpy of the sender's bytes", "of the receiver's", 'GB/s'], rows)


def memory(results):
    """Each line of 256 MiB beside what memory allows, and how many misses that explains."""
    rows, known = [], []
    for name in LARGE:
        def get(key):
            return line(results, name + '/256MiB')[key]
        ratios = [lambda: of_memcpy(name + '/256MiB')(results), lambda: get('loop_of_memcpy'), lambda: get('of_loop')]
        rates = [cell(lambda: get(key + '_GB/s'), '%.3g'.__mod__) for key in ('read', 'store', 'loop', 'memcpy')]
        rows.append([name] + [cell(ratio, '%.3g'.__mod__) for ratio in ratios] + rates)
        if NOT_MEASURED not in rows[-1]:
            known.append([ratio() for ratio in ratios])
    lines = table(['256 MiB', 'of memcpy', 'the loop, of memcpy', 'of the loop', 'read, GB/s', 'store', 'the loop', 'memcpy'],
                  rows)
    if known:
        missed = [loop for own, loop, _ in known if own < LARGE_LIMIT]
        of_loop = [ratio for *_, ratio in known]
        lines += ['%d of %d lines are below %g of memcpy; on %d of them the loop is, too. Lines reach %.3g to %.3g of the loop.' %
                  (len(missed), len(known), LARGE_LIMIT, sum(loop < LARGE_LIMIT for loop in missed), min(of_loop),
                   max(of_loop)), '']
    if 'memcpy' in results.get('conversion', {}):
        lines += of_glibc(results['conversion']['memcpy']['past_caches_from'])
    return lines


def of_glibc(threshold):
    text = "glibc's `memcpy` stores past the caches from %d MiB on here (`x86_non_temporal_threshold`): " % (threshold >> 20)
    if threshold >> 20 < 256:
        return [text + 'it moves no byte more than the loop, only in another order.', '']
    return [text + 'it reads each line before it stores to it, which makes three transfers where the loop has two.', '']


def pointers(results):
    kinds = [('order', 'in heap order'), ('single', 'in heap order, each block a range of its own'), ('random', 'in random order')]
    rows = []
    for kind, name in kinds:
        for blocks in BLOCKS:
            def get(key):
                return results['pointers']['%s/%d' % (kind, blocks)][key]
            rows.append([name, power(blocks)] + [cell(lambda: get(key), '%.3g'.__mod__)
                                                 for key in ('ns_each', 'upper_bound_ns', 'times')])
    return table(['pointers', 'blocks', 'ns each', '`std::upper_bound`, ns', 'times'], rows)


def restoring(results):
    heaps = [('doubles', 'one array of doubles'), ('arrays', 'arrays of 1 MiB'), ('nodes', 'linked nodes'),
             ('foreign', "one array of doubles, s390x's")]
    columns = ['read', 'read_write', 'full', 'metadata', 'full_write', 'metadata_write']
    rows, stages = [], []
    for heap, name in heaps:
        def get(key):
            return results['restore'][heap][key]
        rows.append([name] + [cell(lambda: get(key + '_ns') / 1e6, number) for key in columns])
        stages.append([name] + [cell(lambda: get('stats')[key + '_ns'] / 1e6, number) for key in STAGES])
    lines = table(['milliseconds', '`read()`', 'and writes', '`verify=full`', '`verify=metadata`', 'full, and writes',
                   'metadata, and writes'], rows)
    lines += ["Where the time of one with `verify=full` goes, by the runtime's own [stats](reference.md#stats):", '']
    return lines + table(['milliseconds', 'read and check', 'stack', 'heap', 'pointers', 'to the last callback'], stages)


def number(value):
    return '%.3g' % value if value < 100 else '%d' % round(value)


def table1(results):
    rows = []
    names = []
    for one in results.get('table1', []):
        if one['program'] not in names:
            names.append(one['program'])
    for name in names:
        for one in results['table1']:
            if one['program'] != name:
                continue
            pair = '%s → %s' % (one['source'].replace('_', '-'), one['target'].replace('_', '-'))
            cells = [cell(lambda: one[key] / scale, number) for key, _, scale in COLUMNS]
            if one['emulated'][0]:
                cells[1] += ' †'
            if one['emulated'][1]:
                pair += ' ‡'
            rows.append([name, pair] + cells)
        for pair, values in paper.TABLE1.get(name, {}).items():
            rows.append(['*%s*' % name, '*paper: %s*' % pair] + ['*%d*' % v for v in values])
    return table(['program', 'pair'] + [head for _, head, _ in COLUMNS], rows)


def suite_names(results):
    return sorted(results['suite'][sorted(results['suite'])[0]])


def programs(results):
    if 'suite' not in results:
        return [NOT_MEASURED, '']
    runs = min(one['runs'] for level in results['suite'].values() for one in level.values())
    return ['![Run time of the programs over that of clang](benchmarks/programs.svg)', '',
            'On %s. Medians of %d runs of each build, each run with the code at another place: where in a line of the cache a loop begins may '
            'change its time by a third.' % (results['suite processor'], runs), '', suite.table(results['suite']), '']


def programs_drawing(results):
    if 'suite' not in results:
        return None
    names = suite_names(results)
    series = [(level, [one[name]['cgt'] / one[name]['plain'] for name in names])
              for level, one in sorted(results['suite'].items())]
    return ratios("Run time over clang's, no checkpoint taken", names, series)


def machine(results):
    if 'machine' not in results:
        return [NOT_MEASURED, '']
    m = results['machine']
    versions = ', '.join(m['packages'])
    return ['%s, %d cores under a hypervisor, shared with other work; Linux %s, %s; %s.' %
            (m['processor'], m['cores'], m['kernel'], m['libc'], versions), '']


def document(results):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'benchmarks.in.md'), encoding='utf-8') as file:
        text = file.read()
    parts = {'MACHINE': machine(results), 'PROGRAMS': programs(results), 'BARS': bars(results), 'MEMORY': memory(results),
             'POINTERS': pointers(results), 'LINKED': linked_shapes(results), 'RESTORING': restoring(results), 'CONVERSIONS': conversions(results),
             'TABLE1': table1(results), 'FIGURES': sum((figure(results, *f) for f in FIGURES), [])}
    for name, lines in parts.items():
        text = text.replace('@%s@\n' % name, '\n'.join(lines))
    return text


def write(path, folder):
    with open(path, encoding='utf-8') as file:
        results = json.load(file)
    plots = os.path.join(folder, 'benchmarks')
    os.makedirs(plots, exist_ok=True)
    drawings = [('figure%d.svg' % f[0], drawing(results, *f)) for f in FIGURES]
    for name, drawn in drawings + [('programs.svg', programs_drawing(results))]:
        path = os.path.join(plots, name)
        if drawn:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(drawn)
        elif os.path.exists(path):
            os.unlink(path)
    with open(os.path.join(folder, 'benchmarks.md'), 'w', encoding='utf-8') as file:
        file.write(document(results))


if __name__ == '__main__':
    write(*sys.argv[1:])
