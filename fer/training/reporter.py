"""Who is told how a training goes: a progress bar, a page, or nobody."""

from typing import Protocol

from fer.training.checkpoint import Point
from fer.training.recipe import Recipe


class Reporter(Protocol):
    """Someone who is told how the training goes."""

    def start(self, recipe: Recipe, step: int, steps: int) -> None:
        """Hear that training begins or resumes at `step` of `steps`."""

    def step(self, step: int, loss: float, accuracy: float) -> None:
        """Hear of a step; the figures are means over the last steps."""

    def epoch(self, point: Point) -> None:
        """Hear of a finished epoch; the point is of the watched split."""

    def stop(self) -> None:
        """Hear that no more steps follow."""


class Silence:
    """A reporter that tells nobody."""

    def start(self, recipe: Recipe, step: int, steps: int) -> None:
        """Do nothing."""

    def step(self, step: int, loss: float, accuracy: float) -> None:
        """Do nothing."""

    def epoch(self, point: Point) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""
