"""What a corruption is: its strengths from no change to its ends, and how they are written."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

import numpy as np

from fer.data.dataset import Faces

SEVERITIES = 5


@dataclass(frozen=True)
class Corruption:
    """One kind of change.

    Attributes
    ----------
    name : str
        As it stands in ``robustness.parquet``.
    title, about : str
        What a visitor reads: two words, and a sentence.
    apply : callable
        ``(faces, strength)``, or ``(faces, strength, seeds)`` where `drawn` is true.
    levels : tuple of 5 floats
        The strengths of severities 1 to 5.
    low, neutral, high : float
        The ends of its strengths, and the one that changes nothing.
    unit : str
        How a strength is written, for ``str.format``.
    mirrored : bool
        Whether a severity is applied in one direction or the opposite, drawn for each face.
    logarithmic : bool
        Whether twice and half are equally far from no change.
    drawn : bool
        Whether it draws anything from a face's seed.
    """

    name: str
    title: str
    about: str
    apply: Callable[..., Faces]
    levels: tuple[float, ...]
    low: float
    neutral: float
    high: float
    unit: str
    mirrored: bool = False
    logarithmic: bool = False
    drawn: bool = False

    def __post_init__(self) -> None:
        """Check that there are five severities, each stronger than the one before."""
        where = [abs(self.position(level)) for level in self.levels]
        if len(where) != SEVERITIES or not all(np.diff([0, *where]) > 0):
            raise ValueError(f"'{self.name}': expected five rising severities, got {self.levels}")

    def position(self, strength: float) -> float:
        """Return how far a strength is from no change: 0 none, 1 the end, negative the other way.

        Of a corruption with one direction all positions are positive.
        """
        if not self.low <= strength <= self.high:
            raise ValueError(
                f"'{self.name}': expected a strength from {self.low:g} to {self.high:g}, "
                f"got {strength:g}"
            )
        scale = log if self.logarithmic else float
        end = self.high if strength >= self.neutral and self.high > self.neutral else self.low
        share = (scale(strength) - scale(self.neutral)) / (scale(end) - scale(self.neutral))
        return -share if end == self.low and self.high > self.neutral else share

    def strength(self, position: float) -> float:
        """Return the strength at a position, the inverse of `position`."""
        if not (-1 if self.two_sided else 0) <= position <= 1:
            raise ValueError(f"'{self.name}': there is no position {position:g}")
        end = self.high if position >= 0 and self.high > self.neutral else self.low
        if self.logarithmic:
            return exp(log(self.neutral) + abs(position) * log(end / self.neutral))
        return self.neutral + abs(position) * (end - self.neutral)

    @property
    def two_sided(self) -> bool:
        """Whether it can be applied in two opposite directions."""
        return self.low < self.neutral < self.high

    def write(self, strength: float) -> str:
        """Return a strength with its unit."""
        return self.unit.format(strength)
