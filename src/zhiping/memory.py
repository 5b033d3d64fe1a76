"""How often the web process looks for cycles in memory."""

import gc

YOUNG = 20_000  # new objects before the collector looks at them


def settle() -> None:
    """Take what lives as long as the process from the collector's rounds, and let it go round more seldom.

    A turn makes next to no cycles; walking over all heads in memory after each few hundred new objects costs a third
    of it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
