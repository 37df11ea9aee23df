"""What if: the visitor's own face under sliders, and what every release makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard import beside, cache, flip_points, state, state_face, trying
from dashboard.beside import Probabilities
from dashboard.theme import AGAINST, FOR, rgb_of
from dashboard.trying import LIGHT, MARGIN, ROTATION, Patch, Source
from fer.data.dataset import SIDE, Faces
from fer.errors import FerError
from fer.evaluation.corruptions import CORRUPTIONS
from fer.evaluation.flips import Flip
from fer.images import to_grey
from fer.recognition.explain.draw import overlay
from fer.recognition.faces import Face, Picture
from fer.release import Release

_TITLES = {name: CORRUPTIONS[name].title for name in LIGHT} | {
    ROTATION: "Rotation, in degrees",
    MARGIN: "Crop margin",
}
_ENDS = {name: (CORRUPTIONS[name].low, CORRUPTIONS[name].high) for name in LIGHT} | {
    ROTATION: (-trying.MOST_ROTATION, trying.MOST_ROTATION),
    MARGIN: (round(1 / trying.MOST_MARGIN, 3), trying.MOST_MARGIN),
}
_NEUTRAL = {name: CORRUPTIONS[name].neutral for name in LIGHT} | {ROTATION: 0.0, MARGIN: 1.0}
_STEPS = {"contrast": 0.05, "blur": 0.1, MARGIN: 0.025}
_HELP = {name: CORRUPTIONS[name].about for name in LIGHT} | {
    ROTATION: "Turns the head in the picture, clockwise above 0.",
    MARGIN: "Cuts the face out of the picture anew: above 1 wider, below 1 closer.",
}
_SIDES = (0, 8, 12, 16, 20, 24)
_ACROSS = 3
_BATCH = 32  # faces at once: a server keeps the memory of the largest call
Flipped = tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]


@dataclass(frozen=True)
class _Tried:
    """A face that is tried out: where it comes from, who answers, and what was found before.

    Attributes
    ----------
    key : str
        Of the face's widgets.
    source : Source
    releases : sequence of Release
    before : sequence of float32 arrays, shape (7,)
        What each release says of the face as it is.
    chosen : Release
        Whose flips are marked.
    flips : sequence of Flip
    """

    key: str
    source: Source
    releases: Sequence[Release]
    before: Sequence[Probabilities]
    chosen: Release
    flips: Sequence[Flip]


def show(key: str, picture: Picture, face: Face, chosen: Release) -> None:
    """Let the visitor change a face of a picture."""
    there, before = [], []
    for release in cache.list_models(chosen):
        try:
            before.append(cache.recogniser(release).classifier.probabilities(face.crop[None])[0])
        except FerError as error:
            st.warning(str(error), icon=":material/folder_off:")
            continue
        there.append(release)
    source = Source(to_grey(picture), face.box, face.crop)
    with st.spinner("Looking for where the label flips …", show_time=False):
        flips = _flips(source, chosen)
    tried = _Tried(key, source, there, before, chosen, flips)
    with st.container():  # within which the face stays in sight
        _sliders(tried)
    if st.toggle("Where the label of every release flips", key=state_face.within(key, "flips")):
        with st.spinner("Looking for where labels flip …", show_time=False):
            where = {release.id: _flips(source, release) for release in there}
        flip_points.of_all(there, where, _TITLES, trying.written)


def _flips(source: Source, release: Release) -> tuple[Flip, ...]:
    """Return where a release's label flips under each change alone; found once for a face."""
    own = beside.short_name(source.crop)
    faces, rungs = state.remembered(f"rungs {own}", lambda: trying.rungs_of(source))
    model = cache.recogniser(release).classifier
    logits = state.remembered(f"rungs {own} {release.digest}", lambda: model.logits(faces, _BATCH))
    return trying.flips_on(logits.argmax(axis=1), rungs)


def _flipped(source: Source, release: Release, side: int) -> Flipped:
    """Return where a patch of a side was laid, and where it flips a release's label.

    It is looked for once for a face, and no sooner than a patch of that side is chosen.
    """
    own = f"{beside.short_name(source.crop)} {release.digest}"
    found: dict[int, Flipped] = state.remembered(f"patch {own}", dict)
    if side not in found:
        model = cache.recogniser(release).classifier
        label = int(model.logits(source.crop[None])[0].argmax())
        faces, corners = trying.patched(source, side)
        found[side] = corners, model.logits(faces, _BATCH).argmax(axis=1) != label
    return found[side]


@st.fragment
def _sliders(tried: _Tried) -> None:
    """Show the face, the sliders and what every release says; only this part runs again."""
    top = st.container(key=f"fer-now-{tried.key}")
    neutral = {_key(tried, name): _on_slider(name, value) for name, value in _NEUTRAL.items()}
    st.button(
        "Undo all changes",
        icon=":material/undo:",
        on_click=state_face.put_all,
        args=({**neutral, _key(tried, "side"): 0},),
        key=state_face.within(tried.key, "undo"),
    )
    strengths: dict[str, float] = {}
    names = list(_TITLES)
    columns = [c for _ in range(2) for c in st.columns(_ACROSS, gap="medium")]
    for column, name in zip(columns, names, strict=False):
        with column:
            strengths[name] = _slider(tried, name)
    with columns[len(names)]:
        patch = _patch(tried)
    st.caption(
        f"Under each slider: where {tried.chosen.title} first says something else, by that change "
        "alone. Further on it may turn back."
    )
    face = trying.changed(tried.source, strengths, patch)
    with top:
        left, right = st.columns([2, 3], gap="large")
        with left:
            st.html(beside.two_faces(tried.source.crop, face))
        with right:
            st.html(_said(tried, face))


def _said(tried: _Tried, face: Faces) -> str:
    lines = []
    for release, before in zip(tried.releases, tried.before, strict=True):
        now = cache.recogniser(release).classifier.probabilities(face[None])[0]
        lines.append(beside.line(release.title, now, beside.was(before, now)))
    return beside.strips(lines)


def _key(tried: _Tried, name: str) -> str:
    return state_face.within(tried.key, f"try-{name}")


def _on_slider(name: str, strength: float) -> float:
    return float(strength) if name in _STEPS else round(strength)


def _slider(tried: _Tried, name: str) -> float:
    low, high = (_on_slider(name, end) for end in _ENDS[name])
    neutral = _on_slider(name, _NEUTRAL[name])
    value = st.slider(
        _TITLES[name],
        low,
        high,
        step=_STEPS.get(name, 1),
        key=state_face.start(_key(tried, name), neutral),
        help=f"{_HELP[name]} Unchanged at {neutral:g}.",
    )
    flip_points.beneath(name, tried.flips, float)
    return float(value)


def _patch(tried: _Tried) -> Patch:
    """Let the visitor lay a patch on the face; show where it flips the label."""
    side = int(
        st.select_slider(
            "Cover with a patch",
            _SIDES,
            format_func=lambda n: f"{n} px" if n else "no patch",
            key=state_face.start(_key(tried, "side"), 0),
            help="A square of the face's mean grey; the face is 48 pixels wide.",
        )
    )
    if not side:
        st.caption("Choose a size to see where such a patch flips the label.")
        return Patch()
    with st.spinner("Looking for where the patch flips the label …", show_time=False):
        corners, flipped = _flipped(tried.source, tried.chosen, side)
    across, down = (
        int(st.slider(title, 0, SIDE, key=state_face.start(_key(tried, title), SIDE // 2)))
        for title in ("Across", "Down")
    )
    shown = trying.flip_map(corners, side, flipped)
    drawn = overlay(tried.source.crop, shown, rgb_of(FOR), rgb_of(AGAINST))
    count = int(flipped.sum())
    said = f"{count} of {len(flipped)} places flip it" if count else "nowhere does it flip"
    st.html(
        f'<div class="fer-places">{beside.picture(drawn, "Where the patch flips the label")}'
        f"<span>Orange: the patch's middle where it makes {tried.chosen.title} give another label "
        f"({said}).</span></div>"
    )
    return Patch(side, across, down)
