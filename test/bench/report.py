#===- report.py - docs/benchmarks.md from its numbers -------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# report.py RESULTS.json FOLDER: writes FOLDER/benchmarks.md and the plots in
# FOLDER/benchmarks. test/bench/all measures, and calls this.
#
#===----------------------------------------------------------------------===#

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import paper
from bars import BARS
from figures import FIGURES
from plot import plot

# What rivals-bench calls them, and what they are.
CONTESTANTS = [('cgt', 'CGT-RMR, same'), ('cgt-s390x', 'CGT-RMR from s390x'), ('cgt-powerpc', 'CGT-RMR from powerpc'),
               ('xdr', 'XDR (libtirpc)'), ('hdf5', 'HDF5, same'), ('hdf5-big-endian', 'HDF5 from big-endian'),
               ('openmpi', 'Open MPI external32'), ('capnproto', "Cap'n Proto"), ('protobuf', 'protobuf'), ('memcpy', 'memcpy')]


def time(ns):
    for unit, size in (('s', 1e9), ('ms', 1e6), ('µs', 1e3)):
        if ns >= size:
            return '%.3g %s' % (ns / size, unit)
    return '%.3g ns' % ns


def row(cells):
    return '| ' + ' | '.join(cells) + ' |'


def table(heads, rows):
    return [row(heads), row(['---'] + ['---:'] * (len(heads) - 1))] + [row(cells) for cells in rows] + ['']


def figure(results, number, title, names, points):
    rivals = results['rivals']
    rows, of_xdr = [], []
    for key, name in CONTESTANTS:
        rows.append([name] + [time(rivals[p][key + '/encode'] + rivals[p][key + '/decode']) for p in points])
        of_xdr.append([name] + ['%.3g' % rivals[p][key + '/of_xdr'] for p in points])
    lines = ['### Figure %d: %s' % (number, title), '', '![Figure %d](benchmarks/figure%d.svg)' % (number, number), '']
    lines += ['The paper says: *%s*' % paper.FIGURES[number], '', 'Encoding and decoding, of one array:', '']
    lines += table([''] + names, rows)
    lines += ["Times as fast as XDR (medians of each round's ratio):", '']
    return lines + table([''] + names, of_xdr)


def drawing(results, number, title, names, points):
    rivals = results['rivals']
    series = [(name, [rivals[p][key + '/encode'] + rivals[p][key + '/decode'] for p in points])
              for key, name in CONTESTANTS]
    return plot('Figure %d: encode + decode' % number, title, names, series)


def bars(results):
    rows = []
    for text, limit, measure, at_most in BARS:
        value = measure(results)
        met = value <= limit if at_most else value >= limit
        rows.append([text, '%s %g' % ('≤' if at_most else '≥', limit), '%.4g' % value, 'met' if met else '**missed**'])
    return table(['line', 'bar', 'measured', ''], rows)


def conversions(results):
    rows = [[name.rpartition('/')[0], name.rpartition('/')[2], '%.3g' % values['of_source'], '%.3g' % values['of_target'],
             '%.3g' % values['GB/s']]
            for name, values in sorted(results['conversion'].items()) if 'of_source' in values]
    return table(['types and size', 'by', "of memcpy of the sender's bytes", "of the receiver's", 'GB/s'], rows)


COLUMNS = [('bytes', 'state, bytes', 1), ('save_ns', 'save', 1000), ('read_ns', 'read', 1000), ('send_ns', 'send', 1000),
           ('convert_stack_ns', 'stack', 1000), ('convert_heap_ns', 'heap', 1000), ('update_pointers_ns', 'pointers', 1000)]


def number(value):
    return '%.3g' % value if value < 100 else '%d' % round(value)


def table1(results):
    rows = []
    names = []
    for one in results['table1']:
        if one['program'] not in names:
            names.append(one['program'])
    for name in names:
        for one in results['table1']:
            if one['program'] != name:
                continue
            pair = '%s → %s' % (one['source'].replace('_', '-'), one['target'].replace('_', '-'))
            cells = [number(one[key] / scale) for key, _, scale in COLUMNS]
            if one['emulated'][0]:
                cells[1] += ' †'
            if one['emulated'][1]:
                pair += ' ‡'
            rows.append([name, pair] + cells)
        for pair, values in paper.TABLE1.get(name, {}).items():
            rows.append(['*%s*' % name, '*paper: %s*' % pair] + ['*%d*' % v for v in values])
    return table(['program', 'pair'] + [head for _, head, _ in COLUMNS], rows)


def machine(results):
    m = results['machine']
    versions = ', '.join(m['packages'])
    return ['%s, %d cores under a hypervisor, shared with other work; Linux %s, %s; %s.' %
            (m['processor'], m['cores'], m['kernel'], m['libc'], versions), '']


def document(results):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'benchmarks.in.md'), encoding='utf-8') as file:
        text = file.read()
    parts = {'MACHINE': machine(results), 'BARS': bars(results), 'CONVERSIONS': conversions(results),
             'TABLE1': table1(results), 'FIGURES': sum((figure(results, *f) for f in FIGURES), [])}
    for name, lines in parts.items():
        text = text.replace('@%s@\n' % name, '\n'.join(lines))
    return text


def write(path, folder):
    with open(path, encoding='utf-8') as file:
        results = json.load(file)
    plots = os.path.join(folder, 'benchmarks')
    os.makedirs(plots, exist_ok=True)
    for f in FIGURES:
        with open(os.path.join(plots, 'figure%d.svg' % f[0]), 'w', encoding='utf-8') as file:
            file.write(drawing(results, *f))
    with open(os.path.join(folder, 'benchmarks.md'), 'w', encoding='utf-8') as file:
        file.write(document(results))


if __name__ == '__main__':
    write(*sys.argv[1:])
