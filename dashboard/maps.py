"""The three maps of a face and what their check came to, as HTML and words. Knows no Streamlit."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from dashboard.beside import picture
from dashboard.theme import AGAINST, FOR, rgb_of
from fer.recognition.explain.draw import outlined, overlay
from fer.recognition.explain.sanity import likeness

LIMIT = (
    "A map shows where this answer depends on the picture. It cannot show why, nor whether the "
    "label is right or what anybody feels: a wrong label gets as convincing a map."
)


@dataclass(frozen=True)
class Drawn:
    """A map, and the same for shuffled weights.

    Attributes
    ----------
    values : float64 array, shape (height, width)
    shuffled : sequence of float64 arrays
        The same map for weights shuffled by one seed each.
    said : str
        What the map comes to, in a sentence or two.
    square : (row, column, side), optional
        What is outlined.
    """

    values: npt.NDArray[np.float64]
    shuffled: Sequence[npt.NDArray[np.float64]]
    said: str
    square: tuple[int, int, int] | None = None


def figures(face: npt.NDArray[np.uint8], drawn: Drawn) -> str:
    """Return HTML of a face, its map, and the map of shuffled weights, side by side."""
    colours = rgb_of(FOR), rgb_of(AGAINST)
    own = overlay(face, drawn.values, *colours)
    if drawn.square is not None:
        row, column, side = drawn.square
        own = outlined(own, (row, column), side)
    shown = [
        (
            overlay(face, np.zeros_like(drawn.values), *colours),
            "The face",
            "as the network sees it",
        ),
        (own, "Its map", "this release's weights"),
        (overlay(face, drawn.shuffled[0], *colours), "The check", "its weights shuffled"),
    ]
    parts = [
        f"<figure>{picture(pixels, f'{title}: {note}')}<figcaption><b>{escape(title)}</b><br>"
        f"{escape(note)}</figcaption></figure>"
        for pixels, title, note in shown
    ]
    return f'<div class="fer-reasons">{"".join(parts)}</div>'


def check(drawn: Drawn) -> str:
    """Return how alike the map is to those of shuffled weights, in words."""
    found = [likeness(drawn.values, other) for other in drawn.shuffled]
    alike = [value for value in found if value is not None]
    if not alike:
        return "The map is flat, or that of shuffled weights is: there is nothing to compare."
    spread = ""
    if len(alike) > 1:
        ends = f"{number(min(alike))} to {number(max(alike))}"
        spread = f", the mean of {len(alike)} shufflings from {ends}"
    return (
        "Likeness of the map to that of shuffled weights: "
        f"{number(float(np.mean(alike)))}{spread} (Spearman; 1 is the same map, 0 is unrelated). "
        "The nearer to 1, the less the map tells of what was learnt."
    )


def number(value: float) -> str:
    """Return a number with two decimals and a true minus."""
    return f"{value:.2f}".replace("-", "−")
