# ===- tracing.py - Stops processes at their system calls ---------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# For tests that kill a process right after one of its calls. For x86-64's calls.
#
# ===------------------------------------------------------------------------===#

import ctypes
import os
import signal
import struct

CALLS = {2: "open", 76: "truncate", 77: "ftruncate", 82: "rename", 85: "creat", 86: "link", 87: "unlink", 257: "openat",
         263: "unlinkat", 264: "renameat", 265: "linkat", 316: "renameat2"}
OPEN_FLAGS = {"open": 1, "openat": 2}  # which argument they are

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
TRACEME, CONTINUE_TO_CALL, SET_OPTIONS, CALL_INFO = 0, 24, 0x4200, 0x420E
TELL_CALLS, KILL_WITH_TRACER = 1, 0x100000


def ptrace(request, pid, address=None, data=None):
    result = libc.ptrace(request, pid, address, data)
    if result < 0:
        raise OSError(ctypes.get_errno(), "ptrace %#x" % request)
    return result


def works():
    """Whether processes may be traced here."""
    pid = os.fork()
    if pid == 0:
        os._exit(libc.ptrace(TRACEME, 0, None, None) != 0)
    return os.waitpid(pid, 0)[1] == 0 and os.uname().machine == "x86_64"


def changing_call(pid):
    """Of a process that stands at a system call's beginning: the call's name, if it may change a folder."""
    info = ctypes.create_string_buffer(88)
    ptrace(CALL_INFO, pid, len(info), ctypes.addressof(info))
    is_entry = info.raw[0] == 1
    number, *arguments = struct.unpack_from("<7Q", info.raw, 24)
    name = CALLS.get(number) if is_entry else None
    if name in OPEN_FLAGS and not arguments[OPEN_FLAGS[name]] & os.O_CREAT:
        return None
    return name


def start(program, folder, environment):
    """Its standard output is appended to the folder's file `output`."""
    pid = os.fork()
    if pid:
        assert os.WIFSTOPPED(os.waitpid(pid, 0)[1])
        ptrace(SET_OPTIONS, pid, None, TELL_CALLS | KILL_WITH_TRACER)
        return pid
    os.chdir(folder)
    os.dup2(os.open("output", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666), 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    ptrace(TRACEME, 0)
    os.execve(program, [program], environment)


def run_to_call(program, folder, environment, last):
    """Kills a program right after that one of its calls that change folders, whose name is returned; None: it has ended before."""
    pid, count, name, is_inside, passed = start(program, folder, environment), 0, None, False, 0
    while True:
        ptrace(CONTINUE_TO_CALL, pid, None, passed)
        status = os.waitpid(pid, 0)[1]
        if not os.WIFSTOPPED(status):
            assert status == 0, status
            return None
        number, passed = os.WSTOPSIG(status), 0
        if number == signal.SIGTRAP | 0x80:
            is_inside = not is_inside
            if is_inside:
                name = changing_call(pid)
                count += name is not None
            elif name and count == last:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return name
        elif number != signal.SIGTRAP:  # which comes with an exec
            passed = number
