"""The paper's claim about exposure, put to the test: verdicts from robustness figures.

Li, Shen & Miao (2018) say of batch normalisation that "two same faces with different exposure …
should output the exactly same results". A label that flips refutes that for its face.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Literal

import numpy as np

from fer.evaluation.corruptions import EXPOSURES
from fer.evaluation.wording import percent

if TYPE_CHECKING:
    import pandas as pd

CLAIM = (
    "“Two same faces with different exposure … should output the exactly same results.” "
    "Li, Shen & Miao 2018, of batch normalisation"
)
Kind = Literal["gain", "offset"]
_KINDS: Mapping[Kind, tuple[str, str]] = {"gain": EXPOSURES[:2], "offset": EXPOSURES[2:]}
_DARKER, _MILD, _STRONG = "underexposure", 1, 5
_PLAIN = "-plain"


@dataclass(frozen=True)
class Verdict:
    """Whether the claim holds for a release, and the figures that say so."""

    holds: bool
    text: str


def verdict(figures: "pd.DataFrame") -> Verdict:
    """Judge the claim by the figures of `robustness.by_severity` on one split.

    Less light is judged first: nothing is cut off by it, so that the face is all there.
    """
    own = figures[figures["corruption"].isin(EXPOSURES) & (figures["severity"] > 0)]
    n = f"n = {int(own['n'].iloc[0]):,}"
    if (own["flipped"] == 0).all():
        also = " Nor with any other change." if (figures["flipped"] == 0).all() else ""
        return Verdict(True, f"Holds: no label changes with any gain or offset ({n}).{also}")
    less = own[own["corruption"] == _DARKER].set_index("severity")
    mild, strong = (
        f"{percent(less['flipped'][s])} ({less['flipped_low'][s] * 100:.1f} to "
        f"{less['flipped_high'][s] * 100:.1f})"
        for s in (_MILD, _STRONG)
    )
    clean = float(figures[figures["severity"] == 0]["accuracy"].iloc[0])
    return Verdict(
        False,
        f"Does not hold: with a quarter stop less light {mild} of the labels change, with two "
        f"stops less {strong}, and accuracy goes from {percent(clean)} to "
        f"{percent(less['accuracy'][_STRONG])} (95 % intervals, {n}).",
    )


def sweep_of(figures: "pd.DataFrame", kind: Kind) -> "pd.DataFrame":
    """Return the figures along one sweep, darkest first, with the column ``x``.

    Parameters
    ----------
    figures : DataFrame
        Of `robustness.by_severity`.
    kind : str
        ``"gain"`` (x in stops, the base-2 logarithm of the factor) or ``"offset"`` (x in grey
        levels). The unchanged faces stand at 0.
    """
    darker, lighter = _KINDS[kind]
    there = (figures["corruption"] == darker) | (
        (figures["corruption"] == lighter) & (figures["severity"] > 0)
    )
    own = figures[there]
    x = own["strength"].to_numpy(np.float64)
    own = own.assign(x=np.log2(x) if kind == "gain" else x)
    return own.sort_values("x", ignore_index=True)


def pairs(architectures: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return pairs of releases with and without batch normalisation, by their architectures.

    Parameters
    ----------
    architectures : mapping
        From a release's id to its architecture, such as ``cnn4`` or ``cnn4-plain``; the rank of a
        factorised layer (``cnn2-rank128``) is passed over.

    Returns
    -------
    list of (str, str)
        The id with, the id without.
    """
    plainly = {name: re.sub(r"-rank\d+", "", kind) for name, kind in architectures.items()}
    return [
        (one, other)
        for one, kind in plainly.items()
        for other, kind_without in plainly.items()
        if kind_without == kind + _PLAIN
    ]


def difference(normalised: "pd.DataFrame", plain: "pd.DataFrame", severity: int) -> "pd.DataFrame":
    """Compare how often labels flip with batch normalisation and without, at one severity.

    Parameters
    ----------
    normalised, plain : DataFrame
        Figures of `robustness.by_severity` on one split.
    severity : int

    Returns
    -------
    DataFrame
        ``corruption, strength, normalised, plain, fewer, low, high``: how much less often labels
        flip with it, with Newcombe's interval (1998, method 10), negative where more often.
    """
    import pandas as pd

    rows = []
    for name in EXPOSURES:
        one, other = (
            figures[(figures["corruption"] == name) & (figures["severity"] == severity)].iloc[0]
            for figures in (normalised, plain)
        )
        fewer = other["flipped"] - one["flipped"]
        down = hypot(other["flipped"] - other["flipped_low"], one["flipped_high"] - one["flipped"])
        up = hypot(other["flipped_high"] - other["flipped"], one["flipped"] - one["flipped_low"])
        rows.append(
            (
                *(name, one["strength"], one["flipped"], other["flipped"]),
                *(fewer, fewer - down, fewer + up),
            )
        )
    columns = ["corruption", "strength", "normalised", "plain", "fewer", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
