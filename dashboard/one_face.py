"""One face under sliders: what every release calls it, and where its label flips.

A face that a visitor brings, and all that is made of it, stays in the visitor's session.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from math import log2

import numpy as np
import streamlit as st

from dashboard import (
    beside,
    cache,
    cache_robustness,
    flip_points,
    inputs,
    pictures,
    state,
)
from fer.data.dataset import Faces
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation.corruptions import COMMON, CORRUPTIONS, combined
from fer.evaluation.flips import Flip, flips, ladder
from fer.recognition.chain import as_picture, locate
from fer.release import Release

_IN_STOPS = "underexposure"
SLIDERS = (_IN_STOPS, *COMMON)
TITLES = {name: CORRUPTIONS[name].title for name in SLIDERS} | {_IN_STOPS: "Exposure, in stops"}
_STEPS = {"contrast": 0.05, "gamma": 0.05, "zoom": 0.05, "blur": 0.1, _IN_STOPS: 0.25}
_STOPS_HELP = (
    "A stop is twice the light, or half of it below 0: every pixel is multiplied, and cut off at "
    "white. Unchanged at 0."
)
_FROM = {
    "samples": ":material/collections: Samples",
    "upload": ":material/upload: Upload",
    "row": ":material/dataset: A dataset's row",
}
_SEED = 7
_ACROSS = 3


def show(found: Sequence[Release], chosen: Release) -> None:
    """Let a visitor choose a face and change it."""
    state.link(state.FACE, list(_FROM), "samples")
    source = st.segmented_control(
        "Face from",
        list(_FROM),
        format_func=lambda name: _FROM[name],
        key=state.FACE,
        required=True,
    )
    state.keep(state.FACE, "samples")
    if source != "row":
        state.forget(state.ROW, state.DATA)
    face = _row() if source == "row" else _brought(source or "samples")
    if face is None:
        return
    models = {}
    for release in found:
        try:
            models[release.id] = cache_robustness.classifier(release)
        except FerError as error:
            st.warning(str(error), icon=":material/folder_off:")
    there = [release for release in found if release.id in models]
    own = _flips(face, [release for release in there if release.id == chosen.id])
    with st.container():  # within which the face stays in sight
        _sliders(face, there, chosen, own.get(chosen.id, ()))
    st.subheader("Where the label flips", anchor=False)
    flip_points.of_all(there, _flips(face, there), TITLES, _written)


def _brought(source: str) -> Faces | None:
    given = inputs.samples() if source == "samples" else inputs.uploads()
    if not given:
        st.caption("Upload a photograph; the first face in it is taken.")
        return None
    try:
        located = locate(as_picture(given[0].data))
    except FerError as error:
        message = str(error).replace("The file", f"'{given[0].name}'", 1)
        st.error(message, icon=":material/broken_image:")
        return None
    if not located:
        st.info(
            "No face was found in it. Try one that is larger, less turned or better lit.",
            icon=":material/search_off:",
        )
        return None
    return located[0][1]


def _row() -> Faces | None:
    names = cache.list_datasets()
    first = "fer2013" if "fer2013" in names else names[0]
    left, right = st.columns(2)
    with left:
        state.link(state.DATA, names, first)
        name = st.selectbox(
            "Dataset", names, format_func=pictures.title_of, key=state.DATA, help=_ROWS_HELP
        )
        state.keep(state.DATA, first)
    try:
        dataset = cache.dataset(name)
    except FerError as error:
        st.error(str(error), icon=":material/database_off:")
        return None
    if dataset is None:
        return None
    rows = dataset.rows["row"].to_numpy(np.int64)
    low, high = int(rows.min()), int(rows.max())
    start = int(rows[min(len(rows) - 1, len(rows) - len(rows) // 8)])
    with right:
        state.link_number(state.ROW, range(low, high + 1), start)
        row = st.number_input("Row", low, high, step=1, key=state.ROW)
        state.keep_number(state.ROW, start)
    place = int(np.searchsorted(rows, row))
    st.caption(f"Labelled {EMOTIONS[int(dataset.rows['emotion'].iloc[place])]}.")
    return np.asarray(dataset.faces[place])


_ROWS_HELP = "Datasets that were imported on this machine, and the faces drawn by this project."


def _flips(face: Faces, there: Sequence[Release]) -> Mapping[str, tuple[Flip, ...]]:
    """Return where the face's label flips, by release; found once for a face."""
    own = beside.short_name(face)
    found: dict[str, tuple[Flip, ...]] = {}
    with st.spinner("Looking for the strengths at which labels flip …", show_time=False):
        changed, rungs = state.remembered(own, lambda: ladder(face, SLIDERS, seed=_SEED))
        for release in there:
            model = cache_robustness.classifier(release)
            logits = state.remembered(f"{own} {release.digest}", partial(model.logits, changed))
            found[release.id] = flips(logits.argmax(axis=1), rungs)
    return found


@st.fragment
def _sliders(face: Faces, there: Sequence[Release], chosen: Release, own: Sequence[Flip]) -> None:
    """Show the face, the sliders and what every release says; only this part runs again."""
    top = st.container(key="fer-now-face")
    st.button(
        "Undo all changes",
        icon=":material/undo:",
        on_click=state.reset_strengths,
        args=({name: _on_slider(name, CORRUPTIONS[name].neutral) for name in SLIDERS},),
    )
    strengths = {}
    for start in range(0, len(SLIDERS), _ACROSS):
        columns = st.columns(_ACROSS, gap="medium")
        for column, name in zip(columns, SLIDERS[start : start + _ACROSS], strict=False):
            with column:
                strengths[name] = _slider(name, own)
    st.caption(
        f"Under each slider: where {chosen.title} first says something else, by that change alone. "
        "Further on it may turn back."
    )
    changed = combined(face[None], strengths, _SEED)
    with top:
        left, right = st.columns([2, 3], gap="large")
        with left:
            st.html(beside.two_faces(face, changed[0]))
        with right:
            both = np.concatenate([face[None], changed])
            said = [cache_robustness.classifier(one).probabilities(both) for one in there]
            lines = [
                beside.line(one.title, p[1], beside.was(p[0], p[1]))
                for one, p in zip(there, said, strict=True)
            ]
            st.html(beside.strips(lines))


def _slider(name: str, own: Sequence[Flip]) -> float:
    """Return the strength that a corruption's slider stands at; exposure is set in stops."""
    one = CORRUPTIONS[name]
    low, neutral, high = (_on_slider(name, v) for v in (one.low, one.neutral, one.high))
    value = st.slider(
        TITLES[name],
        low,
        high,
        step=_STEPS.get(name, 1),
        key=state.strength(name, neutral),
        help=_STOPS_HELP if name == _IN_STOPS else f"{one.about} Unchanged at {neutral:g}.",
    )
    flip_points.beneath(name, own, log2 if name == _IN_STOPS else float)
    return float(2**value if name == _IN_STOPS else value)


def _on_slider(name: str, strength: float) -> float:
    """Return a strength as its slider writes it."""
    if name == _IN_STOPS:
        return log2(strength)
    return float(strength) if name in _STEPS else round(strength)


def _written(name: str, strength: float) -> str:
    if name == _IN_STOPS:
        return f"{log2(strength):+.2f} stops"
    return CORRUPTIONS[name].write(strength)
