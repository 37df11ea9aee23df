"""Many photographs, one after another: bad files are reported and skipped, never in the way."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer.emotions import EMOTIONS
from fer.errors import ImageError
from fer.images import SUFFIXES, UNREAD
from fer.recognition.chain import Recogniser
from fer.recognition.faces import Result

COLUMNS: tuple[str, ...] = (
    "file",
    "face",
    "x",
    "y",
    "width",
    "height",
    "angle",
    "label",
    "confidence",
    *(name.lower() for name in EMOTIONS),
    "detector",
    "levelled",
    "sure",
    "doubts",
    "error",
)


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a result, or a sentence about what was wrong with it."""

    name: str
    result: Result | None
    error: str = ""

    def records(self) -> list[dict[str, Any]]:
        """Return a row for every face in `COLUMNS`; one without a face for a file that has none."""
        return records(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """Return name, faces or error as plain JSON values: all of it that is small."""
        content = self.result.to_json() if self.result else {"error": self.error}
        return {"file": self.name, **content}


def records(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of `Outcome.records` from what `Outcome.to_json` returned."""
    rows = [
        {
            "file": content["file"],
            "face": number,
            **face["box"],
            "label": face["label"],
            "confidence": face["confidence"],
            **{name.lower(): p for name, p in face["probabilities"].items()},
            "detector": face["detector"],
            "levelled": face["levelled"],
            "sure": face["sure"],
            "doubts": "; ".join(one["kind"] for one in face["doubts"]),
            "error": "",
        }
        for number, face in enumerate(content.get("faces", ()), start=1)
    ]
    empty = {**dict.fromkeys(COLUMNS, ""), "file": content["file"], "face": 0}
    return rows or [{**empty, "error": content.get("error", "")}]


def gather(paths: Iterable[Path]) -> list[Path]:
    """Return the files that paths mean: a folder means its pictures, however deep.

    Also those that cannot be read here, so that their names are told.
    """
    known = SUFFIXES | UNREAD
    files: list[Path] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - says no, where `Path` raises, of what is not open
            inside = (p for p in path.rglob("*") if p.suffix.lower() in known and p.is_file())
            files += sorted(inside)
        else:
            files.append(path)
    return files


def recognise_all(
    recogniser: Recogniser, files: Iterable[Path], *, crop: bool = False
) -> Iterator[Outcome]:
    """Yield what becomes of every file, in order."""
    yield from recognise_each(recogniser, ((str(file), file) for file in files), crop=crop)


def recognise_each(
    recogniser: Recogniser, photos: Iterable[tuple[str, bytes | Path]], *, crop: bool = False
) -> Iterator[Outcome]:
    """Yield what becomes of every photograph, given by its name and its bytes or path, in order.

    Nothing is kept of one when the next is read, unless the caller keeps its `Outcome`: the picture
    is in it. `Outcome.to_json` is small.
    """
    for given, photo in photos:
        name = _printable(given)
        try:
            yield Outcome(name, recogniser.recognise(photo, crop=crop))
        except ImageError as error:
            said = str(error)
            if isinstance(photo, bytes):
                said = said.replace("The file", f"'{Path(name).name}'", 1)
            yield Outcome(name, None, _printable(said))
        except MemoryError:
            yield Outcome(name, None, f"'{Path(name).name}' needs more memory than there is.")


def _printable(text: str) -> str:
    """Return text without the surrogates that stand for bytes of a name that is not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
