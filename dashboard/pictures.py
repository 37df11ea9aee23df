"""The pictures of a dataset by their rows, and what to say where they are not on this machine."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard import adding, cache, cache_pictures
from fer.data.dataset import Faces
from fer.emotions import TEST_SPLITS
from fer.errors import FerError

if TYPE_CHECKING:
    import pandas as pd

TITLES = {"fer2013": "FER-2013", cache.DRAWN: "Drawn faces"}
_ABSENT = (
    "The pictures of {title} are not on this machine; every figure is, for it needs none. To see "
    "the faces, add them in one step: `{command}`"
)
_COMMANDS = {"fer2013": "python -m fer import fer2013.csv --votes fer2013new.csv"}
_STRANGE = (
    "The dataset '{name}' on this machine does not have the rows that the release was measured on, "
    "so its pictures are not shown beside them. Import Kaggle's fer2013.csv: `{command}`"
)
_OTHER = (
    "These pictures are not, bit for bit, those that the release was measured on: the dataset "
    "'{name}' on this machine is another copy. The figures are the release's; what a face looks "
    "like here may differ. Kaggle's fer2013.csv has the very pictures."
)


@dataclass(frozen=True)
class Pictures:
    """The faces of a dataset, found by row.

    Attributes
    ----------
    faces : uint8 array, shape (N, 48, 48), or None
    rows : int array, shape (N,)
        The row of each face, ascending.
    absent : str
        Why there are none and what to do about it; empty where there are.
    wanted : str
        The dataset that an import from the page would bring; empty where that would not help.
    note : str
        What to know about pictures that are here but are another copy.
    """

    faces: Faces | None
    rows: npt.NDArray[np.int64]
    absent: str = ""
    wanted: str = ""
    note: str = ""

    def face(self, row: int) -> Faces | None:
        """Return the face of a row, uint8 ``(48, 48)``; None where it is not here."""
        place = int(np.searchsorted(self.rows, row))
        if self.faces is None or place >= len(self.rows) or self.rows[place] != row:
            return None
        return np.asarray(self.faces[place])


def title_of(name: str) -> str:
    """Return what visitors read for a dataset's name."""
    return TITLES.get(name, name)


def pictures_of(name: str, predictions: "pd.DataFrame") -> Pictures:
    """Return the pictures that belong to predictions on a dataset.

    A dataset of the right name whose rows carry other labels (a folder imported in another order)
    shows no face rather than a wrong one.
    """
    command = _COMMANDS.get(name, f"python -m fer import SOURCE --name {name}")
    none, wanted = np.empty(0, np.int64), name if name in _COMMANDS else ""
    try:
        found = cache.dataset(name)
    except FerError as error:
        return Pictures(None, none, str(error))
    if found is None:
        said = _ABSENT.format(title=title_of(name), command=command)
        return Pictures(None, none, said, wanted)
    rows = found.rows["row"].to_numpy(np.int64)
    asked = predictions["row"].to_numpy(np.int64)
    place = np.searchsorted(rows, asked).clip(max=len(rows) - 1)
    labels = found.rows["emotion"].to_numpy()[place]
    if not ((rows[place] == asked) & (labels == predictions["emotion"].to_numpy())).all():
        return Pictures(None, none, _STRANGE.format(name=name, command=command))
    return Pictures(found.faces, rows, note="" if _released(name) else _OTHER.format(name=name))


def _released(name: str) -> bool:
    """Return whether a dataset's test faces are those that a release names; true if none does."""
    known = adding.known(name)
    found = cache_pictures.fingerprint(name) if known else {}
    return not known or any(
        all(found.get(split) == prints.get(split) for split in TEST_SPLITS) for prints in known
    )


def say_absent(pictures: Pictures, key: str = "") -> None:
    """Say once, above a gallery, how to add pictures that are not here, or what those here are.

    `key` tells several such places of one page apart.
    """
    if pictures.absent:
        st.info(pictures.absent, icon=":material/photo_library:")
    if pictures.note:
        st.caption(f":material/content_copy: {pictures.note}")
    if pictures.wanted:
        adding.offer(pictures.wanted, key)
