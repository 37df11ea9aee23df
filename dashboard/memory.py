"""Lets go of what nobody needs: ended visits, and what was let go in circles.

Streamlit keeps a visit that has ended for two minutes, so that a phone may come back to it, and
then until another one ends: on a quiet server its pictures would stay. A thread asks it to look
sooner.

A full collection holds the interpreter for about a tenth of a second: too long for every frame of
a live camera, and for a room of people who vote at once. `.streamlit/config.toml` turns Streamlit's
own off.
"""

import gc
import logging
import threading
import time
from typing import Any

from streamlit import runtime

from dashboard import state

EVERY = 20.0  # seconds at least between two collections
LOOKS = 30.0  # seconds between two looks for visits that ended


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


class Watch:
    """A thread that lets go of visits which ended minutes ago, once a server is there.

    Parameters
    ----------
    every : float
        Seconds between two looks.
    """

    def __init__(self, every: float = LOOKS) -> None:
        self._every = every
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Start the thread, if it is not there yet and there is a server."""
        with self._lock:
            if self._thread is None and runtime.exists():
                self._thread = threading.Thread(target=self._look, name="fer-visits", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        while True:
            time.sleep(self._every)
            try:
                expire()
            except AttributeError:  # Streamlit has moved what it keeps: its own habit must do
                logging.getLogger(__name__).warning("Ended visits stay until others end.")
                return


def expire() -> None:
    """Let Streamlit drop the visits that ended longer ago than it keeps them, and collect them."""
    if not runtime.exists():
        return
    server = runtime.get_instance()
    manager: Any = server._session_mgr
    lock, kept = manager._storage_lock, manager._session_storage._cache
    visits = kept._data
    done = threading.Event()

    def drop() -> None:  # on the server's own loop: what it keeps is not safe across threads
        with lock:
            before = dict(visits)
            kept.expire()
        for name in before.keys() - visits.keys():
            before[name].session.shutdown()  # frees its uploads, whoever still refers to it
            state.forget_visit(before[name].session)
        done.set()

    if not server._get_async_objs().eventloop.is_closed():
        server._get_async_objs().eventloop.call_soon_threadsafe(drop)
        if done.wait(5):
            _sweeper.sweep()


_sweeper = Sweeper()
_watch = Watch()


def tidy() -> None:
    """Collect garbage at the end of a page's run, if it is time."""
    _watch.begin()
    _sweeper.sweep()
