"""Many photographs, one after another: bad files are reported and skipped, never in the way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer.emotions import EMOTIONS
from fer.errors import ImageError
from fer.images import SUFFIXES
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
        rows = []
        for number, face in enumerate(self.result.faces if self.result else (), start=1):
            content = face.to_json()
            rows.append(
                {
                    "file": self.name,
                    "face": number,
                    **content["box"],
                    "label": content["label"],
                    "confidence": content["confidence"],
                    **{name.lower(): p for name, p in content["probabilities"].items()},
                    "detector": content["detector"],
                    "levelled": content["levelled"],
                    "sure": content["sure"],
                    "doubts": "; ".join(one.kind for one in face.doubts),
                    "error": "",
                }
            )
        return rows or [
            {**dict.fromkeys(COLUMNS, ""), "file": self.name, "face": 0, "error": self.error}
        ]

    def to_json(self) -> dict[str, Any]:
        """Return name, faces or error as plain JSON values."""
        content = self.result.to_json() if self.result else {"error": self.error}
        return {"file": self.name, **content}


def gather(paths: Iterable[Path]) -> list[Path]:
    """Return the files that paths mean: a folder means its pictures, however deep."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            files += sorted(inside)
        else:
            files.append(path)
    return files


def recognise_all(
    recogniser: Recogniser, files: Iterable[Path], *, crop: bool = False
) -> Iterator[Outcome]:
    """Yield what becomes of every file, in order."""
    for file in files:
        name = _printable(str(file))
        try:
            yield Outcome(name, recogniser.recognise(file, crop=crop))
        except ImageError as error:
            yield Outcome(name, None, _printable(str(error)))


def _printable(text: str) -> str:
    """Return text without the surrogates that stand for bytes of a name that is not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
