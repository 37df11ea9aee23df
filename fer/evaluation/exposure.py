"""The paper's claim about exposure, put to the test: verdicts from robustness figures.

Li, Shen & Miao (2018) say of batch normalisation that "two same faces with different exposure …
should output the exactly same results". A label that flips refutes that for its face.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from fer.evaluation.corruptions import CORRUPTIONS, EXPOSURES
from fer.evaluation.wording import listed, percent
from fer.release import PLAIN

if TYPE_CHECKING:
    import pandas as pd

CLAIM = (
    "“Two same faces with different exposure … should output the exactly same results.” "
    "Li, Shen & Miao 2018, of batch normalisation"
)
Kind = Literal["gain", "offset"]
_KINDS: Mapping[Kind, tuple[str, str]] = {"gain": EXPOSURES[:2], "offset": EXPOSURES[2:]}
_DARKER, _MILD, _STRONG = "underexposure", 1, 5
_ASIDE = {
    *("name", "title", "summary", "architecture", "train_splits", "watch_split"),
    *("precision", "storage", "rank", "quantised", "scaling"),
}
# What a recipe had of settings that came later than its card.
DEFAULTS: Mapping[str, Any] = {
    **{"horizon": 0, "flip": False, "seed": 0, "optimiser": "adam", "schedule": "constant"},
    **{"warmup_epochs": 0, "label_smoothing": 0.0, "votes": 0.0, "average": 0.0},
    **{"augmentation": {}, "sides": [], "start": "", "teacher": "", "teaching": 0.0},
    **{"lesson": "changed", "views": 1, "voting": "shares"},
}
_NEVER = ("linear", "bayes", "majority")


@dataclass(frozen=True)
class Verdict:
    """Whether the claim holds for a release, None if neither, and the figures that say so."""

    holds: bool | None
    text: str


def verdict(figures: "pd.DataFrame") -> Verdict:
    """Judge the claim by the figures of `robustness.by_severity` on one split.

    Less light is judged first: nothing is cut off by it, so that the face is all there.
    """
    own = figures[figures["corruption"].isin(EXPOSURES) & (figures["severity"] > 0)]
    n = f"n = {int(own['n'].iloc[0]):,}"
    if (figures["flipped"] == 0).all():
        text = f"Says nothing of it: it gives the same label whatever becomes of a face ({n})."
        return Verdict(None, text)
    if (own["flipped"] == 0).all():
        return Verdict(True, f"Holds: no label changes with any gain or offset ({n}).")
    less = own[own["corruption"] == _DARKER].set_index("severity")
    mild, strong = (
        f"{percent(less['flipped'][s])} ({less['flipped_low'][s] * 100:.1f} to "
        f"{less['flipped_high'][s] * 100:.1f})"
        for s in (_MILD, _STRONG)
    )
    clean = float(figures[figures["severity"] == 0]["accuracy"].iloc[0])
    if (less["flipped"] == 0).all():
        worst = own.iloc[int(own["flipped"].to_numpy().argmax())]
        change = CORRUPTIONS[worst["corruption"]]
        return Verdict(
            False,
            f"Does not hold: less light changes no label, but {change.title.lower()} of "
            f"{change.write(worst['strength'])} changes {percent(worst['flipped'])} "
            f"({worst['flipped_low'] * 100:.1f} to {worst['flipped_high'] * 100:.1f}) of them, and "
            f"accuracy goes from {percent(clean)} to {percent(worst['accuracy'])} (95 % intervals, "
            f"{n}).",
        )
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


def normalises(architecture: str) -> bool:
    """Return whether networks of an architecture hold batch normalisation."""
    return PLAIN not in architecture and not architecture.startswith(_NEVER)


def pairs(cards: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return pairs of releases with and without batch normalisation, by their architectures.

    A release of the same schedule takes the place of all others beside one without.

    Parameters
    ----------
    cards : mapping
        From a release's id to its card, whose architecture is such as ``cnn4`` or ``cnn4-plain``;
        the rank of a factorised layer (``cnn2-rank128``) is passed over.

    Returns
    -------
    list of (str, str)
        The id with, the id without.
    """
    kinds = {name: re.sub(r"-rank\d+", "", card["architecture"]) for name, card in cards.items()}
    found = []
    for other, without in kinds.items():
        there = [one for one, kind in kinds.items() if without == kind + PLAIN]
        alike = [one for one in there if not differ(cards[one], cards[other])]
        found += [(one, other) for one in alike or there]
    return found


def differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return in words what else two trainings differ in than batch normalisation.

    Number format and how weights are stored are passed over: they change next to nothing.
    """
    mine, theirs = (_settings(card) for card in (one, other))
    found = [
        name.replace("_", " ")
        for name in dict.fromkeys([*mine, *theirs])
        if name not in _ASIDE and mine.get(name) != theirs.get(name)
    ]
    if one["train_splits"] != other["train_splits"]:
        found.append("what was learnt from")
    return found


def _settings(card: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the recipe of a card with every setting, also those that it is too old to name."""
    own = card["recipe"]
    recipe = {**own, **{name: value for name, value in DEFAULTS.items() if name not in own}}
    changes = {name: value for name, value in recipe["augmentation"].items() if value}
    return {**recipe, "augmentation": changes}


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
        ``corruption, strength, n, normalised, plain, fewer, low, high``: how much less often labels
        flip with it, with Newcombe's interval (1998, method 10), negative where more often; ``n``
        of the smaller of both samples.
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
                *(name, one["strength"], min(one["n"], other["n"])),
                *(one["flipped"], other["flipped"]),
                *(fewer, fewer - down, fewer + up),
            )
        )
    columns = ["corruption", "strength", "n", "normalised", "plain", "fewer", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def conclusion(rows: "pd.DataFrame", others: Sequence[str]) -> str:
    """Say what a pair shows of batch normalisation.

    Parameters
    ----------
    rows : DataFrame
        Of `difference`.
    others : sequence of str
        What else the two differ in.
    """
    fewer, more = (rows["low"] > 0).sum(), (rows["high"] < 0).sum()
    if not fewer + more:
        said = (
            f"Whether labels flip less often with it cannot be told at any of {len(rows)} exposures"
        )
    elif fewer == more:
        said = f"With it labels flip less often under {fewer} of {len(rows)} exposures, and more "
        said += f"often under {more}"
    elif fewer > more:
        said = f"With it labels flip less often under {fewer} of {len(rows)} exposures"
        said += f", and more often under {more}" if more else ""
    else:
        said = f"With it labels flip more often under {more} of {len(rows)} exposures"
        said += f", and less often under {fewer}" if fewer else ""
    if others:
        return (
            f"{said}. The two differ in {listed(others)} too: how much of it is batch "
            "normalisation's cannot be told."
        )
    return f"{said}."
