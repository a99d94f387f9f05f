"""Runs the program once more beside itself, for work that may hang, crash, or ask for too much memory."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from divide_app.foundation.bundled import has_launcher


@contextmanager
def running(*arguments: str, told: int | IO[bytes] = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    """Start the program with these words; it is ended at the end, if it has not ended by then.

    Args:
        *arguments: The words after the program's name.
        told: Where its standard output goes: a file, or `subprocess.PIPE`. A pipe ends only when everything that
            process started has ended too.
    """
    module = () if has_launcher() else ("-m", "divide_app")
    process = subprocess.Popen(
        [sys.executable, *module, *arguments],
        stdin=subprocess.PIPE,
        stdout=told,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what it was still to be told
                    stream.close()


@contextmanager
def bounded(process: subprocess.Popen[bytes], most_bytes: int) -> Iterator[None]:
    """On Windows let a process have no more memory than that, and end it when this program ends.

    Elsewhere the process bounds itself (`bound_self`).
    """
    if sys.platform != "win32":
        yield
        return
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_set", ctypes.c_size_t),
            ("most_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class Extended(ctypes.Structure):
        _fields_ = (
            ("basic", Basic),
            ("counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process", ctypes.c_size_t),
            ("peak_job", ctypes.c_size_t),
        )

    process_memory, die_on_fault, kill_on_close = 0x100, 0x400, 0x2000  # JOB_OBJECT_LIMIT_... of winnt.h
    extended_information, set_quota, terminate = 9, 0x100, 0x1
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    for name, takes in (
        ("CreateJobObjectW", (wintypes.LPVOID, wintypes.LPCWSTR)),
        ("OpenProcess", (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)),
    ):
        function = getattr(kernel, name)
        function.restype, function.argtypes = wintypes.HANDLE, takes
    kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    limits = Extended(process_memory=most_bytes)
    limits.basic.flags = process_memory | die_on_fault | kill_on_close
    job = kernel.CreateJobObjectW(None, None)
    handle = kernel.OpenProcess(set_quota | terminate, False, process.pid)
    try:
        kernel.SetInformationJobObject(job, extended_information, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, handle)
        yield
    finally:
        kernel.CloseHandle(handle)
        kernel.CloseHandle(job)


def bound_self(more_bytes: int) -> None:
    """Outside Windows let this process take no more than that beyond what it has, and end with the one that began it.

    Of a crash nothing is left behind: the memory holds pictures with names.
    """
    if sys.platform == "win32":
        return
    import ctypes
    import resource
    import signal

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # another system than Linux, or a smaller bound from outside
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + more_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with contextlib.suppress(AttributeError):
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
