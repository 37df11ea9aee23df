"""Long computations, one at a time for all visitors of a server. It knows no Streamlit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

Tell = Callable[[int, int], None]


class BusyError(Exception):
    """Somebody else has the turn."""


@dataclass(frozen=True)
class Running:
    """What is computed now, and how far it is: steps done, of how many (0 before the first)."""

    what: str
    done: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """Return what is done, from 0 to 1."""
        return self.done / self.of if self.of else 0.0


class Turn:
    """The turn to compute: whoever has it says how far it is, and others can see that."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._now: Running | None = None

    @property
    def now(self) -> Running | None:
        """Return what is computed now; None of nothing."""
        return self._now

    @contextmanager
    def taken(self, what: str) -> Iterator[Tell]:
        """Take the turn for a block, which may break off; nobody waits here.

        Yields
        ------
        callable
            To be called with steps done and steps in all.

        Raises
        ------
        BusyError
            If somebody else has the turn.
        """
        if not self._lock.acquire(blocking=False):
            raise BusyError
        try:
            self._now = Running(what)
            yield self._tell
        finally:
            self._now = None
            self._lock.release()

    def _tell(self, done: int, of: int) -> None:
        if self._now is not None:
            self._now = Running(self._now.what, done, of)
