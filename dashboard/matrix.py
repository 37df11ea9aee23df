"""The confusion matrix that can be asked: every cell, row and column is a button.

A table, not a chart: Plotly's heatmap passes no clicks on (streamlit#8760), and a table is read
out, reached by the keyboard and printed as it stands.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import state
from fer.emotions import EMOTIONS
from fer.evaluation.cells import COLUMNS, Cell
from fer.evaluation.metrics import Counts

_HERE = Path(__file__).parent
buttons = st.components.v2.component(
    "fer_confusion_matrix",
    html='<div class="matrix"></div>',
    css=(_HERE / "matrix.css").read_text(encoding="utf-8"),
    js=(_HERE / "matrix.js").read_text(encoding="utf-8"),
)


def matrix(counts: Counts, share: str, selected: Cell | None, *, caption: str) -> None:
    """Show a matrix with counts and both percentages; a click changes the cell in the address.

    Parameters
    ----------
    counts : int64 array, shape (7, 8)
        Labels by answers; the last column is left out where it is empty.
    share : str
        What shades a cell: ``"row"``, ``"column"`` or ``"count"``.
    selected : Cell, optional
    caption : str
        What a screen reader says of the whole.
    """
    buttons(
        key=state.CELL_CLICK,
        data=described(counts, share, selected, caption),
        on_cell_change=state.take_cell,
    )


def still(counts: Counts, key: str, words: tuple[str, str, str]) -> None:
    """Show a matrix that opens nothing, shaded by the share of its rows.

    Parameters
    ----------
    counts : int64 array, shape (7, 8)
    key : str
        Its name on the page.
    words : (str, str, str)
        What rows, columns and the last column are called.
    """
    table = described(counts, "row", None, f"{words[0]} by {words[1]}", words)
    buttons(key=f"still-{key}", data={**table, "still": True})


def described(
    counts: Counts,
    share: str,
    selected: Cell | None,
    caption: str,
    words: tuple[str, str, str] = ("labelled", "called", "left unanswered"),
) -> dict[str, Any]:
    """Return the table as plain values: texts, cells and shades from 0 to 1."""
    last = COLUMNS[-1] if words[2] == "left unanswered" else words[2]
    width = len(COLUMNS) if counts[:, -1].any() else len(EMOTIONS)
    used = counts[:, :width]
    rows, columns = counts.sum(axis=1), used.sum(axis=0)
    faces = " faces" if words[0] == "labelled" else ""
    strongest = max(1, int(used.max()))

    def entry(i: int | None, j: int | None) -> dict[str, Any]:
        cell = Cell(i, j)
        n = int(counts.sum() if i is None and j is None else _part(used, i, j).sum())
        said = f"{cell.words(*words)}: {n:,}{faces}"
        found: dict[str, Any] = {"cell": str(cell), "parts": [["count", f"{n:,}"]]}
        if i is None or j is None:
            whole = max(1, int(counts.sum()))
            found["parts"].append(["shares", f"{n / whole * 100:.0f} %"])
            return {**found, "said": f"{said}, {n / whole * 100:.1f} % of all", "kind": "all"}
        across, down = n / max(1, int(rows[i])), n / max(1, int(columns[j]))
        found["parts"].append(["shares", f"→{across * 100:.0f} ↓{down * 100:.0f} %"])
        found["parts"].append(["across", f"{across * 100:.0f} %"])
        found["said"] = f"{said}; {across * 100:.1f} % of the row, {down * 100:.1f} % of the column"
        found["shade"] = {"row": across, "column": down, "count": n / strongest}[share]
        return found

    def heading(cell: Cell, name: str) -> dict[str, Any]:
        parts = [["long", name], ["short", name[:3]]]
        return {"cell": str(cell), "parts": parts, "said": f"Show {cell.words(*words)}"}

    heads = [heading(Cell(None, j), (*EMOTIONS, last)[j]) for j in range(width)]
    heads.append({**heading(Cell(None, None), "all"), "kind": "all"})
    lines = [
        {
            "head": heading(Cell(i, None), name),
            "cells": [entry(i, j) for j in (*range(width), None)],
        }
        for i, name in enumerate(EMOTIONS)
    ]
    lines.append(
        {
            "kind": "all",
            "head": heading(Cell(None, None), "all"),
            "cells": [entry(None, j) for j in (*range(width), None)],
        }
    )
    return {
        "caption": caption,
        "corner": f"{words[0]} ↓ {words[1]} →",
        "selected": "" if selected in (None, Cell(None, None)) else str(selected),
        "head": heads,
        "lines": lines,
    }


def _part(counts: Counts, i: int | None, j: int | None) -> Counts:
    part = counts if i is None else counts[i : i + 1]
    return part if j is None else part[:, j : j + 1]
