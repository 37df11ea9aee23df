"""Readers of the layouts in which people have labelled faces: Kaggle's CSV files and class folders.

A reader yields pictures one by one, so that memory does not grow with the source; whatever is wrong
with the source is a `SourceError` that names the line or the file.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fer.data.archives import walk
from fer.data.dataset import SIDE, Faces
from fer.emotions import EMOTIONS, SPLITS, label_of, split_of
from fer.errors import ImageError, SourceError
from fer.images import SUFFIXES, decode, resize, to_grey

PIXELS = SIDE * SIDE
_COLUMNS = ("emotion", "pixels", "usage")
_LABELS = {str(label) for label in range(len(EMOTIONS))}
_LEVELS = {str(level): level for level in range(256)}
csv.field_size_limit(1 << 20)


# From the upright RGB pixels of a photograph to the face that bears its label, None where none was
# found, and the number of faces that were.
Framing = Callable[[npt.NDArray[np.uint8]], tuple[Faces | None, int]]


@dataclass(frozen=True)
class Picture:
    """One labelled face of a source.

    Attributes
    ----------
    face : uint8 array, shape (48, 48)
    emotion : int
        Label 0–6.
    split : str
        One of ``Training``, ``PublicTest``, ``PrivateTest``.
    source : str
        Where it stands: a line number or a path inside the source.
    found : int
        How many faces were found in the photograph; 1 where the picture is a face.
    """

    face: Faces
    emotion: int
    split: str
    source: str
    found: int = 1

    def __post_init__(self) -> None:
        """Check shape, label and split."""
        if self.face.shape != (SIDE, SIDE) or self.face.dtype != np.uint8:
            raise ValueError(f"expected uint8 ({SIDE}, {SIDE}), got {self.face.shape}")
        if not 0 <= self.emotion < len(EMOTIONS) or self.split not in SPLITS:
            raise ValueError(f"unknown label {self.emotion} or split {self.split!r}")


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
            for line, raw in enumerate(file, start=1):
                self.done += len(raw)
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


class FolderReader:
    """Class folders, optionally below ``train``, ``validation`` and ``test``.

    A picture belongs to the nearest class folder above it. File names that begin with
    ``PublicTest_`` or ``PrivateTest_`` (as Kaggle's do) outrank the split folder; where neither
    names a split, the root's own name may, and every other picture takes `split`. `total` and
    `done` count files; `name` is what messages call the root. With `framing` the pictures are
    photographs: their faces are what it finds, and `missed` lists those without as emotion, split
    and path.
    """

    def __init__(
        self,
        root: Path,
        split: str = "PrivateTest",
        name: str | None = None,
        framing: Framing | None = None,
    ) -> None:
        self.root = root
        self.done = 0
        self.missed: list[tuple[int, str, str]] = []
        self.finds = framing is not None
        self._framing = framing or _whole
        default = split_of(root.name) or split
        self._files = sorted(self._walk(default), key=self._order)
        self.total = len(self._files)
        if not self._files:
            raise SourceError(
                f"{name or root.name}: no images found in class folders. Expected folders named "
                "after the emotions (angry, disgust, fear, happy, sad, surprise, neutral), "
                "optionally below train/ and test/, with .jpg or .png files in them."
            )

    def _walk(self, default: str) -> Iterator[tuple[str, int, Path]]:
        strangers: set[Path] = set()
        for folder, below, names in walk(self.root):
            where = folder.relative_to(self.root)
            files = [folder / name for name in names if Path(name).suffix.lower() in SUFFIXES]
            label = _label_above(where)
            if label is not None:
                inherited = next(filter(None, map(split_of, reversed(where.parts))), default)
                for file in files:
                    prefix = file.name.partition("_")[0]
                    yield (prefix if prefix in SPLITS else inherited), label, file
            elif files and folder in strangers:
                raise SourceError(
                    f"{_legible(where)}: pictures stand here beside the emotions' folders, but "
                    f"'{_legible(Path(folder.name))}' names none of {', '.join(EMOTIONS)}. Rename "
                    "the folder, or move it away to import without it."
                )
            elif any(label_of(name) is not None for name in below):
                strangers.update(folder / name for name in below)

    def _order(self, entry: tuple[str, int, Path]) -> tuple[int, list[int], str]:
        split, _, file = entry
        numbers = [int(digits) for digits in re.findall(r"\d+", file.stem)]
        return SPLITS.index(split), numbers, self._where(file)

    def _where(self, file: Path) -> str:
        return _legible(file.relative_to(self.root))

    def pictures(self) -> Iterator[Picture]:
        """Yield the pictures: by split, then by the numbers in their names."""
        self.done = 0
        self.missed.clear()
        for split, label, file in self._files:
            try:
                face, found = self._framing(decode(file))
            except ImageError as error:
                raise SourceError(f"{self._where(file)}: {error}") from error
            self.done += 1
            if face is None:
                self.missed.append((label, split, self._where(file)))
            else:
                yield Picture(face, label, split, self._where(file), found)


def _legible(path: Path) -> str:
    """Return a path as text; bytes of its names that are not UTF-8 become question marks."""
    return path.as_posix().encode("utf-8", "replace").decode()


def _whole(picture: npt.NDArray[np.uint8]) -> tuple[Faces, int]:
    """Take a picture that is a face already as it stands."""
    return resize(to_grey(picture), SIDE), 1


def _label_above(where: Path) -> int | None:
    """Return the label of the nearest class folder; a name outranks a number, as in happy/3."""
    classes = [part for part in where.parts if label_of(part) is not None]
    named = [part for part in classes if not part.isdecimal()]
    return label_of((named or classes)[-1]) if classes else None


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
