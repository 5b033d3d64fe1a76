"""What a process does about its memory: what it gives back, and how often it looks for cycles."""

import ctypes
import gc

YOUNG = 20_000  # new objects before the collector looks at them
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # names in <malloc.h>
LARGE = 1_048_576  # bytes of a block that is the kernel's again as soon as it is freed, and of a free end that may stay


def give_back() -> None:
    """Have photos and documents leave the process when they are done with.

    By itself glibc keeps blocks of up to 32 MB for the next of their size, in eight times as many heaps as there are
    cores: after a dozen photos at once 200 MB stay, in holes (mallopt(3), M_MMAP_THRESHOLD and M_ARENA_MAX). To be
    called before there are threads; another C library is left as it is.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, LARGE)
        mallopt(TRIM_THRESHOLD, LARGE)
        mallopt(ARENA_MAX, 2)


def settle() -> None:
    """Take what lives as long as the process from the collector's rounds, and let it go round more seldom.

    A turn makes next to no cycles; walking over all heads in memory after each few hundred new objects costs a third
    of it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
