"""Somebody else's predictions, as CSV or parquet in the columns of ``predictions.parquet``.

Everything is checked before anything is believed; what is wrong is named with its place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS, TEST_SPLITS
from fer.errors import PredictionsError
from fer.evaluation.predictions_file import QUOTED, WHOLE, read_table
from fer.release import PREDICTION_COLUMNS, PROBABILITIES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TOLERANCE = 0.005  # of a sum of probabilities: seven figures rounded to three places
Bools = npt.NDArray[np.bool_]


def read_predictions(
    name: str, data: bytes, known: "pd.DataFrame | None" = None, of: str = "FER-2013"
) -> "pd.DataFrame":
    """Read and check a file of predictions.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    data : bytes
        CSV (UTF-8, commas, a header) or parquet; which of them, its content says.
    known : DataFrame, optional
        ``row, split, emotion`` of the dataset that the rows belong to; without it rows and labels
        are taken as they are.
    of : str
        What messages call that dataset.

    Returns
    -------
    DataFrame
        `PREDICTION_COLUMNS`, ordered by row.

    Raises
    ------
    PredictionsError
        If anything is wrong; the message says what, and where.
    """
    try:
        table, lines = read_table(data)
        result = _checked(table, Refusal("line", 2) if lines else Refusal("entry", 1), known, of)
    except PredictionsError as error:
        raise PredictionsError(f"'{name}': {error}") from error
    return result.sort_values("row", ignore_index=True)


@dataclass(frozen=True)
class Refusal:
    """Refuses a table for its first bad row, in the words in which people count rows."""

    unit: str
    first: int

    def __call__(self, bad: npt.ArrayLike, say: Callable[[int], str]) -> None:
        """Raise a `PredictionsError` if any row is bad; `say` tells what is wrong with one."""
        places = np.flatnonzero(bad)
        if not len(places):
            return
        at, others = int(places[0]), len(places) - 1
        more = f" The same holds for {others:,} more." if others else ""
        raise PredictionsError(f"{self.unit} {at + self.first:,}: {say(at)}{more}")


def _checked(
    table: "pa.Table", refuse: Refusal, known: "pd.DataFrame | None", of: str
) -> "pd.DataFrame":
    """Check values, and return the table in its contract's types."""
    import pandas as pd

    if not table.num_rows:
        raise PredictionsError("it has a header and no rows.")
    for column in PREDICTION_COLUMNS:
        if table[column].null_count:
            refuse(table[column].is_null(), _nothing(column))
    row, emotion = (table[column].to_numpy() for column in WHOLE)
    refuse(row < 0, lambda i: f"row is {row[i]}, expected the index of a picture, from 0.")
    refuse(_again(row), lambda i: f"row {row[i]} stands in the file a second time.")
    refuse(
        (emotion < 0) | (emotion >= len(EMOTIONS)),
        lambda i: (
            f"emotion is {emotion[i]}, expected 0 to {len(EMOTIONS) - 1} ({', '.join(EMOTIONS)})."
        ),
    )
    result = pd.DataFrame(
        {
            "row": row,
            "split": _splits(table, refuse),
            "emotion": emotion.astype(np.int8),
            **dict(zip(PROBABILITIES, _probabilities(table, refuse).T, strict=True)),
        }
    )
    if known is not None:
        _agree(result, known, of, refuse)
    return result


def _nothing(column: str) -> Callable[[int], str]:
    return lambda _: f"{column} is empty or not a number."


def _again(row: npt.NDArray[np.int64]) -> Bools:
    """Return which rows stand in the file a second time."""
    order = np.argsort(row, kind="stable")
    again = np.zeros(len(row), bool)
    again[order[1:]] = np.diff(row[order]) == 0
    return again


def _splits(table: "pa.Table", refuse: Refusal) -> "pd.Categorical[str]":
    import pandas as pd

    column = table["split"].combine_chunks()
    codes, names = column.indices.to_numpy(), column.dictionary.to_pylist()
    known = np.array([TEST_SPLITS.index(n) if n in TEST_SPLITS else -1 for n in names], np.int8)
    found: npt.NDArray[np.int8] = known[codes]
    expected = " or ".join(TEST_SPLITS)
    refuse(found < 0, lambda i: f"split is '{str(names[codes[i]])[:QUOTED]}', expected {expected}.")
    return pd.Categorical.from_codes(found, pd.Index(TEST_SPLITS))


def _probabilities(table: "pa.Table", refuse: Refusal) -> npt.NDArray[np.float32]:
    p = np.column_stack([table[column].to_numpy() for column in PROBABILITIES])
    wrong = ~((p >= 0) & (p <= 1 + 1e-6))  # not a number fails both

    def improbable(i: int) -> str:
        at = int(np.argmax(wrong[i]))
        return f"{PROBABILITIES[at]} is {p[i, at]:g}, expected a probability from 0 to 1."

    refuse(wrong.any(axis=1), improbable)
    total = p.sum(axis=1)
    refuse(
        np.abs(total - 1) > TOLERANCE,
        lambda i: f"the seven probabilities sum to {total[i]:.4f}, expected 1.",
    )
    return p.astype(np.float32)


def _agree(
    result: "pd.DataFrame",
    known: "pd.DataFrame",
    of: str,
    refuse: Refusal,
) -> None:
    """Refuse rows that the dataset does not have, or has in another split or with another label."""
    if not len(known):
        raise PredictionsError(
            f"{of} has no test rows here that predictions could be held against. Import it with "
            "its test splits."
        )
    known = known.sort_values("row")
    there, row = known["row"].to_numpy(np.int64), result["row"].to_numpy()
    place = np.searchsorted(there, row).clip(max=len(there) - 1)
    refuse(
        there[place] != row,
        lambda i: f"row {row[i]} is none of the {len(there):,} test rows of {of}.",
    )
    split = known["split"].to_numpy(dtype=object)[place]
    said = result["split"].to_numpy(dtype=object)
    refuse(
        split != said,
        lambda i: f"row {row[i]} is said to be of {said[i]}; in {of} it is of {split[i]}.",
    )
    label, theirs = known["emotion"].to_numpy()[place], result["emotion"].to_numpy()
    refuse(
        label != theirs,
        lambda i: (
            f"row {row[i]} is labelled {EMOTIONS[theirs[i]]}; in {of} it is labelled "
            f"{EMOTIONS[label[i]]}."
        ),
    )
