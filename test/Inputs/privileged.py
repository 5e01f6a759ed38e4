# ===- privileged.py - CGT_OPTIONS in programs with others' rights ------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# privileged.py PROGRAM: as root, makes a set-user-ID, a set-group-ID and a file-capability copy of the program, and runs each as
# an ordinary user who asks for an image, gives one, and asks for stats. Fails if a file was written or an image read, and also
# if a plain copy, which may do all that, doesn't.
#
# ===------------------------------------------------------------------------===#

import os
import shutil
import struct
import subprocess
import sys
import tempfile

NOBODY, OWNER = 65534, 1
FOLDER = "/tmp"  # that of lit is for its user alone


def as_nobody(command, options=None):
    def become():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)

    environment = dict(os.environ, LC_ALL="C")
    environment.pop("CGT_OPTIONS", None)
    if options:
        environment["CGT_OPTIONS"] = options
    return subprocess.run(command, env=environment, preexec_fn=become, capture_output=True, text=True)


def works():
    """Does a set-user-ID program get its owner's rights here?"""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        os.chmod(folder, 0o755)
        program = shutil.copy(shutil.which("id"), os.path.join(folder, "id"))
        os.chown(program, OWNER, OWNER)
        os.chmod(program, 0o4755)
        return as_nobody([program, "-u"]).stdout.strip() == str(OWNER)


def set_user_id(program):
    os.chown(program, OWNER, OWNER)
    os.chmod(program, 0o4755)


def set_group_id(program):
    os.chown(program, OWNER, OWNER)
    os.chmod(program, 0o2755)


def file_capability(program):
    version2, effective, net_bind_service = 0x02000000, 1, 1 << 10
    os.setxattr(program, "security.capability", struct.pack("<5I", version2 | effective, net_bind_service, 0, 0, 0))


def main(program):
    bad = 0
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        os.chmod(folder, 0o755)
        out = os.path.join(folder, "out")
        os.mkdir(out)
        os.chmod(out, 0o777)
        image, plain = os.path.join(folder, "image"), os.path.join(folder, "plain")
        shutil.copy(program, plain)
        whole = as_nobody([plain]).stdout
        tries = ["save=%s/new:at_poll=2" % out, "save=%s/new:at_poll=2:after=exit" % out, "restore=" + image,
                 "stats=%s/stats" % out, "nonsense"]
        # What a plain copy does shows that these options would do something.
        done = as_nobody([plain], tries[1])
        assert done.returncode == 85 and os.listdir(out) == ["new"], (done, os.listdir(out))
        os.rename(os.path.join(out, "new"), image)
        done = as_nobody([plain], tries[2])
        assert done.returncode == 0 and whole.endswith(done.stdout) and whole != done.stdout, done
        for kind in set_user_id, set_group_id, file_capability:
            copy = shutil.copy(program, os.path.join(folder, kind.__name__))
            kind(copy)
            for options in tries:
                done = as_nobody([copy], options)
                good = (done.returncode == 0 and done.stdout == whole and os.listdir(out) == [] and
                        done.stderr.startswith("cgt: warning: CGT_OPTIONS is ignored: ") and done.stderr.count("\n") == 1)
                print(kind.__name__, options.split("=")[0], "ignored" if good else "NOT IGNORED %r" % done)
                bad += not good
            done = as_nobody([copy])
            bad += done.returncode != 0 or done.stdout != whole or done.stderr != ""
    print("%d wrong" % bad)
    return bad != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
