"""What is wrong with a table of counts that was read from a file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fer.emotions import EMOTIONS, TEST_SPLITS

if TYPE_CHECKING:
    import pandas as pd


def fault_of_robustness(table: "pd.DataFrame", columns: Sequence[str]) -> str | None:
    """Return what is wrong with a table of robustness, to follow the file's name.

    Parameters
    ----------
    table : DataFrame
    columns : sequence of str
        Those that it must have; counts begin with the fifth.
    """
    if missing := [name for name in columns if name not in table]:
        return f"lacks the columns {', '.join(missing)}"
    if not len(table) or table.isna().any(axis=None):
        return "has no rows" if not len(table) else "has empty cells"
    key = ["corruption", "severity", "split", "emotion"]
    numbers = ["severity", "emotion", *columns[4:]]
    if any(table[name].dtype.kind not in "iuf" for name in numbers):
        return "has words where numbers belong"
    known = table["split"].isin(TEST_SPLITS) & table["emotion"].isin(range(len(EMOTIONS)))
    counted = all(
        table[part].ge(0).all() and table[part].le(table["n"]).all()
        for part in ("correct", "flipped", "lost")
    )
    if not (known.all() and counted and table["n"].between(1, table["population"]).all()):
        return "has counts, splits or classes that cannot be"
    if table.duplicated(key).any():
        return "has two rows of one kind"
    clean = table["severity"] == 0
    if not clean.any() or (clean != (table["corruption"] == "clean")).any():
        return "has no row of unchanged faces, or calls others so"
    if _lost_otherwise(table, clean):
        return "has losses that its counts of right labels contradict"
    return None


def _lost_otherwise(table: "pd.DataFrame", clean: "pd.Series") -> bool:
    """Return whether more or fewer labels are said to be lost than right ones became or were."""
    key = ["split", "emotion"]
    before = table[clean].set_index(key)["correct"]
    beside = table[key].merge(before.rename("was").reset_index(), on=key, how="left")
    was, lost, now = (
        column.to_numpy() for column in (beside["was"], table["lost"], table["correct"])
    )
    return bool(((lost > was) | (lost < was - now)).any())  # where it was not counted, neither
