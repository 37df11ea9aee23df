"""The study's results: which variant was how good at what cost, and what mattered.

It reads the small table that ``python -m fer study --out`` wrote; it trains nothing.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fer.errors import FerError
from fer.evaluation.intervals import wilson
from fer.evaluation.wording import listed
from fer.variants import COLUMNS, GRID, TERMS, peek

if TYPE_CHECKING:
    import pandas as pd

TABLE = Path(__file__).with_name("study.csv")
FACTORS = tuple(GRID)
THIN = "\u202f"


@dataclass(frozen=True)
class Effect:
    """What one step of a factor buys and costs, all else being equal.

    Attributes
    ----------
    factor : str
    low, high : int
        From which level to which.
    gain, least, most : float
        Mean, smallest and largest difference of accuracy (0–1) between variants that differ in
        nothing else.
    cost : float
        By how much multiply-accumulates grow, geometric mean.
    pairs : int
    """

    factor: str
    low: int
    high: int
    gain: float
    least: float
    most: float
    cost: float
    pairs: int


@dataclass(frozen=True)
class Found:
    """What there is of the study: scored variants, all or some, and what is wrong."""

    table: "pd.DataFrame | None"
    whole: bool = False
    notes: tuple[str, ...] = ()


def find(runs: Path, path: Path = TABLE) -> Found:
    """Return the study's table, else what its database under `runs` has scored so far."""
    notes = []
    try:
        table = read(path)
        if table is not None:
            return Found(table, _whole(table))
    except FerError as error:
        notes.append(str(error))
    try:
        scored = peek(runs / "study" / "study.db")
    except FerError as error:
        return Found(None, notes=(*notes, str(error)))
    if scored is None:
        return Found(None, notes=tuple(notes))
    return Found(_scored(scored), _whole(scored), tuple(notes))


def _whole(table: "pd.DataFrame") -> bool:
    return len(table) == prod(map(len, GRID.values()))


def read(path: Path = TABLE) -> "pd.DataFrame | None":
    """Return the table of the study; None where there is none.

    Returns
    -------
    DataFrame
        `COLUMNS`, and ``accuracy, low, high`` (0–1): the share of PublicTest that was right, with
        its 95 % interval.

    Raises
    ------
    FerError
        If the file is no such table.
    """
    import pandas as pd

    if not path.is_file():
        return None
    place = "fer/evaluation/study.csv" if path == TABLE else path
    again = f"Write it anew: python -m fer study --out {place}"
    try:
        found = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise FerError(f"The study's table {path.name} cannot be read. {again}") from error
    missing = [column for column in COLUMNS if column not in found]
    if missing or not len(found):
        what = f"lacks {', '.join(missing)}" if missing else "has no rows"
        raise FerError(f"The study's table {path.name} {what}. {again}")
    words = ["dataset"]
    numbers = found[list(COLUMNS)].drop(columns=words).apply(pd.to_numeric, errors="coerce")
    right = numbers.notna().all(axis=1) & numbers["correct"].between(0, numbers["n"])
    right &= (numbers[["n", "macs"]] > 0).all(axis=1) & found["dataset"].notna()
    for name, levels in GRID.items():
        right &= numbers[name].isin(levels)
    if not right.all():
        line = int((~right).to_numpy().argmax()) + 2
        raise FerError(f"Line {line} of the study's table {path.name} is damaged. {again}")
    mixed = [name for name in TERMS if found[name].nunique() > 1]
    if mixed or found.duplicated(list(GRID)).any():
        what = f"mixes variants of different {listed(mixed)}" if mixed else "has a variant twice"
        raise FerError(f"The study's table {path.name} {what}. {again}")
    return _scored(numbers.assign(dataset=found["dataset"].astype(str))[list(COLUMNS)])


def _scored(table: "pd.DataFrame") -> "pd.DataFrame":
    pairs = zip(table["correct"], table["n"], strict=True)
    low, high = zip(*(wilson(float(hits), float(n)) for hits, n in pairs), strict=True)
    whole = table.astype(dict.fromkeys((*GRID, "macs", "n", "correct"), "int64"))
    return whole.assign(accuracy=table["correct"] / table["n"], low=low, high=high)


def effects(table: "pd.DataFrame") -> list[Effect]:
    """Return what each step of each factor buys, from pairs that differ in that step alone."""
    found = []
    for factor in FACTORS:
        others = [name for name in FACTORS if name != factor]
        levels = sorted(int(v) for v in table[factor].unique())
        for low, high in pairwise(levels):
            sides = [table[table[factor] == level] for level in (low, high)]
            both = sides[0].merge(sides[1], on=others, suffixes=("_low", "_high"))
            if len(both):
                gains = both["accuracy_high"] - both["accuracy_low"]
                ratio = np.log(both["macs_high"] / both["macs_low"]).mean()
                found.append(
                    Effect(
                        factor,
                        low,
                        high,
                        gain=float(gains.mean()),
                        least=float(gains.min()),
                        most=float(gains.max()),
                        cost=float(np.exp(ratio)),
                        pairs=len(both),
                    )
                )
    return found


def frontier(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the variants that no cheaper or equally cheap one matches, the cheapest first."""
    ordered = table.sort_values(["macs", "accuracy"], ascending=[True, False])
    best = ordered["accuracy"].cummax().shift(fill_value=-1.0)
    return ordered[ordered["accuracy"] > best].reset_index(drop=True)


def name_of(row: "pd.Series") -> str:
    """Return a variant in words."""
    return f"depth {row['depth']:.0f}, kernel {row['kernel']:.0f}, stride {row['stride']:.0f}"


def reading(table: "pd.DataFrame", shares: dict[str, float]) -> list[str]:
    """Say in sentences what the study found.

    Parameters
    ----------
    table : DataFrame
        Of `read`.
    shares : dict
        Of `importances`; may be empty.
    """
    best = table.iloc[int(table["accuracy"].to_numpy().argmax())]
    said = []
    if shares:
        first, *rest = shares.items()
        others = " and ".join(f"{name} {_percent(share, 0)}" for name, share in rest)
        said.append(
            f"{first[0].capitalize()} decides most: of the spread of accuracy that the factors "
            f"explain one by one, {_percent(first[1], 0)} is its own ({others})."
        )
    said.append(
        f"The most accurate of {len(table)} variants, {name_of(best)}, names "
        f"{_percent(best['accuracy'])} of {best['dataset']}'s PublicTest as labelled (95{THIN}% "
        f"interval {_percent(best['low'])} to {_percent(best['high'])}, n = {int(best['n']):,}) "
        f"for {_millions(best['macs'])} multiply-accumulates a face."
    )
    within = table[(table["accuracy"] >= best["low"]) & (table["macs"] < best["macs"])]
    if len(within):
        cheap = within.iloc[int(within["macs"].to_numpy().argmin())]
        said.append(
            f"{name_of(cheap).capitalize()} reaches {_percent(cheap['accuracy'])}, within that "
            f"interval, for {best['macs'] / cheap['macs']:.1f} times fewer."
        )
    return said


def _percent(share: float, digits: int = 1) -> str:
    return f"{share * 100:.{digits}f}{THIN}%"


def _millions(macs: float) -> str:
    return f"{macs / 1e6:,.{0 if macs >= 1e7 else 1}f} million"


def importances(table: "pd.DataFrame") -> dict[str, float]:
    """Return what share of the spread of accuracy is each factor's own, the largest first.

    Main effects of an analysis of variance: where every combination is there, once each, that is
    the spread of the means of a factor's levels, and needs no model.

    Parameters
    ----------
    table : DataFrame
        Of `read`; of an unfinished study, or where nothing differs, no shares can be told: the
        answer is empty then.
    """
    if not _whole(table):
        return {}
    spread = {name: float(table.groupby(name)["accuracy"].mean().var(ddof=0)) for name in FACTORS}
    total = sum(spread.values())
    if not total > 0:
        return {}
    return dict(sorted(((n, s / total) for n, s in spread.items()), key=lambda one: -one[1]))
