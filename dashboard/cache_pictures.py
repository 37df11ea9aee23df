"""What is measured in the pictures of a dataset, kept between runs: once for each import."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard import cache

if TYPE_CHECKING:
    import pandas as pd

    from fer.data.dataset import Dataset


def measured(name: str, split: str) -> "pd.DataFrame":
    """Return brightness, contrast and sharpness of a split's faces, by ``row``; not to write to."""
    return _measured(name, cache.stamp(name), split)


@st.cache_resource(max_entries=8, show_spinner="Measuring the pictures …")
def _measured(name: str, stamp: float, split: str) -> "pd.DataFrame":
    from fer.evaluation import properties

    faces = _opened(name)
    chosen = faces.select(split)
    table = properties.measured(np.ascontiguousarray(faces.faces[chosen]))
    return table.set_index(faces.rows["row"].to_numpy()[chosen])


def detected(name: str, split: str) -> "pd.Series[bool]":
    """Return whether the detector finds a face, by ``row``; not to be written to."""
    return _detected(name, cache.stamp(name), split)


@st.cache_resource(
    max_entries=8,
    show_spinner="The detector looks at every picture; a minute or so for FER-2013 …",
)
def _detected(name: str, stamp: float, split: str) -> "pd.Series[bool]":
    import pandas as pd

    from fer.recognition.detect import is_found

    faces = _opened(name)
    chosen = faces.select(split)
    found: npt.NDArray[np.bool_] = np.array([is_found(faces.faces[i]) for i in chosen], bool)
    return pd.Series(found, index=faces.rows["row"].to_numpy()[chosen])


def fingerprint(name: str) -> dict[str, str]:
    """Return the SHA-256 of a dataset's pictures and labels by split."""
    return _fingerprint(name, cache.stamp(name))


@st.cache_data(max_entries=8, show_spinner=False)
def _fingerprint(name: str, stamp: float) -> dict[str, str]:
    return _opened(name).fingerprint()


def _opened(name: str) -> "Dataset":
    faces = cache.dataset(name)
    if faces is None:
        raise ValueError(f"the dataset '{name}' is not on this machine")
    return faces
