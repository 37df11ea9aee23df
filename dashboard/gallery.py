"""A steady grid of faces with their labels beneath, page by page. It knows no release, no score.

Give it how many faces there are and a function that makes the tile of the i-th: only the tiles of
the page that is shown are made, so that a million faces cost as much as twenty-four.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard import state
from dashboard.theme import COLOURS
from fer.emotions import EMOTIONS
from fer.recognition.annotate import encode_png

PAGE = 24
_ABSENT = "The picture is not on this machine."
_EMPTY = "No face is of this kind."


@dataclass(frozen=True)
class Tile:
    """One face and what is said beneath it.

    Attributes
    ----------
    title : str
        Such as ``"Angry, called Sad"``.
    note : str
        A quieter line in tabular figures, such as ``"87 % · row 32,300"``.
    face : uint8 array, shape (48, 48), optional
        None where the picture is not on this machine: a quiet square stands in its place.
    bars : sequence of (str, sequence of 7 floats)
        Strips beneath, each a name and shares by emotion that sum to at most 1.
    href : str, optional
        Where a click on the tile leads.
    """

    title: str
    note: str = ""
    face: npt.NDArray[np.uint8] | None = None
    bars: Sequence[tuple[str, Sequence[float]]] = field(default=())
    href: str | None = None

    def __post_init__(self) -> None:
        """Check shapes."""
        if self.face is not None and (self.face.shape != (48, 48) or self.face.dtype != np.uint8):
            raise ValueError(f"expected uint8 (48, 48), got {self.face.dtype} {self.face.shape}")
        for name, shares in self.bars:
            if len(shares) != len(EMOTIONS):
                raise ValueError(f"expected 7 shares in '{name}', got {len(shares)}")


def gallery(
    count: int,
    tile: Callable[[int], Tile],
    *,
    key: str = state.PAGE,
    size: int = PAGE,
    empty: str = _EMPTY,
) -> None:
    """Show `count` faces, `size` to a page; the page stands in the address as `key`.

    Parameters
    ----------
    count : int
        How many faces there are.
    tile : callable
        Takes a place from 0 to ``count - 1`` and returns its tile.
    key : str
        The name of the page's number in the address; one for each gallery of a page.
    size : int
        Tiles of one page.
    empty : str
        What is said when there are none.
    """
    if count < 1:
        st.caption(empty)
        return
    pages = -(-count // size)
    number = state.page_number(key, pages)
    first = (number - 1) * size
    shown = range(first, min(first + size, count))
    st.html(grid([tile(i) for i in shown]))
    if pages > 1:
        left, right = st.columns([3, 1], vertical_alignment="center")
        with left:
            st.pagination(pages, key=key)
        right.html(
            f'<p class="fer-quiet fer-count">{first + 1:,}–{shown[-1] + 1:,} of {count:,}</p>'
        )


def grid(tiles: Sequence[Tile]) -> str:
    """Return the HTML of a grid of tiles."""
    return f'<div class="fer-gallery" role="list">{"".join(map(_tile, tiles))}</div>'


def _tile(tile: Tile) -> str:
    said = f'<div class="title">{escape(tile.title)}</div>'
    if tile.note:
        said += f'<div class="note">{escape(tile.note)}</div>'
    inside = _picture(tile) + said + "".join(_strip(name, shares) for name, shares in tile.bars)
    if tile.href is not None:
        inside = f'<a href="{escape(tile.href)}" target="_self">{inside}</a>'
    return f'<div class="tile" role="listitem">{inside}</div>'


def _picture(tile: Tile) -> str:
    if tile.face is None:
        return (
            '<div class="absent" role="img" aria-label="The picture is not on this machine."></div>'
        )
    data = base64.b64encode(encode_png(tile.face)).decode("ascii")
    return f'<img alt="{escape(tile.title)}" src="data:image/png;base64,{data}">'


def _strip(name: str, shares: Sequence[float]) -> str:
    """Return a bar divided by emotion; the same as words in its title."""
    parts = [(e, float(s)) for e, s in zip(EMOTIONS, shares, strict=True) if s > 0]
    words = ", ".join(f"{e} {s:.0%}" for e, s in sorted(parts, key=lambda part: -part[1]))
    pieces = "".join(
        f'<span style="width:{s * 100:.2f}%;background:{COLOURS[e]}"></span>' for e, s in parts
    )
    return (
        f'<div class="strip" role="img" aria-label="{escape(name)}: {words}" '
        f'title="{escape(name)}: {words}"><div class="name">{escape(name)}</div>'
        f'<div class="parts">{pieces}</div></div>'
    )
