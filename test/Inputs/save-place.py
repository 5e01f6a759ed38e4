# ===- save-place.py - What an image may replace, and what a save removes --------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# save-place.py FOLDER PROGRAM OTHER: runs the cases below with a PROGRAM of some polls, and with OTHER, another program. Prints a
# line for each case.
#
# ===------------------------------------------------------------------------===#

import fcntl
import os
import shutil
import socket
import subprocess
import sys

from jobs import fresh

CASES, PROGRAM, OTHER = [], None, None


def case(function):
    CASES.append(function)
    return function


def run(options, status=0, program=None):
    done = subprocess.run([program or PROGRAM], env=dict(os.environ, CGT_OPTIONS=options), capture_output=True, text=True)
    assert done.returncode == status, (options, done)
    return done.stderr


def save(file, more="", status=85):
    return run("save=%s:at_poll=2:after=exit%s" % (file, more), status)


def is_image(path):
    with open(path, "rb") as file:
        return file.read(8) == b"\x89CGT\r\n\x1a\n"


def names(folder="."):
    return sorted(os.listdir(folder))


def make(name, text=""):
    with open(name, "w") as file:
        file.write(text)


@case
def only_files_are_replaced():
    os.mkdir("folder")
    os.mkfifo("pipe")
    socket.socket(socket.AF_UNIX).bind("socket")
    os.symlink("/dev/null", "null")
    os.symlink("loop", "loop")
    before = names()
    tries = {"folder": "it is a folder", "folder/": "it names a folder", "none/": "it names a folder", "pipe": "it is a pipe",
             "socket": "it is a socket", "/dev/null": "it is a device", "null": "it is a device",
             "loop": "can't follow the symbolic link: Too many levels"}
    for name, why in tries.items():
        text = save(name, status=88)
        path = os.path.abspath(name) + "/" * name.endswith("/")
        assert text.startswith("cgt: error: CGT_OPTIONS: images can't go to '%s': %s" % (path, why)), text
    assert names() == before, names()


@case
def not_even_later():
    os.mkdir("image.3")
    os.mkfifo("image.5")
    text = run("save=image.%n:every_polls=1")
    assert "can't save '%s/image.3': it is a folder; the program goes on" % os.getcwd() in text, text
    assert names() == ["image.1", "image.2", "image.3"] + ["image.5"], names()


@case
def links_are_followed():
    os.mkdir("elsewhere")
    os.symlink("elsewhere/first", "link")
    os.symlink("second", "elsewhere/first")
    for _ in range(2):  # the target is missing, then there
        assert save("link") == ""
        assert os.readlink("link") == "elsewhere/first" and os.readlink("elsewhere/first") == "second"
        assert is_image("elsewhere/second") and names("elsewhere") == ["first", "second"] and names() == ["elsewhere", "link"]
    run("restore=link")


@case
def links_of_others_in_common_folders_are_not():
    if os.geteuid() != 0:
        return
    os.mkdir("common")
    os.chmod("common", 0o1777)
    make("victim", "precious")
    os.symlink("../victim", "common/link")
    os.lchown("common/link", 1, 1)
    assert "it is a symbolic link that another user may have put there" in save("common/link", status=88)
    with open("victim") as file:
        assert file.read() == "precious"
    os.lchown("common/link", 0, 0)
    save("common/link")
    assert is_image("victim")


@case
def bad_folders_are_told_at_the_start():
    make("file")
    for folder, why in ("missing", "No such file or directory"), ("file", "Not a directory"):
        text = run("save=%s/image" % folder)
        path = "%s/%s/image" % (os.getcwd(), folder)
        assert text == ("cgt: warning: no image can be saved to '%s' now: can't make '%s.lock': %s; make the "
                        "folder writable, or name another file\n" % (path, path, why)), text


@case
def only_what_nobody_writes_is_swept():
    left = ["image.tmp.0123456789abcdef", "image.tmp.aaaaaaaaaaaaaaaa"]
    kept = ["image.tmp.0123456789abcde", "image.tmp.0123456789abcdefa", "image.tmp.0123456789abcdeg", "image.tmp.4711",
            "image2.tmp.0123456789abcdef", "image.1.tmp.0123456789abcdef", "xmage.tmp.0123456789abcdef", "image.tmp.bbbbbbbbbbbbbbbb"]
    for name in left + kept:
        make(name, "half an image")
    os.mkdir("image.tmp.cccccccccccccccc")
    writer = open("image.tmp.bbbbbbbbbbbbbbbb")
    fcntl.flock(writer, fcntl.LOCK_EX)
    run("save=image")  # at the start alone
    assert names() == sorted(kept + ["image.tmp.cccccccccccccccc"]), names()
    writer.close()
    save("image")
    assert names() == sorted(kept[:-1] + ["image.tmp.cccccccccccccccc", "image"]), names()


@case
def temporaries_of_all_numbers_are_swept():
    long = "n" * 250 + "."
    left = ["a.7.b.tmp.0123456789abcdef", "a.123456.b.tmp.0123456789abcdef"]
    kept = ["a.07.b.tmp.0123456789abcdef", "a..b.tmp.0123456789abcdef", "a.7.c.tmp.0123456789abcdef", "a.7x.b.tmp.0123456789abcdef"]
    for name in left + kept + [(long + "1")[:234] + ".tmp.0123456789abcdef"]:
        make(name)
    run("save=a.%n.b")
    run("save=%s%%n" % long)
    assert names() == sorted(kept), names()


@case
def keep_counts_by_number():
    run("save=image.%n:every_polls=1:at_poll=1:keep=3")
    last = max(int(name[6:]) for name in names())
    assert names() == sorted("image.%d" % n for n in range(last - 2, last + 1)), names()
    # Older ones that an earlier run left, and newer ones of one that was left behind.
    for number in 1, 2, last + 9:
        shutil.copy("image.%d" % last, "image.%d" % number)
    run("restore=image.%d:save=image.%%n:keep=2:at_poll=1:after=exit" % (last - 1), 85)
    assert names() == sorted("image.%d" % n for n in (last - 1, last, last + 9)), names()


@case
def keep_removes_images_of_this_program_alone():
    os.mkdir("seeds")
    run("save=seeds/other.%n:at_poll=1:after=exit", 85, OTHER)
    run("save=seeds/own.%n:every_polls=1")
    with open("seeds/own.1", "rb") as file:
        own = file.read()

    def goes_on():  # writes image.5 and image.6
        run("restore=seeds/own.4:save=image.%n:every_polls=1:keep=1")

    shutil.copy("seeds/other.1", "image.1")
    make("image.2", "text")
    make("image.3")
    for name in "image.4", "image.04", "image.4x":  # the first alone is the image of a number
        shutil.copy("seeds/own.1", name)
    goes_on()
    assert names() == ["image.04", "image.1", "image.2", "image.3", "image.4x", "image.6", "seeds"], names()
    for name in names()[:-1]:
        os.unlink(name)
    for number, end in (1, 30), (2, 300):
        with open("image.%d" % number, "wb") as file:
            file.write(own[:end])
    os.symlink("seeds/own.2", "image.3")
    os.mkdir("image.4")
    goes_on()
    assert names() == ["image.1", "image.2", "image.3", "image.4", "image.6", "seeds"], names()
    assert "own.2" in names("seeds")


@case
def numbers_in_folders_too():
    for number in range(1, 9):
        os.mkdir("step%d" % number)
    run("save=step%n/image:every_polls=1:keep=2")
    whole = [name for name in names() if names(name) == ["image"]]
    assert len(whole) == 2 and all(names(name) == [] for name in set(names()) - set(whole)), names()
    assert int(whole[1][4:]) == int(whole[0][4:]) + 1 > 3


def main(folder, program, other):
    global PROGRAM, OTHER
    PROGRAM, OTHER = os.path.abspath(program), os.path.abspath(other)
    folder = os.path.abspath(folder)
    for function in CASES:
        os.chdir(fresh(os.path.join(folder, function.__name__)))
        function()
        print(function.__name__)
    print("%d good" % len(CASES))


if __name__ == "__main__":
    main(*sys.argv[1:])
