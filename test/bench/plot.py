#===- plot.py - Plots as SVG ---------------------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Points over an axis of names or of sizes (powers of ten), times on a scale of
# powers of ten; or ratios, a line for each name. The same points give the same bytes.
#
#===----------------------------------------------------------------------===#

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 66, 170, 40, 52
COLORS = ['#0b5394', '#3d85c6', '#6aa84f', '#cc0000', '#e69138', '#f1c232', '#8e63ce', '#674ea7', '#777777', '#111111']
MARKS = ['circle', 'square', 'diamond']


def mark(kind, x, y, color):
    if kind == 'circle':
        return '<circle cx="%.1f" cy="%.1f" r="3.4" fill="%s"/>' % (x, y, color)
    turn = ' transform="rotate(45 %.1f %.1f)"' % (x, y) if kind == 'diamond' else ''
    return '<rect x="%.1f" y="%.1f" width="6" height="6" fill="%s"%s/>' % (x - 3, y - 3, color, turn)


def text(x, y, content, anchor='middle', extra=''):
    return '<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>' % (x, y, anchor, extra, escape(content))


def time_name(exponent):
    """Of a power of ten of nanoseconds."""
    unit = ['ns', 'µs', 'ms', 's'][exponent // 3]
    return '%d %s' % (10 ** (exponent % 3), unit)


def plot(title, x_title, names, series):
    """names: of the places on the x axis; series: (name, [nanoseconds or None for each place])."""
    values = [v for _, points in series for v in points if v]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x_of(place):
        return LEFT + (place + .5) * (WIDTH - LEFT - RIGHT) / len(names)

    def y_of(value):
        return HEIGHT - BOTTOM - (math.log10(value) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">' %
           (WIDTH, HEIGHT), '<rect width="100%" height="100%" fill="white"/>',
           text(WIDTH / 2, 20, title, extra=' font-size="14"')]
    for exponent in range(low, high + 1):
        y = y_of(10.0 ** exponent)
        out.append('<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#ddd"/>' % (LEFT, y, WIDTH - RIGHT, y))
        out.append(text(LEFT - 6, y + 4, time_name(exponent), 'end'))
    for place, name in enumerate(names):
        out.append(text(x_of(place), HEIGHT - BOTTOM + 18, name))
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x_title))
    for number, (name, points) in enumerate(series):
        color, kind = COLORS[number % len(COLORS)], MARKS[number % len(MARKS)]
        there = [(x_of(place), y_of(value)) for place, value in enumerate(points) if value]
        out.append('<polyline fill="none" stroke="%s" stroke-width="1.4" points="%s"/>' %
                   (color, ' '.join('%.1f,%.1f' % point for point in there)))
        out += [mark(kind, x, y, color) for x, y in there]
        y = TOP + 14 + 20 * number
        out.append(mark(kind, WIDTH - RIGHT + 16, y - 4, color))
        out.append(text(WIDTH - RIGHT + 28, y, name, 'start'))
    return '\n'.join(out + ['</svg>', ''])


def ratios(title, names, series):
    """A line for each of names with a mark for each of series: (name, [ratio or None for each line]). 1 is drawn."""
    step, top, bottom = 15, 64, 34
    height = top + step * len(names) + bottom
    values = [v for _, points in series for v in points if v]
    low, high = min(.9, math.floor(min(values) * 10) / 10), max(1.1, math.ceil(max(values) * 10) / 10)
    left, right = 110, 30

    def x_of(value):
        return left + (value - low) / (high - low) * (WIDTH - left - right)

    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">' %
           (WIDTH, height), '<rect width="100%" height="100%" fill="white"/>',
           text(WIDTH / 2, 20, title, extra=' font-size="14"')]
    for tenth in range(round(low * 10), round(high * 10) + 1):
        x = x_of(tenth / 10)
        out.append('<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="%s"/>' %
                   (x, top - 8, x, height - bottom, '#111111' if tenth == 10 else '#ddd'))
        if tenth % 2 == 0:
            out.append(text(x, height - bottom + 18, '%.1f' % (tenth / 10)))
    for place, name in enumerate(names):
        out.append(text(left - 8, top + step * place + 8, name, 'end'))
    for number, (name, points) in enumerate(series):
        color, kind = COLORS[number % len(COLORS)], MARKS[number % len(MARKS)]
        out.append(mark(kind, left + 90 * number, 42, color))
        out.append(text(left + 90 * number + 10, 46, name, 'start'))
        out += [mark(kind, x_of(value), top + step * place + 4, color) for place, value in enumerate(points) if value]
    out.append('</svg>')
    return '\n'.join(out) + '\n'
