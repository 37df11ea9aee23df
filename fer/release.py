"""Releases: one folder under ``weights/``, and all that is known of the model in it.

A release is the only thing that training hands on. Whoever opens one gets a checked card; a file is
checked against the card's SHA-256 before it is used.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from fer.emotions import EMOTIONS, TEST_SPLITS
from fer.errors import ReleaseError
from fer.faults import fault_of_robustness
from fer.files import sha256, write_json
from fer.places import WEIGHTS

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "PROBABILITIES",
    "ROBUSTNESS_COLUMNS",
    "WEIGHTS",
    "Release",
    "broken_releases",
    "releases",
]

PROBABILITIES: tuple[str, ...] = tuple(f"p_{name.lower()}" for name in EMOTIONS)
PREDICTION_COLUMNS: tuple[str, ...] = ("row", "split", "emotion", *PROBABILITIES)
ROBUSTNESS_COLUMNS: tuple[str, ...] = (
    *("corruption", "severity", "split", "emotion", "n", "correct"),
    *("flipped", "lost", "strength", "population"),
)
ROBUSTNESS = "robustness.parquet"
_PREDICTIONS = "predictions.parquet"
PLAIN = "-plain"  # in the architecture of a network without batch normalisation
_CARDS = "[!.]*/card.json"  # a release in the making lies in a hidden folder
_ID = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}"
_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "id": str,
    "title": str,
    "summary": str,
    "architecture": str,
    "parameters": int,
    "macs": int,
    "labels": list,
    "recipe": dict,
    "train_splits": list,
    "data": dict,
    "hardware": str,
    "wall_time_s": (int, float),
    "selection": str,
    "temperature": (int, float),
    "abstention_threshold": (int, float, type(None)),
    "limits": list,
    "files": dict,
}


@dataclass(frozen=True)
class Release:
    """A trained model with all that was measured on it.

    Attributes
    ----------
    id : str
        The name of its folder.
    folder : Path
    card : mapping
        The content of ``card.json``.
    digest : str
        SHA-256 of the card, which names that of every other file: it changes with any of them.
    """

    id: str
    folder: Path
    card: Mapping[str, Any]
    digest: str

    @classmethod
    def open(cls, root: str | Path, name: str) -> Self:
        """Open the release `name` below `root`.

        Raises
        ------
        ReleaseError
            If there is none, or its card is incomplete or of other labels.
        """
        folder = Path(root) / name
        check_id(name)
        if not (folder / "card.json").is_file():
            there = ", ".join(path.parent.name for path in sorted(Path(root).glob(_CARDS)))
            raise ReleaseError(f"There is no release '{name}'. There are: {there or 'none yet'}.")
        try:
            card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ReleaseError(f"Release '{name}': card.json cannot be read ({error}).") from error
        _check(name, card)
        return cls(name, folder, card, sha256(folder / "card.json"))

    @property
    def title(self) -> str:
        """What the dashboard calls it."""
        return str(self.card["title"])

    @property
    def train_splits(self) -> tuple[str, ...]:
        """The splits that it learnt from."""
        return tuple(self.card["train_splits"])

    @property
    def dataset(self) -> str:
        """The dataset that it learnt from and was scored on; FER-2013 where the card is silent."""
        return str(self.card.get("dataset", "fer2013"))

    @property
    def is_twin(self) -> bool:
        """Whether it is another network without its batch normalisation, made to be compared.

        Such a one is no second opinion on a face.
        """
        return PLAIN in str(self.card["architecture"])

    @property
    def threshold(self) -> float | None:
        """The confidence (0-1) below which it should abstain, where one was chosen."""
        value = self.card["abstention_threshold"]
        return None if value is None else float(value)

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file())

    def has(self, name: str) -> bool:
        """Return whether the release holds a file of that name."""
        return name in self.card["files"] and (self.folder / name).is_file()

    def file(self, name: str) -> Path:
        """Return the path of one of its files, once its content is what the card says.

        Raises
        ------
        ReleaseError
            If it is missing or altered.
        """
        path = self.folder / name
        expected = self.card["files"].get(name)
        if expected is None or not path.is_file():
            raise ReleaseError(
                f"Release '{self.id}' has no {name}. Restore the folder {self.folder.name}/."
            )
        status = path.stat()
        if _digest(path, status.st_mtime_ns, status.st_size) != expected:
            command = {_PREDICTIONS: "evaluate", ROBUSTNESS: "robustness"}.get(name)
            again = f", or run: python -m fer {command} {self.id}" if command else "."
            raise ReleaseError(
                f"Release '{self.id}': {name} is not the file that its card describes. "
                f"Restore the folder {self.folder.name}/{again}"
            )
        return path

    def predictions(self) -> "pd.DataFrame":
        """Return calibrated probabilities for every test row; columns `PREDICTION_COLUMNS`."""
        import pandas as pd

        path = self.file(_PREDICTIONS)
        try:
            table = pd.read_parquet(path)
        except (OSError, ValueError) as error:
            raise ReleaseError(f"Release '{self.id}': {path.name} is no table.") from error
        alike = tuple(table.columns) == PREDICTION_COLUMNS
        if not (alike and {*table["split"].unique()} <= {*TEST_SPLITS}):
            raise ReleaseError(
                f"Release '{self.id}': predictions.parquet must have the columns "
                f"{', '.join(PREDICTION_COLUMNS)} and rows of {' and '.join(TEST_SPLITS)}."
            )
        return table

    def history(self) -> "pd.DataFrame":
        """Return loss and accuracy by step: ``step, epoch, split, loss, accuracy``."""
        import pandas as pd

        path = self.file("history.csv")
        try:
            table = pd.read_csv(path)
        except ValueError as error:
            raise ReleaseError(f"Release '{self.id}': {path.name} is no table.") from error
        missing = {"step", "epoch", "split", "loss", "accuracy"} - set(table.columns)
        if missing:
            raise ReleaseError(
                f"Release '{self.id}': history.csv lacks the columns {', '.join(sorted(missing))}."
            )
        return table

    def robustness(self) -> "pd.DataFrame":
        """Return what became of test faces that were changed; columns `ROBUSTNESS_COLUMNS`.

        Each row counts the faces of one class under one corruption at one severity (0: unchanged):
        ``n`` faces, how many were labelled rightly, how many otherwise than unchanged
        (``flipped``), how many rightly only unchanged (``lost``); and how many faces of that class
        the split has (``population``; more than ``n`` where a sample was measured).
        """
        import pandas as pd

        again = f"Measure it: python -m fer robustness {self.id}"
        if not self.has(ROBUSTNESS):
            raise ReleaseError(f"Release '{self.id}' has no {ROBUSTNESS}. {again}")
        path = self.file(ROBUSTNESS)
        try:
            table = pd.read_parquet(path)
        except (OSError, ValueError) as error:
            raise ReleaseError(f"Release '{self.id}': {path.name} is no table. {again}") from error
        if fault := fault_of_robustness(table, ROBUSTNESS_COLUMNS):
            raise ReleaseError(f"Release '{self.id}': {path.name} {fault}. {again}")
        return table

    def with_file(self, name: str) -> Self:
        """Write the SHA-256 of a file that lies in its folder into the card, and open it anew."""
        card = json.loads((self.folder / "card.json").read_text(encoding="utf-8"))
        files = {**card["files"], name: sha256(self.folder / name)}
        write_json(self.folder / "card.json", {**card, "files": dict(sorted(files.items()))})
        return type(self).open(self.folder.parent, self.id)


def check_id(name: str) -> None:
    """Refuse what cannot be the id of a release, with a `ReleaseError`."""
    if not re.fullmatch(_ID, name):
        raise ReleaseError(
            f"'{name}' is no id of a release. An id has up to 100 letters, digits, dots, dashes "
            "and underscores, and begins with a letter or digit."
        )


@lru_cache(maxsize=256)
def _digest(path: Path, modified: int, size: int) -> str:
    """SHA-256 of a file; `modified` and `size` only make a changed file a new question."""
    return sha256(path)


def _check(name: str, card: object) -> None:
    if not isinstance(card, dict):
        raise ReleaseError(f"Release '{name}': card.json is not a JSON object.")
    for field, kind in _FIELDS.items():
        if not isinstance(card.get(field, ...), kind):
            raise ReleaseError(f"Release '{name}': card.json lacks '{field}', or it is not right.")
    if card["id"] != name:
        raise ReleaseError(f"Release '{name}': its card belongs to '{card['id']}'.")
    threshold = card["abstention_threshold"]
    if threshold is not None and not 0 <= threshold <= 1:
        raise ReleaseError(
            f"Release '{name}': its abstention threshold is {threshold:g}, expected 0 to 1."
        )
    if tuple(card["labels"]) != EMOTIONS:
        raise ReleaseError(
            f"Release '{name}' was made for the labels {card['labels']}, expected {list(EMOTIONS)}."
        )


def _sorted_out(root: Path | None) -> tuple[list[Release], dict[str, str]]:
    good, bad = [], {}
    for card in sorted((root or WEIGHTS).glob(_CARDS)):
        name = card.parent.name
        try:
            good.append(Release.open(card.parent.parent, name))
        except ReleaseError as error:
            bad[name] = str(error)
    return good, bad


def releases(root: Path | None = None) -> list[Release]:
    """Return every release that can be opened, by id."""
    return _sorted_out(root)[0]


def broken_releases(root: Path | None = None) -> dict[str, str]:
    """Return what is wrong with each release that cannot be opened, by id."""
    return _sorted_out(root)[1]
