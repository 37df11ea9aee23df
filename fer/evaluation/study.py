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
from fer.variants import COLUMNS, GRID, peek

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
            return Found(table, len(table) >= prod(map(len, GRID.values())))
    except FerError as error:
        notes.append(str(error))
    try:
        scored = peek(runs / "study" / "study.db")
    except FerError as error:
        return Found(None, notes=(*notes, str(error)))
    return Found(None if scored is None else _scored(scored), notes=tuple(notes))


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
    numbers = found[list(COLUMNS)].apply(pd.to_numeric, errors="coerce")
    right = numbers.notna().all(axis=1) & numbers["correct"].between(0, numbers["n"])
    right &= (numbers[["n", "macs"]] > 0).all(axis=1)
    if not right.all():
        line = int((~right).to_numpy().argmax()) + 2
        raise FerError(f"Line {line} of the study's table {path.name} is damaged. {again}")
    return _scored(numbers)


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
        f"{_percent(best['accuracy'])} of PublicTest as labelled (95{THIN}% interval "
        f"{_percent(best['low'])} to {_percent(best['high'])}, n = {int(best['n']):,}) for "
        f"{_millions(best['macs'])} multiply-accumulates a face."
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


def importances(table: "pd.DataFrame", seed: int = 0) -> dict[str, float]:
    """Return what share of the explained spread of accuracy is each factor's, the largest first.

    Functional analysis of variance on a random forest (Hutter, Hoos & Leyton-Brown 2014), as Optuna
    implements it: the main effects alone, so that the shares sum to 1.

    Parameters
    ----------
    table : DataFrame
        Of `read`; fewer than four rows, or rows that do not differ, explain nothing: the answer is
        empty then.
    seed : int
    """
    if len(table) < 4 or table["accuracy"].nunique() < 2:
        return {}
    import optuna
    from optuna.importance import FanovaImportanceEvaluator, get_param_importances

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize")
    levels = {name: sorted(int(v) for v in table[name].unique()) for name in FACTORS}
    study.add_trials(
        [
            optuna.create_trial(
                params={name: int(row[name]) for name in FACTORS},
                distributions={
                    name: optuna.distributions.CategoricalDistribution(levels[name])
                    for name in FACTORS
                },
                value=float(row["accuracy"]),
            )
            for _, row in table.iterrows()
        ]
    )
    evaluator = FanovaImportanceEvaluator(seed=seed)
    return dict(get_param_importances(study, evaluator=evaluator))
