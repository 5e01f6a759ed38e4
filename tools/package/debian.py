# ===- debian.py - What Debian wants to stand in a package --------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# debian.py FOLDER VERSION MAINTAINER: FOLDER has a tree for each package, as CPack is about to pack it. Gets each its copyright and
# changes (CHANGELOG.md's, in Debian's form), and compresses manual pages.
#
# ===------------------------------------------------------------------------===#

import datetime
import email.utils
import gzip
import os
import re
import shutil
import sys
import textwrap

# What lintian is to leave alone, and why.
OVERRIDE = {
    "cgt": "# For any platform that its variable says; those for one stand in the packages of runtimes.\n"
           "pkg-config-unavailable-for-cross-compilation\npkg-config-multi-arch-wrong-dir\n",
    "runtime": "# The same on each machine, as in Debian's own packages for cross compilers.\n"
               "arch-independent-package-contains-binary-or-object\ntriplet-dir-and-architecture-mismatch\n",
}
HERE = os.path.dirname(os.path.abspath(__file__))


def compress(path, text):
    """As gzip -9n: the same text gives the same bytes."""
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text)


def changes(package, version, maintainer):
    """The releases of CHANGELOG.md, newest first."""
    out = []
    with open(os.path.join(HERE, "..", "..", "CHANGELOG.md"), encoding="utf-8") as file:
        parts = re.split(r"^## (\S+) \((\S+)\)\n", file.read(), flags=re.M)
    for release, date, text in zip(parts[1::3], parts[2::3], parts[3::3]):
        day = datetime.datetime.fromisoformat(date + "T00:00:00+00:00")
        items = "\n".join(textwrap.fill(" ".join(i.split()), 78, initial_indent="  * ", subsequent_indent="    ") for i in re.split(r"^\* ", text, flags=re.M)[1:])
        out.append("%s (%s) unstable; urgency=medium\n\n%s\n\n -- %s  %s\n" %
                   (package, release, items, maintainer, email.utils.format_datetime(day)))
    if not out or not out[0].startswith("%s (%s)" % (package, version)):
        sys.exit("debian.py: error: CHANGELOG.md doesn't begin with version " + version)
    return "\n".join(out)


def finish(tree, package, version, maintainer):
    docs = os.path.join(tree, "usr/share/doc", package)
    os.makedirs(docs, exist_ok=True)
    shutil.copy(os.path.join(HERE, "copyright"), docs)
    compress(os.path.join(docs, "changelog.gz"), changes(package, version, maintainer).encode())
    override = os.path.join(tree, "usr/share/lintian/overrides", package)
    os.makedirs(os.path.dirname(override))
    with open(override, "w", encoding="ascii") as file:
        file.write(OVERRIDE["cgt" if package == "cgt" else "runtime"])
    for needless in "LICENSE", "CHANGELOG.md":
        if os.path.exists(os.path.join(docs, needless)):
            os.remove(os.path.join(docs, needless))
    for folder, _, names in os.walk(os.path.join(tree, "usr/share/man")):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                compress(path + ".gz", file.read())
            os.remove(path)


def main(folder, version, maintainer):
    for name in os.listdir(folder):
        # Components are cgt and rt-TRIPLE.
        package = name if name == "cgt" else "libcgt-" + name.replace("_", "-")
        finish(os.path.join(folder, name), package, version, maintainer)


if __name__ == "__main__":
    main(*sys.argv[1:])
