#===- facts.py - What cgt-inspect --json tells of an image ------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===----------------------------------------------------------------------===#

from collections import namedtuple

# `heap`: an activation has a pointer into the heap; `frame`: one has a pointer
# into another activation (a live one can only be older).
Facts = namedtuple('Facts', 'activations heap frame')


def targets(value):
    """Where the pointers in a part of the document point to: (kind, activation)."""
    if isinstance(value, list):
        for item in value:
            yield from targets(item)
    elif isinstance(value, dict):
        if isinstance(value.get('to'), str):
            yield value['to'], value.get('activation')
        for item in value.values():
            yield from targets(item)


def image_facts(document):
    activations = document['activations']
    heap = frame = False
    for index, activation in enumerate(activations):
        for kind, target in targets(activation):
            heap = heap or kind == 'heap'
            frame = frame or (kind == 'stack' and target != index)
    return Facts(len(activations), heap, frame)
