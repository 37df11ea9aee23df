"""The one sentence with which the page About answers its question."""

from contextlib import suppress

from dashboard import cache
from dashboard.components import percent
from fer.errors import FerError

_SPLIT = "PrivateTest"
_STEPS = "Four steps of arithmetic, learnt from pictures with labels"


def lead() -> str:
    """Say what a label comes from, and how often the first release is right."""
    found = cache.list_releases()
    if found:
        release = found[cache.default_release(found)]
        new = "" if _SPLIT in release.train_splits else " that it had not learnt from"
        with suppress(FerError, ValueError):
            card = cache.scorecard(release, _SPLIT, leaked=False)
            return (
                f"{_STEPS}; {release.title} repeats the label for "
                f"{percent(card.accuracy.value, 0)} of {card.n:,} faces{new} "
                f"({percent(card.accuracy.low, 0)} to {percent(card.accuracy.high, 0)})."
            )
    return f"{_STEPS}. How often they are right is a question of its own."
