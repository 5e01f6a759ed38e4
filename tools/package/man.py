# ===- man.py - Manual pages from docs/reference.md --------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# man.py REFERENCE VERSION DATE FOLDER: writes the pages below, each made of sections of the reference, to FOLDER/manN. No text stands
# here but names and one line for each page.
#
# ===------------------------------------------------------------------------===#

import os
import re
import sys
from typing import NamedTuple


class Page(NamedTuple):
    name: str
    section: int
    about: str  # for apropos
    parts: list  # headings of the reference; the first one's text stands under no heading of its own
    also: tuple = ()  # other names of the page


PAGES = [
    Page("cgt-cc", 1, "compile C programs that can be saved and resumed", ["cgt-cc", "Compiling", "Where polls go"]),
    Page("cgt-run", 1, "run a program with checkpoints, or from one", ["cgt-run", "Exit status"]),
    Page("cgt-inspect", 1, "look into a checkpoint", ["cgt-inspect"]),
    Page("cgt_checkpoint", 3, "checkpoints from a program's own code", ["cgt.h"],
         ("cgt_poll", "cgt_polls", "cgt_on_save", "cgt_on_resume", "cgt_resource", "cgt_resource_end", "cgt.h")),
    Page("CGT_OPTIONS", 7, "how a program compiled with CGT is saved and resumed",
         ["CGT_OPTIONS", "Exit status", "Stats", "Resuming", "Changed programs", "Images that aren't trusted", "Words"]),
]

ESCAPED = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}


def escape(text):
    """Text of the reference, letter for letter, in roff."""
    return "".join(ESCAPED.get(c, c if ord(c) < 128 else "\\[u%04X]" % ord(c)) for c in text)


def inline(text):
    """Code is bold, what is stressed italic; a link is its text."""
    text = re.sub(r'<a name="[^"]*"></a>', "", text)
    text = re.sub(r"\[((?:[^\]\[`]|`[^`]*`)*)\]\([^)]*\)", r"\1", text)
    out = []
    for part in re.split(r"(`[^`]*`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)", text):
        if part.startswith("`"):
            out.append("\\fB" + escape(part[1:-1]) + "\\fR")
        elif part.startswith("**"):
            out.append("\\fB" + inline(part[2:-2]).replace("\\fR", "\\fR\\fB") + "\\fR")
        elif part.startswith("*") and len(part) > 1:
            out.append("\\fI" + inline(part[1:-1]).replace("\\fR", "\\fR\\fI") + "\\fR")
        else:
            out.append(escape(part))
    return "".join(out)


def line(text):
    """A line of text, which mustn't be taken for a request."""
    return "\\&" + text if text[:1] in ".'" else text


def cells(row):
    """A table's row; code may hold an escaped |."""
    return [c.strip().replace("\\|", "|") for c in re.split(r"(?<!\\)\|", row.strip())[1:-1]]


def table(rows):
    """What the first column says, and under it the others: the meaning first, the rest with their headings."""
    head, out = cells(rows[0]), []
    for row in map(cells, rows[2:]):
        out += [".TP", line(inline(row[0])) or "\\&"]
        rest = []
        for heading, cell in zip(head[1:], row[1:]):
            if heading == "meaning":
                rest.insert(0, inline(cell))
            elif cell:
                has_name = heading and (len(head) > 2 or heading.startswith("`"))
                rest.append(("\\fI%s:\\fR " % inline(heading).replace("\\fR", "\\fI") if has_name else "") + inline(cell))
        out += "\n.br\n".join(map(line, rest or ["\\&"])).split("\n")
    return out + [".PP"]


def block(lines):
    """Code as it stands."""
    return [".PP", ".RS 4", ".nf"] + [line(escape(t)) for t in lines] + [".fi", ".RE", ".PP"]


def items(lines):
    """A list and the lists in it."""
    out, depth = [], 0
    for text in lines:
        bullet = re.match(r"( *)\* (.*)", text)
        if not bullet:
            out.append(line(inline(text.strip())))
            continue
        level = len(bullet.group(1)) // 2
        out += [".RS 3"] * (level - depth) + [".RE"] * (depth - level)
        depth = level
        out += [".IP \\(bu 2", line(inline(bullet.group(2)))]
    return out + [".RE"] * depth + [".PP"]


def paragraph(lines):
    # Joined, since code and links may go over an end of line.
    text = " ".join(t.strip() for t in lines)
    heading = re.match(r"\*\*([A-Z ]+)\*\* ?(.*)", text)
    if heading:
        return [".SH " + heading.group(1)] + ([line(inline(heading.group(2)))] if heading.group(2) else [])
    return [".PP", line(inline(text))] if inline(text) else []


def kind(text):
    if text.startswith("|"):
        return table
    if text.startswith("    "):
        return block
    if re.match(r" *\* ", text):
        return items
    return paragraph


def joined(lines):
    """A list's items, each one line."""
    out = []
    for text in lines:
        if re.match(r" *\* ", text) or not out:
            out.append(text)
        else:
            out[-1] += " " + text.strip()
    return out


def body(lines):
    out, k = [], 0
    while k < len(lines):
        text = lines[k]
        if not text.strip():
            k += 1
            continue
        if text.startswith("### "):
            out.append(".SS " + escape(text[4:]))
            k += 1
            continue
        make, first = kind(text), k
        while k < len(lines) and (lines[k].strip() or (make is block and k + 1 < len(lines) and lines[k + 1].startswith("    "))):
            if k > first and make is paragraph and kind(lines[k]) is not paragraph:
                break
            k += 1
        part = lines[first:k]
        out += make([t[4:] for t in part] if make is block else joined(part) if make is items else part)
    return out


def sections(text):
    """The reference's lines by heading."""
    found, name = {}, None
    for t in text.splitlines():
        if t.startswith("## "):
            name = t[3:]
            found[name] = []
        elif name:
            found[name].append(t)
    return found


def make(page, reference, version, date):
    names = ", ".join(escape(n) for n in (page.name,) + page.also)
    out = ['.\\" Made from docs/reference.md by tools/package/man.py', '.TH %s %d %s "CGT %s" CGT' % (escape(page.name), page.section, date, version),
           ".ad l", ".nh", ".SH NAME", "%s \\- %s" % (names, escape(page.about))]
    for k, part in enumerate(page.parts):
        text = body(reference[part])
        if k or not any(t.startswith(".SH") for t in text):
            heading = ".SH " + escape(part.upper() if k else "DESCRIPTION")
            out += [heading] if heading not in out else []
            text = [t.replace(".SH ", ".SS ", 1) for t in text]
        out += text
    others = ["\\fB%s\\fR(%d)" % (escape(p.name), p.section) for p in PAGES if p is not page]
    return "\n".join(out + [".SH SEE ALSO", ", ".join(others)]) + "\n"


def write(folder, section, name, text):
    path = os.path.join(folder, "man%d" % section, "%s.%d" % (name, section))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def main(path, version, date, folder):
    with open(path, encoding="utf-8") as file:
        reference = sections(file.read())
    for page in PAGES:
        write(folder, page.section, page.name, make(page, reference, version, date))
        for other in page.also:
            write(folder, page.section, other, ".so man%d/%s.%d\n" % (page.section, page.name, page.section))


if __name__ == "__main__":
    main(*sys.argv[1:])
