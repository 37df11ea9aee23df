"""What a visitor looks at: a release, a dataset, a split; and what belongs to that view."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, components, state
from dashboard.pictures import Pictures, pictures_of, title_of
from fer.emotions import TEST_SPLITS
from fer.errors import FerError
from fer.evaluation.photographs import Found, found_in
from fer.evaluation.scorecard import Scorecard, without_leaks
from fer.release import Release

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class View:
    """One release on one split of one dataset.

    Attributes
    ----------
    release : Release
    data : str
        The dataset's name.
    split : str
    clean : bool
        Whether rows that leaked into what was learnt from are left out.
    rows : DataFrame
        The predictions, in the columns of ``predictions.parquet``; not to be written to.
    card : Scorecard
    pictures : Pictures
    found : Found, optional
        Of photographs, in how many a face was found.
    """

    release: Release
    data: str
    split: str
    clean: bool
    rows: "pd.DataFrame"
    card: Scorecard
    pictures: Pictures
    found: Found | None

    @property
    def key(self) -> str:
        """A name of the view for files."""
        clean = "-without-leaks" if self.clean else ""
        return f"{self.release.id}-{self.data}-{self.split}{clean}"

    @property
    def where(self) -> str:
        """What the figures are of, such as 'FER-2013, PrivateTest'."""
        clean = ", leaked rows left out" if self.clean else ""
        return f"{title_of(self.data)}, {self.split}{clean}"

    @property
    def learnt(self) -> bool:
        """Whether the release learnt from these very faces."""
        return self.data == own_dataset(self.release) and self.split in self.release.train_splits


def choose_view() -> View | None:
    """Let the visitor choose; say what is wrong where there is nothing to show."""
    one, two, three = st.columns([5, 3, 4], vertical_alignment="bottom")
    with one:
        release = components.choose_release()
    if release is None:
        return None
    with two:
        data = _choose_data(release)
    try:
        rows = cache.predictions_on(release, data)
        with three:
            split = _choose_split([s for s in TEST_SPLITS if (rows["split"] == s).any()])
        clean = data == "fer2013" and _leave_out()
        rows = rows[rows["split"] == split]
        if clean:
            learnt = release.train_splits if data == own_dataset(release) else ()
            rows = without_leaks(rows, learnt)
        rows = rows.reset_index(drop=True)
        card = cache.scorecard(release, split, leaked=not clean, data=data)
    except (FerError, ValueError) as error:
        st.error(
            f"The scores of '{release.id}' on {title_of(data)} cannot be shown: {error}",
            icon=":material/error:",
        )
        return None
    faces = cache.dataset(data) if data != own_dataset(release) else None
    found = None if faces is None else found_in(faces, split)
    return View(release, data, split, clean, rows, card, pictures_of(data, rows), found)


def own_dataset(release: Release) -> str:
    """Return the name of the dataset that a release was made and measured with."""
    return release.dataset


def _choose_data(release: Release) -> str:
    own = own_dataset(release)
    names = list(dict.fromkeys([own, *cache.list_datasets()]))
    state.link(state.DATA, names, own)
    chosen = st.selectbox(
        "Faces",
        names,
        format_func=title_of,
        key=state.DATA,
        help="FER-2013's figures come with the release. The drawn faces are built in. Others "
        "appear when they are imported: python -m fer import FOLDER --name NAME.",
    )
    state.keep(state.DATA, own)
    return chosen or own


def _choose_split(splits: list[str]) -> str:
    if not splits:
        raise ValueError("there are no test faces")
    default = splits[-1]
    state.link(state.SPLIT, splits, default)
    chosen = st.segmented_control(
        "Split",
        splits,
        key=state.SPLIT,
        required=True,
        help="PublicTest is used to choose between models, PrivateTest only to report.",
    )
    state.keep(state.SPLIT, default)
    return chosen or default


def _leave_out() -> bool:
    return st.toggle(
        "Leave out leaked rows",
        key=state.LEAKS,
        bind="query-params",
        help="Test pictures of FER-2013 that also stand, pixel for pixel, in what was learnt from.",
    )
