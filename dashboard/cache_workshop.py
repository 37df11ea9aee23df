"""What the workshop computes, kept between runs by digest, context and what a room has set."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard import cache
from fer.evaluation.agreement import Agreement
from fer.evaluation.conclusions import Judged
from fer.evaluation.people import People
from fer.evaluation.scorecard import Figure
from fer.release import Release

SPLIT = "PrivateTest"


def judged(release: Release, context: str, changes: str, *, leaked: bool = True) -> Judged:
    """Return what a release costs in a context with a room's changes, with or without leaked rows.

    Raises
    ------
    FerError
        If its predictions cannot be read, or nothing can be said under these stakes.
    """
    return _judged(release.folder, release.digest, context, changes, leaked)


@st.cache_resource(max_entries=512, show_spinner=False)
def _judged(folder: Path, digest: str, context: str, changes: str, leaked: bool) -> Judged:
    from fer.evaluation.conclusions import judge
    from fer.evaluation.contexts import context as find
    from fer.evaluation.scorecard import without_leaks
    from fer.evaluation.stakes import Changes

    release = Release.open(folder.parent, folder.name)
    rows = cache.predictions(release)
    if not leaked:
        rows = without_leaks(rows, release.train_splits, release.dataset)
    found = judge(rows, SPLIT, find(context).stakes(Changes.parse(changes)))
    _ = found.costs  # what cannot be said of this split is said here, not in the middle of a page
    return found


@dataclass(frozen=True)
class Disagreement:
    """How far ten annotators agree on FER-2013, and its labels with them.

    Attributes
    ----------
    people : People
        One annotator against the majority of the others.
    alpha : Agreement
        Krippendorff's, nominal, over all ten options.
    labels : Figure
        The dataset's labels against the majority.
    none : int
        Faces that most annotators called contempt, unknown or no face, or had no majority for.
    faces : int
    """

    people: People
    alpha: Agreement
    labels: Figure
    none: int
    faces: int


def disagreement(name: str) -> Disagreement | None:
    """Return how far annotators agree on a dataset's test splits; None without their votes."""
    faces = cache.dataset(name)
    if faces is None or not faces.has_votes:
        return None
    return _disagreement(name, cache.stamp(name))


@st.cache_resource(max_entries=4, show_spinner="Counting votes …")
def _disagreement(name: str, stamp: float) -> Disagreement:
    import numpy as np

    from fer.emotions import TEST_SPLITS
    from fer.evaluation.agreement import krippendorff
    from fer.evaluation.people import against_people, majorities, people, votes_of

    faces = cache.dataset(name)
    if faces is None:
        raise ValueError(f"the dataset '{name}' is not on this machine")
    rows = faces.rows.iloc[faces.select(*TEST_SPLITS)]
    votes = votes_of(rows)
    _, labels = against_people(rows["emotion"].to_numpy(np.int64), votes)
    none = int((majorities(votes) < 0).sum())
    return Disagreement(people(votes), krippendorff(votes, 200), labels, none, len(rows))
