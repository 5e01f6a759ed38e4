#===- figures.py - What is measured for the paper's figures --------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A point is named as rivals-bench does it: FIGURE/KIND/COUNT, one array of COUNT
# elements, or linked/SHAPE/COUNT. test/bench/all has them measured, report.py
# shows and bars.py judges them.
#
#===----------------------------------------------------------------------===#

# Kinds of rivals/figures.h in its order, and their bytes here.
KINDS = {'char': 1, 'short': 2, 'int': 4, 'long': 8, 'double': 8, 'sample': 24}
SCALARS = [kind for kind in KINDS if kind != 'sample']
POWERS = range(2, 9)  # of ten: bytes of arrays
KIB64, KIB256 = 65536, 262144


def scalar(kind):
    return 'figure6/%s/1' % kind


def array(kind, size):
    """Of about so many bytes."""
    return '%s/%s/%d' % ('figure9' if kind == 'sample' else 'figure7', kind, size // KINDS[kind])


# Figure, what stands on its x axis, the places' names, and their points.
FIGURES = [(6, 'one scalar', SCALARS, [scalar(kind) for kind in SCALARS])]
FIGURES += [(number, title, ['1e%d' % k for k in POWERS], [array(kind, 10 ** k) for k in POWERS])
            for number, title, kind in ((7, 'bytes of an array of int', 'int'),
                                        (9, 'bytes of an array of the struct of figure 8', 'sample'))]
# Sizes that bars are about.
OTHERS = [array(kind, KIB64) for kind in ('int', 'sample')]
OTHERS += [array(kind, KIB256) for kind in ('short', 'int', 'long', 'sample')]
POINTS = [point for *_, points in FIGURES for point in points] + OTHERS

# Lists and trees (rivals/linked.h): shapes, numbers of nodes.
SHAPES = {'list': 'list', 'shuffled': 'list, its nodes in no order', 'tree': 'tree'}
NODES = [10 ** k for k in range(2, 7)]


def linked(shape, nodes):
    return 'linked/%s/%d' % (shape, nodes)


LINKED = [linked(shape, nodes) for shape in SHAPES for nodes in NODES]
