"""``import``: from a source to ``data/<name>/``, complete or not at all."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fer.data.archives import unpacked
from fer.data.dataset import MISSED, SIDE, VOTE_COLUMNS, Dataset, Faces
from fer.data.duplicates import first_rows, leaked_rows
from fer.data.folders import FolderReader
from fer.data.opening import DRAWN
from fer.data.picture import Framing
from fer.data.sources import Reader, reader_for
from fer.data.votes import join_votes
from fer.emotions import SPLITS
from fer.errors import SourceError
from fer.places import DATA

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]
_EVERY = 200
_FILES = ("faces.npy", "rows.parquet", MISSED)


def import_dataset(
    source: Path,
    name: str = "fer2013",
    *,
    votes: Path | None = None,
    split: str = "PrivateTest",
    framing: Framing | None = None,
    data: Path | None = None,
    progress: Progress | None = None,
    most: int | None = None,
    replace: bool = True,
    known: Iterable[Mapping[str, str]] | None = None,
) -> Dataset:
    """Import a source of labelled faces under a name, replacing an earlier import of that name.

    Parameters
    ----------
    source : Path
        Kaggle's ``fer2013.csv`` or ``icml_face_data.csv``, a folder of class folders, or a
        ``.zip`` or ``.tar.gz`` of either.
    name : str
        Lower-case letters, digits, ``-`` and ``_``.
    votes : Path, optional
        FER+'s ``fer2013new.csv``.
    split : str
        The split of pictures whose folders name none.
    framing : callable, optional
        For photographs: from RGB pixels to the face that bears the label and the number of faces
        found. Photographs without a face are counted in the dataset, not among its faces.
    data : Path, optional
        The folder of the datasets.
    progress : callable, optional
        Called with what is done and the total (bytes of a CSV, files of a folder).
    most : int, optional
        Bytes that an archive may unpack to; 20 GiB by default.
    replace : bool
        Whether an earlier import of that name may be replaced.
    known : iterable of mapping, optional
        Fingerprints (SHA-256 by split); anything that has none of them is refused.

    Returns
    -------
    Dataset

    Raises
    ------
    SourceError
        If anything is wrong with the source, or the folder that the import would replace holds
        other files; nothing is left behind then, and an earlier import stays as it was.
    """
    root = data or DATA
    called = Path(os.path.normpath(source.absolute())).name
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", name):
        raise SourceError(
            f"'{name}' cannot name a dataset: use up to 40 lower-case letters, digits, - and _."
        )
    if name == DRAWN:
        raise SourceError(f"'{name}' is the name of the faces drawn here. Choose another name.")
    if split not in SPLITS:
        raise SourceError(f"'{split}' is no split: use one of {', '.join(SPLITS)}.")
    try:
        for path in (source, votes or source):
            if not path.exists():
                raise SourceError(f"{path} does not exist. Check the path.")
        root.mkdir(parents=True, exist_ok=True)
        _check_place(root / name, replace)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=root) as scratch:
            built = Path(scratch) / "dataset"
            built.mkdir()
            with unpacked(source, Path(scratch), most) as content:
                reader = reader_for(content, split, called, framing)
                rows = _copy(reader, built, progress)
                if framing is not None and isinstance(reader, FolderReader):
                    _count_missed(reader, built, source.name)
            if known is not None:
                _check_known(Dataset(name, _faces(built), rows), known)
            _complete(rows, built, votes)
            _check_place(root / name, replace)
            _take_place(built, root / name, Path(scratch))
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise SourceError(
            f"{source.name} cannot be imported: {error.strerror or error}{place}."
        ) from error
    return Dataset.open(name, root)


def _count_missed(reader: FolderReader, built: Path, name: str) -> None:
    """Write down the photographs in which no face was found."""
    import pandas as pd

    if len(reader.missed) == reader.total:
        raise SourceError(
            f"{name}: no face was found in any of {reader.total:,} photographs. If the pictures "
            "are faces already, cropped closely, import them without --photographs."
        )
    table = pd.DataFrame(reader.missed, columns=["emotion", "split", "source"])
    table.astype({"emotion": "int8"}).to_parquet(built / MISSED, index=False)


def _faces(built: Path) -> Faces:
    return np.lib.format.open_memmap(built / "faces.npy", mode="r")


def _check_known(dataset: Dataset, known: Iterable[Mapping[str, str]]) -> None:
    """Refuse pictures that are not, bit for bit, those of a fingerprint."""
    found = dataset.fingerprint()
    if not any(found == dict(prints) for prints in known):
        raise SourceError(
            "These are not, bit for bit, the pictures that a release was measured on (JPEG copies "
            "are not either). Use Kaggle's fer2013.csv, or import them at the command line."
        )


def _check_place(place: Path, replace: bool) -> None:
    """Refuse to replace a folder that holds anything but an earlier import, or anything at all."""
    if not replace and (place.is_file() or (place.is_dir() and any(place.iterdir()))):
        raise SourceError(
            f"There is a dataset '{place.name}' already, and it stays. At the command line it can "
            "be replaced."
        )
    names = [path.name for path in place.iterdir()] if place.is_dir() else []
    others = sorted(n for n in names if n not in _FILES and not n.startswith("."))
    if others or place.is_file():
        what = f"{place}/{others[0]}" if others else place
        raise SourceError(
            f"The import would replace {what}, which is no dataset. "
            "Move it away, or import under another name."
        )


def _complete(rows: "pd.DataFrame", built: Path, votes: Path | None) -> None:
    """Add votes and duplicates to the rows, and write them beside the faces."""
    faces = _faces(built)
    splits = rows["split"].to_numpy(dtype=str)
    if votes is not None:
        joined = join_votes(votes, splits, rows["emotion"].to_numpy(np.uint8))
        for column, counts in zip(VOTE_COLUMNS, joined.T, strict=True):
            rows[column] = counts
    rows["first"] = first_rows(faces)
    rows["leaked"] = leaked_rows(rows["first"].to_numpy(np.int32), splits)
    rows.to_parquet(built / "rows.parquet", index=False)


def _copy(reader: Reader, target: Path, progress: Progress | None) -> "pd.DataFrame":
    """Stream the pictures into ``faces.npy`` and return their rows."""
    import pandas as pd

    emotion, split, origin, found = [], [], [], []
    pixels = target / "pixels.bin"
    with pixels.open("wb") as file:
        for number, picture in enumerate(reader.pictures()):
            file.write(picture.face.tobytes())
            emotion.append(picture.emotion)
            split.append(picture.split)
            origin.append(picture.source)
            found.append(picture.found)
            if progress and number % _EVERY == 0:
                progress(reader.done, reader.total)
    with (target / "faces.npy").open("wb") as file, pixels.open("rb") as raw:
        header = {"descr": "|u1", "fortran_order": False, "shape": (len(emotion), SIDE, SIDE)}
        np.lib.format.write_array_header_1_0(file, header)
        shutil.copyfileobj(raw, file, 1 << 20)
    pixels.unlink()
    if progress:
        progress(reader.total, reader.total)
    photographs = isinstance(reader, FolderReader) and reader.finds
    return pd.DataFrame(
        {
            "row": np.arange(len(emotion), dtype=np.int32),
            "emotion": np.array(emotion, np.int8),
            "split": split,
            "source": origin,
            **({"found": np.array(found, np.int16)} if photographs else {}),
        }
    )


def _take_place(built: Path, place: Path, scratch: Path) -> None:
    """Move the finished dataset to its place; an earlier one leaves only now."""
    earlier = scratch / "earlier"
    if place.exists():
        place.rename(earlier)
    try:
        built.rename(place)
    except BaseException:
        if earlier.exists():
            earlier.rename(place)
        raise
