"""Keeps memory that a training has freed, for it asks for as much again at the next step."""

import ctypes
import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4  # names and numbers of malloc.h
_LARGEST = 2**31 - 1
_PAD = 256 * 2**20


def keep_freed_memory() -> bool:
    """Let the C library hold on to freed memory; return whether it does.

    Large arrays otherwise go back to the system when they are freed, and every page of the next one
    is a fault: a third of the time of a step of `cnn2` on a processor. Speaks to glibc alone; with
    other libraries nothing changes.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:  # musl has none
        return False
    settings = ((_TRIM_THRESHOLD, _LARGEST), (_MMAP_MAX, 0), (_TOP_PAD, _PAD))
    taken = [mallopt(what, value) for what, value in settings]
    return bool(min(taken) == 1)
