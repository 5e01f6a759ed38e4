# ===- links.py - Does each link of the documentation lead somewhere? ---------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# links.py SOURCE_TREE: of README.md, CHANGELOG.md and docs, each link to a file of the tree, and each heading or name that one leads to.
# Each page of docs must be led to from README.md, also by way of others.
#
# ===------------------------------------------------------------------------===#

import glob
import os
import re
import sys


def plain(path):
    """The text without code, in which brackets mean something else."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"^```.*?^```$", "", file.read(), flags=re.M | re.S)
    text = re.sub(r"^    .*$", "", text, flags=re.M)
    return text


def anchors(path):
    """As GitHub and mkdocs make them of headings: small letters, digits, underscores and dashes."""
    found, text = set(), plain(path)
    for heading in re.findall(r"^#+ (.*)$", text, re.M):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        count = 0
        while (slug + ("-%d" % count if count else "")) in found:
            count += 1
        found.add(slug + ("-%d" % count if count else ""))
    return found | set(re.findall(r'<a name="([^"]*)"', text))


def main(root):
    pages = [os.path.join(root, "README.md"), os.path.join(root, "CHANGELOG.md")] + sorted(glob.glob(os.path.join(root, "docs", "*.md")))
    faults, links, leads = [], 0, {}
    for page in pages:
        text = re.sub(r"`[^`]*`", lambda m: "`" * len(m.group(0)), plain(page))
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            links += 1
            name, _, anchor = target.partition("#")
            path = os.path.normpath(os.path.join(os.path.dirname(page), name)) if name else page
            leads.setdefault(page, set()).add(path)
            if not os.path.exists(path):
                faults.append("%s: no file %s" % (page, target))
            elif anchor and anchor not in anchors(path):
                faults.append("%s: no heading %s" % (page, target))
    reached, todo = set(), [pages[0]]
    while todo:
        page = todo.pop()
        if page not in reached:
            reached.add(page)
            todo += leads.get(page, ())
    faults += ["%s: no link leads here" % p for p in pages if p not in reached]
    print("\n".join(faults + ["%d pages, %d links, %d faults" % (len(pages), links, len(faults))]))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
