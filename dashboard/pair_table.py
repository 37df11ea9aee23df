"""What two models call the same faces, as a table of buttons: each opens its faces."""

from typing import Any

from dashboard import state_comparison
from dashboard.matrix import buttons
from fer.emotions import EMOTIONS
from fer.evaluation.comparison import Comparison

_ANY = "any"


def pair_table(found: Comparison, selected: tuple[int | None, int | None]) -> None:
    """Show how many faces got each pair of labels, A's down and B's across.

    Parameters
    ----------
    found : Comparison
    selected : pair of int or None
        What the faces beneath are narrowed to: A's label and B's.
    """
    buttons(
        key=state_comparison.PAIR_CLICK,
        data=described(found, selected),
        on_cell_change=state_comparison.take_pair,
    )


def described(found: Comparison, selected: tuple[int | None, int | None]) -> dict[str, Any]:
    """Return the table as plain values: texts, cells and shades from 0 to 1."""
    table = found.labels
    strongest = max(1.0, float(table.max()) ** 0.5)

    def cell(i: int | None, j: int | None) -> str:
        return "-".join(_ANY if k is None else EMOTIONS[k] for k in (i, j))

    def words(i: int | None, j: int | None) -> str:
        told = [(found.a, i), (found.b, j)]
        said = [f"{name} says {EMOTIONS[k]}" for name, k in told if k is not None]
        return ", ".join(said) or "all faces"

    def entry(i: int | None, j: int | None) -> dict[str, Any]:
        n = int(table[slice(None) if i is None else i, slice(None) if j is None else j].sum())
        made = {
            "cell": cell(i, j),
            "said": f"{words(i, j)}: {n:,} faces, {n / found.n * 100:.1f} % of all",
            "parts": [["count", f"{n:,}"]],
        }
        if i is None or j is None:
            return {**made, "kind": "all"}
        return {**made, "shade": float(n) ** 0.5 / strongest}

    def heading(i: int | None, j: int | None, name: str) -> dict[str, Any]:
        return {
            "cell": cell(i, j),
            "parts": [["long", name], ["short", name[:3]]],
            "said": f"Show {words(i, j)}",
        }

    places = range(len(EMOTIONS))
    return {
        "caption": f"What {found.a} (down) and {found.b} (across) call the same faces",
        "corner": "A says ↓ B says →",
        "selected": "" if selected == (None, None) else cell(*selected),
        "head": [
            *(heading(None, j, EMOTIONS[j]) for j in places),
            {**heading(None, None, "all"), "kind": "all"},
        ],
        "lines": [
            *(
                {
                    "head": heading(i, None, EMOTIONS[i]),
                    "cells": [entry(i, j) for j in (*places, None)],
                }
                for i in places
            ),
            {
                "kind": "all",
                "head": heading(None, None, "all"),
                "cells": [entry(None, j) for j in (*places, None)],
            },
        ],
    }
