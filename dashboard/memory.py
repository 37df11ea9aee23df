"""Collects what was let go in circles now and then, where Streamlit would after every run.

A full collection holds the interpreter for about a tenth of a second: too long for every frame of
a live camera, and for a room of people who vote at once. `.streamlit/config.toml` turns Streamlit's
own off.
"""

import gc
import threading
import time

EVERY = 20.0  # seconds at least between two collections


class Sweeper:
    """Collects garbage, for the whole server, at most once in a while.

    Parameters
    ----------
    every : float
        Seconds.
    """

    def __init__(self, every: float = EVERY) -> None:
        self._every = every
        self._last = time.monotonic()
        self._lock = threading.Lock()

    def sweep(self) -> bool:
        """Collect if the last time is long enough ago; say whether."""
        with self._lock:
            now = time.monotonic()
            if now - self._last < self._every:
                return False
            self._last = now
        gc.collect()
        return True


_sweeper = Sweeper()


def tidy() -> None:
    """Collect garbage at the end of a page's run, if it is time."""
    _sweeper.sweep()
