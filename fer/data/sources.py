"""Readers of the layouts in which people have labelled faces: Kaggle's CSV files and class folders.

A reader yields pictures one by one, so that memory does not grow with the source; whatever is wrong
with the source is a `SourceError` that names the line or the file.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from fer.data.archives import walk
from fer.data.dataset import SIDE
from fer.data.folders import FolderReader
from fer.data.picture import Framing, Picture
from fer.emotions import EMOTIONS, SPLITS
from fer.errors import SourceError
from fer.images import SUFFIXES

PIXELS = SIDE * SIDE
_COLUMNS = ("emotion", "pixels", "usage")
_LABELS = {str(label) for label in range(len(EMOTIONS))}
_LEVELS = {str(level): level for level in range(256)}
_LONGEST = 1 << 20  # bytes of a line; one face takes some 9,000
csv.field_size_limit(_LONGEST)


class CsvReader:
    """``fer2013.csv`` and ``icml_face_data.csv``: columns emotion, pixels and Usage, in any order.

    Column names may carry spaces and any case. `total` and `done` count bytes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total = path.stat().st_size
        self.done = 0
        names = _header(path)
        if not set(names) >= set(_COLUMNS):
            raise SourceError(_not_fer2013(path, ", ".join(names)))
        self._columns = [names.index(column) for column in _COLUMNS]

    def pictures(self) -> Iterator[Picture]:
        """Yield the faces line by line."""
        self.done = found = 0
        with self.path.open("rb") as file:
            for line, raw in enumerate(iter(lambda: file.readline(_LONGEST), b""), start=1):
                self.done += len(raw)
                if len(raw) == _LONGEST:
                    what = f"it is longer than {_LONGEST:,} bytes. Download the file again."
                    raise self._fail(line, what)
                if line > 1 and any(cells := self._cells(raw, line)):
                    found += 1
                    yield self._picture(cells, line)
        if not found:
            raise SourceError(f"{self.path.name} has a header but no faces. Download it again.")

    def _fail(self, line: int, what: str) -> SourceError:
        return SourceError(f"{self.path.name}, line {line}: {what}")

    def _cells(self, raw: bytes, line: int) -> list[str]:
        try:
            if b"\0" in raw:
                raise csv.Error("it holds a zero byte")
            text = raw.decode("utf-8-sig")
            row = next(csv.reader([text], skipinitialspace=True, strict=True), [])
        except (UnicodeDecodeError, csv.Error) as error:
            what = f"this is not text in CSV form ({error}). Download the file again."
            raise self._fail(line, what) from error
        return [cell.strip() for cell in row]

    def _picture(self, cells: list[str], line: int) -> Picture:
        if len(cells) <= max(self._columns):
            raise self._fail(
                line,
                f"expected {max(self._columns) + 1} columns, found {len(cells)}. "
                "Is the file cut off? Download it again.",
            )
        label, text, usage = (cells[column] for column in self._columns)
        if label not in _LABELS:
            expected = f"a label from 0 to {len(EMOTIONS) - 1}"
            raise self._fail(line, f"expected {expected}, found {label[:20]!r}.")
        if usage not in SPLITS:
            expected = f"one of {', '.join(SPLITS)} as Usage"
            raise self._fail(line, f"expected {expected}, found {usage[:20]!r}.")
        numbers = text.split()
        if len(numbers) != PIXELS:
            expected = f"{PIXELS} pixels ({SIDE} × {SIDE})"
            raise self._fail(line, f"expected {expected}, found {len(numbers)}.")
        try:
            values = bytes(map(_LEVELS.__getitem__, numbers))
        except KeyError as error:
            expected, wrong = "whole numbers from 0 to 255 as pixels", str(error.args[0])
            raise self._fail(line, f"expected {expected}, found {wrong[:20]!r}.") from error
        face = np.frombuffer(values, np.uint8).reshape(SIDE, SIDE)
        return Picture(face, int(label), usage, f"line {line}")


def _header(path: Path) -> list[str]:
    """Return the column names of a CSV file in lower case; none where it is not one."""
    with path.open("rb") as file:
        first = file.readline(1 << 16).decode("utf-8-sig", errors="replace")
    try:
        cells = next(csv.reader([first], skipinitialspace=True), [])
    except csv.Error:
        return ["\0"]
    return [cell.strip().lower() for cell in cells]


def _not_fer2013(path: Path, found: str) -> str:
    if not found:
        return f"{path.name} is empty, or its first line is. Download it again."
    if "\0" in found or "\ufffd" in found:
        return (
            f"{path.name}, line 1: this is not text in UTF-8. Expected Kaggle's fer2013.csv, "
            "a .zip or .tar.gz of it, or a folder; save a table as CSV in UTF-8."
        )
    return (
        f"{path.name}, line 1: expected the columns {', '.join(_COLUMNS)} of Kaggle's "
        f"fer2013.csv, found {found[:80]!r}."
    )


Reader = CsvReader | FolderReader


def reader_for(
    source: Path,
    split: str = "PrivateTest",
    name: str | None = None,
    framing: Framing | None = None,
) -> Reader:
    """Choose the reader for a file or an unpacked folder.

    Parameters
    ----------
    source : Path
    split : str
        The split of pictures whose folders name none.
    name : str, optional
        What messages call the source; by default the name of its file or folder.
    framing : callable, optional
        Finds the face in a photograph; without it every picture is a face.

    Raises
    ------
    SourceError
        If nothing in `source` is of a known layout.
    """
    if framing is not None:
        if source.is_file():
            raise SourceError(
                f"{name or source.name} is no folder of photographs. A table of faces needs no "
                "detection: import it without --photographs."
            )
        return FolderReader(source, split, name, framing)
    if source.is_file():
        return CsvReader(source)
    files = [folder / file for folder, _, names in walk(source) for file in names]
    tables = [file for file in files if file.suffix.lower() == ".csv"]
    tables.sort(key=lambda p: (p.name != "fer2013.csv", p.name != "icml_face_data.csv", str(p)))
    known = [table for table in tables if set(_header(table)) >= set(_COLUMNS)]
    if tables and not any(file.suffix.lower() in SUFFIXES for file in files):
        known = known or tables  # there is nothing else: let the table say what is wrong with it
    return CsvReader(known[0]) if known else FolderReader(source, split, name)
