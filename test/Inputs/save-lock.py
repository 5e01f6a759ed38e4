# ===- save-lock.py - One job at a time writes to a place ----------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# save-lock.py FOLDER [EMULATOR] PROGRAM: runs all cases below with a program that reads a line for each round and does what the line
# of ROUND_COMMANDS in its environment says (see save-lock.c). Prints a line for each case.
#
# ===------------------------------------------------------------------------===#

import os
import signal
import sys

from jobs import Job, children, fresh, holder, wait_until

CASES, NATIVE = [], set()


def case(function):
    CASES.append(function)
    return function


def native(function):
    """A case that looks at the program's own processes and descriptors, which an emulator has others of."""
    NATIVE.add(function)
    return case(function)


class Place:
    def __init__(self, folder, command):
        self.folder, self.command = fresh(folder), command
        self.image, self.lock = os.path.join(folder, "image"), os.path.join(folder, "image.lock")

    def job(self, options="save=%s:every_polls=1", does="", before=()):
        options = options and options.replace("%s", self.image)
        return Job(self.command, options, before, {"ROUND_COMMANDS": does, "SAVE_AGAIN": self.image})

    def names(self):
        return sorted(os.listdir(self.folder))

    def write_lock(self, **fields):
        with open(self.lock, "w") as file:
            file.write("cgt-lock 1\n" + "".join("%s %s\n" % (k.replace("_", "-"), v) for k, v in fields.items()))


def refused(job):
    status, output, errors = job.end()
    assert status == 88 and output == "" and errors.startswith("cgt: error: CGT_OPTIONS: images can't go to "), (
        status, output, errors)
    return errors


def finished(job, quiet=True):
    status, output, errors = job.end()
    assert status == 0 and output.endswith("end\n") and (errors == "" or not quiet), (status, output, errors)
    return errors


@case
def second_is_refused(place):
    first = place.job()
    assert first.round() == "round 0"
    assert holder(place.lock)["pid"] == str(first.process.pid)
    text = refused(place.job())
    assert "process %d on host '%s' saves there since 2" % (first.process.pid, os.uname().nodename) in text, text
    assert text.endswith("; end it, or use another name for the images (%p is the process id)\n"), text
    text = refused(place.job("ckpt=%s"))
    assert text.endswith("; wait for its end, or give this job a file of its own\n"), text
    assert holder(place.lock)["pid"] == str(first.process.pid)
    assert first.round() == "round 1"
    finished(first)
    assert place.names() == ["image"], place.names()


@case
def pattern_is_one_place(place):
    first = place.job("save=%s.%n:every_polls=1")
    assert first.round() == "round 0"
    refused(place.job("save=%s.%n"))
    finished(place.job("save=%s"))
    finished(place.job("save=%s.%p"))
    assert "image.%n.lock" in place.names(), place.names()
    finished(first)
    assert place.names() == ["image.1"], place.names()


@case
def killed_holder_is_followed(place):
    first = place.job("save=%s")
    first.round()
    first.kill()
    assert holder(place.lock)["pid"] == str(first.process.pid)
    second = place.job()
    assert second.round() == "round 0"
    assert holder(place.lock)["pid"] == str(second.process.pid)
    finished(second)
    assert place.names() == ["image"], place.names()


@native
def closed_descriptors_dont_matter(place):
    first = place.job(does="close")
    assert first.round() == "round 0"
    assert sorted(map(int, os.listdir("/proc/%d/fd" % first.process.pid))) == [0, 1, 2]
    refused(place.job())
    finished(first)
    assert place.names() == ["image"], place.names()


@native
def descriptors_are_not_used(place):
    plain, first = place.job(None), place.job()
    plain.round(), first.round()
    lists = [sorted(os.listdir("/proc/%d/fd" % job.process.pid)) for job in (plain, first)]
    assert lists[0] == lists[1], lists
    plain.end(), first.end()


@case
def children_dont_hold_it(place):
    first = place.job(does="fork")
    assert first.round() == "round 0"
    child = children(first.process.pid)
    assert len(child) == 1, child
    first.process.kill()
    first.process.wait()
    second = place.job()
    assert second.round() == "round 0" and holder(place.lock)["pid"] == str(second.process.pid)
    finished(second)
    os.kill(child[0], 9)


@case
def after_exit_the_next_may_begin(place):
    for options in "save=%s:at_poll=2:after=exit", "restore=%s:save=%s:at_poll=2:after=exit", "restore=%s:save=%s:at_poll=2":
        job = place.job(options)
        status, _, errors = job.end("\n\n\n\n")
        assert status == (85 if "exit" in options else 0) and errors == "", (options, status, errors)
        assert place.names() == ["image"], place.names()


@native
def program_may_start_itself_anew(place):
    first = place.job(does="exec")
    assert first.round() == "round 0"
    assert first.round() == "round 0"
    assert holder(place.lock)["pid"] == str(first.process.pid)
    refused(place.job())
    finished(first)
    assert "image.lock" not in place.names(), place.names()


@case
def refused_restore_leaves_none(place):
    with open(place.image, "w") as file:
        file.write("no image")
    status, _, _ = place.job("restore=%s:save=%s.new").end()
    assert status == 86 and place.names() == ["image"], (status, place.names())


@case
def foreign_files_are_left_alone(place):
    with open(place.lock, "w") as file:
        file.write("[[package]]\n")
    assert "is another kind of file" in refused(place.job())
    with open(place.lock) as file:
        assert file.read() == "[[package]]\n"
    os.unlink(place.lock)
    os.mkfifo(place.lock)
    assert "can't be read" in refused(place.job())
    os.unlink(place.lock)
    os.symlink("elsewhere", place.lock)
    assert "can't be read" in refused(place.job())
    assert place.names() == ["image.lock"], place.names()


@case
def empty_one_is_taken(place):
    open(place.lock, "w").close()
    finished(place.job())
    assert place.names() == [], place.names()


def here():
    with open("/proc/sys/kernel/random/boot_id") as file:
        boot = file.read().strip()
    return {"host": os.uname().nodename, "boot": boot, "process_space": os.readlink("/proc/self/ns/pid")}


@case
def without_locks_the_process_decides(place):
    with open("/proc/self/stat") as file:
        start = file.read().rpartition(")")[2].split()[19]
    alive = dict(here(), pid=os.getpid(), process_start=start, proof="process")
    place.write_lock(**alive)
    assert "end it, or use another name" in refused(place.job())
    place.write_lock(**dict(alive, process_start=int(start) + 1))  # the number was given anew
    finished(place.job())
    place.write_lock(**dict(alive, pid=2 ** 22 + 1))
    finished(place.job())
    for elsewhere in dict(alive, process_space="pid:[1]"), dict(alive, host="other", boot="0-0"):
        place.write_lock(**elsewhere)
        assert "remove that file if it has ended" in refused(place.job())
    place.write_lock(**dict(alive, boot="0-0"))  # this host was started anew
    finished(place.job())
    assert place.names() == [], place.names()


@case
def messages_carry_no_control_characters(place):
    place.write_lock(**dict(here(), pid=1, host="a\033[2Jb", process_space="pid:[1]", proof="process"))
    text = refused(place.job())
    assert "\033" not in text and "'a?[2Jb'" in text, text


@case
def folder_may_come_later(place):
    place.image = os.path.join(place.folder, "later", "image")
    place.lock = place.image + ".lock"
    first = place.job(does="mkdir " + os.path.dirname(place.image))
    assert first.round() == "round 0"
    assert first.round() == "round 1"
    wait_until(lambda: os.path.exists(place.image), "the image")
    assert holder(place.lock)["pid"] == str(first.process.pid)
    refused(place.job())
    errors = finished(first, quiet=False)
    assert errors.startswith("cgt: warning: no image can be saved to '%s' now: can't make '%s': No such file" %
                             (place.image, place.lock)), errors
    assert place.names() == ["later"] and os.listdir(place.folder + "/later") == ["image"]


@case
def removed_one_isnt_missed(place):
    first = place.job()
    first.round()
    os.unlink(place.lock)
    second = place.job()
    assert second.round() == "round 0"
    finished(first)
    assert holder(place.lock)["pid"] == str(second.process.pid)
    finished(second)
    assert place.names() == ["image"], place.names()


def stopped_writer(place):
    """A job and its writer, which has begun to write and stands still."""
    first = place.job("save=%s:at_poll=1:compress=19", does="large")
    first.process.stdin.write("\n")
    first.process.stdin.flush()
    wait_until(lambda: any(".tmp." in name for name in place.names()), "a temporary")
    (writer,) = children(first.process.pid)
    os.kill(writer, signal.SIGSTOP)
    assert "image" not in place.names()
    return first, writer


def killed_then_written(first, writer):
    first.process.kill()
    first.process.wait()
    yield
    os.kill(writer, signal.SIGCONT)
    yield first.end()[2]  # when the writer has ended, too


@native
def writer_outlives_its_program(place):
    steps = killed_then_written(*stopped_writer(place))
    next(steps)
    assert next(steps) == "" and place.names() == ["image"], place.names()


@native
def writer_yields_to_the_next_program(place):
    steps = killed_then_written(*stopped_writer(place))
    next(steps)
    second = place.job("save=%s")
    assert second.round() == "round 0" and len(place.names()) == 2, place.names()  # what is written is left alone
    errors = next(steps)
    assert errors.endswith("the program has ended meanwhile, and another program may use this file now\n"), errors
    assert place.names() == ["image.lock"] and holder(place.lock)["pid"] == str(second.process.pid)
    finished(second, quiet=False)
    assert place.names() == [], place.names()


@case
def long_names_have_their_own(place):
    places = [place.image + "n" * 246 + end for end in "ab"]
    jobs = [place.job("save=" + name) for name in places]
    for job in jobs:
        assert job.round() == "round 0"
    refused(place.job("save=" + places[0]))
    for job in jobs:
        finished(job)


def main(folder, *command):
    cases = [function for function in CASES if len(command) == 1 or function not in NATIVE]
    for function in cases:
        function(Place(os.path.join(folder, function.__name__), list(command)))
        print(function.__name__)
    print("%d good" % len(cases))


if __name__ == "__main__":
    main(*sys.argv[1:])
