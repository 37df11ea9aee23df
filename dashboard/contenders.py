"""Who is compared on which faces: the choices at the head of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import additions, cache, cache_comparison, state, state_comparison
from dashboard.additions import OWN, called
from fer.emotions import TEST_SPLITS
from fer.errors import FerError
from fer.evaluation.comparison import told_apart
from fer.evaluation.entries import FER2013, Entry
from fer.release import Release

_USUAL = ("flagship", "cnn4", "svm-linear")


@dataclass(frozen=True)
class Choice:
    """What the page compares.

    Attributes
    ----------
    entries : dict of str to Entry
        Everybody who can be compared on these faces, by id.
    a, b : Entry
    split : str
    leaked : bool
        Whether leaked rows count.
    """

    entries: dict[str, Entry]
    a: Entry
    b: Entry
    split: str
    leaked: bool


def choose() -> Choice | None:
    """Let the visitor choose two models, the faces, the split; None where two are not there."""
    left, middle, right = st.columns([3, 3, 3], vertical_alignment="bottom")
    with right:
        dataset = _faces()
    entries = _entries(dataset)
    _explain_strangers(entries)
    titles = dict(zip(entries, told_apart(list(entries.values())), strict=True))
    ids = list(entries)
    chosen = []
    if len(ids) > 1:
        a = _model(left, state_comparison.FIRST, "A", titles, _first_of(_USUAL, ids))
        others = [name for name in ids if name != a]
        chosen = [
            a,
            _model(middle, state_comparison.SECOND, "B", titles, _first_of(_USUAL, others)),
        ]
    left, middle, right = st.columns([3, 3, 3], vertical_alignment="bottom")
    with left:
        split = _split(entries)
    with middle:
        leaked = not _without_leaks(dataset)
    with right:
        additions.offer()
    if not chosen:
        _too_few(dataset, entries)
        return None
    a, b = chosen
    if a == b:
        st.info(
            f"A and B are both {titles[a]}. Choose two different ones.",
            icon=":material/compare_arrows:",
        )
        return None
    return Choice(entries, entries[a], entries[b], split, leaked)


def _first_of(usual: Sequence[str], ids: Sequence[str]) -> str:
    return next((name for name in usual if name in ids), ids[0])


def _explain_strangers(entries: dict[str, Entry]) -> None:
    """Say why a link from somebody else's session does not show what it names."""
    for key in (state_comparison.FIRST, state_comparison.SECOND):
        asked = state.asked(key)
        if asked.startswith("~") and not (asked in entries or state_comparison.was_added(asked)):
            st.warning(
                "The address names predictions that somebody added in another session. Add the "
                "file here to see the same.",
                icon=":material/link_off:",
            )


def _faces() -> str:
    releases = {str(r.card.get("dataset", FER2013)) for r in cache.list_releases()}
    theirs = {entry.dataset for entry in state_comparison.added().values()}
    names = sorted({*releases, *cache.list_datasets(), *theirs})
    usual = _first_of([FER2013], names)
    state.link(state.DATA, names, usual)
    st.selectbox(
        "Faces",
        names,
        format_func=called,
        key=state.DATA,
        help="Models are compared on the same faces only.",
    )
    state.keep(state.DATA, usual)
    return state.value(state.DATA)


def _entries(dataset: str) -> dict[str, Entry]:
    """Return who has predictions of a dataset; say why of releases that do not."""
    for what in cache.list_broken().values():
        st.warning(what, icon=":material/folder_off:")
    found = {}
    for release in cache.list_releases() if dataset != OWN else []:
        try:
            if _can_see(release, dataset):
                found[release.id] = cache_comparison.entry(release, dataset)
        except (FerError, ValueError) as error:
            st.warning(f"'{release.id}' cannot be compared: {error}", icon=":material/error:")
    theirs = {e.id: e for e in state_comparison.added().values() if e.dataset == dataset}
    return {**found, **theirs}


def _can_see(release: Release, dataset: str) -> bool:
    return release.card.get("dataset", FER2013) == dataset or dataset in cache.list_datasets()


def _too_few(dataset: str, entries: dict[str, Entry]) -> None:
    there = next(iter(entries.values())).title if entries else "none"
    st.info(
        f"It takes two to compare; on {called(dataset)} there is {there}. Restore the folder "
        "`weights/` of the repository, train a release (`python -m fer train cnn4`), or add "
        "predictions of any other model above.",
        icon=":material/compare_arrows:",
    )


def _model(
    column: "st.delta_generator.DeltaGenerator",
    key: str,
    name: str,
    titles: dict[str, str],
    usual: str,
) -> str:
    state.link(key, list(titles), usual)
    column.selectbox(name, list(titles), format_func=lambda k: titles.get(k, k), key=key)
    state.keep(key, usual)
    return state.value(key)


def _split(entries: dict[str, Entry]) -> str:
    """Let the visitor choose among the splits that anybody has rows of."""
    there = [s for s in TEST_SPLITS if any(len(e.places(s)) for e in entries.values())]
    splits = there or list(TEST_SPLITS)
    state.link(state.SPLIT, splits, splits[-1])
    chosen = st.segmented_control(
        "Split",
        splits,
        key=state.SPLIT,
        required=True,
        help="PublicTest is used to choose between models, PrivateTest only to report.",
    )
    state.keep(state.SPLIT, splits[-1])
    return chosen or splits[-1]


def _without_leaks(dataset: str) -> bool:
    known = dataset == FER2013
    return (
        st.toggle(
            "Leave out leaked rows",
            key=state.LEAKS,
            bind="query-params",
            disabled=not known,
            help="Test pictures of FER-2013 that also stand, pixel for pixel, in what one of the "
            "models learnt from.",
        )
        and known
    )
