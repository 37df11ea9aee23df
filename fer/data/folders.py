"""Reader of class folders: pictures that lie in folders named after the emotions."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fer.data.archives import walk
from fer.data.dataset import SIDE, Faces
from fer.data.picture import Framing, Picture
from fer.emotions import EMOTIONS, SPLITS, label_of, split_of
from fer.errors import ImageError, SourceError
from fer.images import SUFFIXES, UNREAD, decode, resize, to_grey


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
        own = Path(os.path.normpath(root.absolute())).name  # also of "."; of a link its own name
        called = name or own
        default = split_of(own) or split_of(called.partition(".")[0]) or split
        self._files = sorted(self._walk(default), key=self._order)
        self.total = len(self._files)
        if not self._files:
            raise SourceError(
                f"{called}: no images found in class folders. Expected folders named "
                "after the emotions (angry, disgust, fear, happy, sad, surprise, neutral), "
                "optionally below train/ and test/, with .jpg or .png files in them."
            )

    def _walk(self, default: str) -> Iterator[tuple[str, int, Path]]:
        strangers: set[Path] = set()
        for folder, below, names in walk(self.root):
            where = folder.relative_to(self.root)
            files = [folder / name for name in names if Path(name).suffix.lower() in SUFFIXES]
            label = _label_above(where)
            strange = next((up for up in (where, *where.parents) if up in strangers), None)
            if files and strange is not None and not _named(where.relative_to(strange)):
                raise SourceError(
                    f"{_legible(where)}: pictures stand here beside the emotions' folders, but "
                    f"'{_legible(Path(strange.name))}' names none of {', '.join(EMOTIONS)}. Rename "
                    "the folder, or move it away to import without it."
                )
            if label is not None:
                _refuse_unread(where, names)
                inherited = next(filter(None, map(split_of, reversed(where.parts))), default)
                for file in files:
                    prefix = file.name.partition("_")[0]
                    yield (prefix if prefix in SPLITS else inherited), label, file
            if not _named(where) and any(label_of(name) is not None for name in below):
                strangers.update(where / name for name in below if label_of(name) is None)

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
    return label_of((_named(where) or classes)[-1]) if classes else None


def _named(where: Path) -> list[str]:
    """Return the parts of a path that name a class, not by its number alone."""
    return [part for part in where.parts if label_of(part) is not None and not part.isdecimal()]


def _refuse_unread(where: Path, names: list[str]) -> None:
    for name in names:
        if Path(name).suffix.lower() in UNREAD:
            raise SourceError(
                f"{_legible(where / name)}: pictures of this kind cannot be read here. Save it as "
                "JPEG or PNG, or move it away to import without it."
            )
