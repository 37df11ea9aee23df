"""How it works: detection, registration, feature extraction, classification, on one face."""

from functools import partial
from html import escape

import streamlit as st

from dashboard import cache, cache_about, components, inputs, state
from dashboard.about import drawing
from dashboard.about.drawing import Shown, grey_source, source_of
from dashboard.about.state import PICTURE, tried
from dashboard.inputs import Given
from fer.data.dataset import SIDE
from fer.errors import FerError
from fer.recognition.chain import as_picture
from fer.recognition.extract import Features
from fer.recognition.faces import WHOLE, Face
from fer.recognition.register import MAX_ROLL, MIN_ROLL
from fer.release import Release

_SOURCES = {
    "samples": ":material/collections: Sample",
    "mine": ":material/history: The picture you tried",
    "upload": ":material/upload: Upload",
}
_TELLING = 9
_BY = "\u00a0×\u00a0"  # no line breaks within a size
_LONG = """
- **Detection.** Haar cascades (Viola & Jones 2001) slide a window over the picture at many sizes.
  Each window must pass a chain of quick comparisons of light and dark, such as eyes darker than
  cheeks; nearly all windows fail at the first. Neighbouring windows that pass are one face. Without
  any, the picture is turned by 20 degrees either way, then a second cascade is asked.
- **Registration.** Three more cascades look for eyes in the box, and a fourth where
  these do not tell. A face whose eyes are more than
  {least:.0f} and at most {most:.0f} degrees askew is turned level. The square is shrunk to
  {side} × {side} grey pixels, the size of the faces that networks here learnt from.
- **Feature extraction.** A convolutional network answers with maps: each shows where in the face
  one small pattern was found. Later layers find patterns of patterns, which no longer look like
  anything to people. A linear model has no such step; naive Bayes is given edges by direction
  (Dalal & Triggs 2005).
- **Classification.** The last layer weighs all answers into seven numbers, which softmax turns into
  probabilities. They are calibrated on PublicTest where the release says so, and they always sum to
  1: a network that has never seen an emotion called *bored* must call a bored face something else.
"""


def show() -> None:
    """Show the four steps on a sample, an upload, or the picture of Try a face."""
    own = tried()
    sources = [name for name in _SOURCES if name != "mine" or own is not None]
    first = "samples" if own is None else "mine"
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        state.link(PICTURE, sources, first)
        source = st.segmented_control(
            "Example",
            sources,
            format_func=lambda name: _SOURCES[name],
            key=PICTURE,
            required=True,
        )
        state.keep(PICTURE, first)
    with right:
        release = components.choose_release("Network that answers")
    place = st.container()
    given = own if source == "mine" else _given(source or "samples")
    if release is not None and given is not None:
        with place:
            _explain(given, release)
    with st.expander("The four steps, at more length", icon=":material/menu_book:"):
        st.markdown(_LONG.format(least=MIN_ROLL, most=MAX_ROLL, side=SIDE))


def _given(source: str) -> Given | None:
    brought = inputs.samples() if source == "samples" else inputs.uploads()
    return brought[0] if brought else None


def _explain(given: Given, release: Release) -> None:
    try:
        shown = _shown(given)
        if shown is None:
            _no_face(given)
            return
        crop = as_picture(shown.located[1])  # the photograph itself is not kept
        face = cache.recogniser(release).label(crop, [shown.located]).faces[0]
        features = cache_about.extractor(release).extract(face.crop)
    except FerError as error:
        message = str(error).replace("The file", f"'{given.name}'", 1)
        st.error(message, icon=":material/broken_image:")
        return
    steps = [
        ("Detection", _detected(given, shown)),
        ("Registration", _registered(shown)),
        ("Feature extraction", _extracted(features, face)),
        ("Classification", _classified(face, release)),
    ]
    items = "".join(
        f"<li>{picture}<h3>{number}. {name}</h3><p>{escape(said)}</p></li>"
        for number, (name, (picture, said)) in enumerate(steps, start=1)
    )
    st.html(f'<ol class="fer-steps">{items}</ol>')
    _all_maps(features)


def _shown(given: Given) -> Shown | None:
    whole = state.taken_whole(given.key)
    if given.sample and not whole:
        return cache_about.sample_shown(given.data)
    make = partial(drawing.shown, given.data, crop=whole)
    return state.remembered(f"steps {given.key} {whole}", make)


def _no_face(given: Given) -> None:
    st.info(
        "No face was found, and the chain ends at its first step: what is not found is not "
        "labelled. Choose a picture with a larger face, seen from the front.",
        icon=":material/search_off:",
    )
    st.button(
        "The whole picture is a face",
        icon=":material/crop_free:",
        on_click=state.take_whole,
        args=(given.key,),
        type="tertiary",
    )


def _frame(inside: str, kind: str = "") -> str:
    return f'<div class="shown {kind}">{inside}</div>'


def _image(source: str, alt: str) -> str:
    return f'<img alt="{escape(alt)}" src="{source}">'


def _detected(given: Given, shown: Shown) -> tuple[str, str]:
    box, detector = shown.found.box, shown.found.detector
    if detector == WHOLE:
        said = "Nothing was looked for: you said that the whole picture is a face."
    else:
        others = f", the largest of {shown.faces} faces" if shown.faces > 1 else ""
        said = (
            f"A face is found in a box of {box.side:.0f}{_BY}{box.side:.0f} of "
            f"{shown.width:,}{_BY}{shown.height:,} pixels{others}."
        )
    source = source_of(shown.photograph, "jpeg")
    return _frame(_image(source, f"{given.name} with a box around the face")), said


def _registered(shown: Shown) -> tuple[str, str]:
    _, crop, levelled = shown.located
    if levelled and shown.roll is not None:
        way = "clockwise" if shown.roll > 0 else "anticlockwise"
        eyes = f"The eyes lie {abs(shown.roll):.0f}° askew, {way}, so the face is turned level"
    elif shown.found.detector == WHOLE:
        eyes = "The middle is taken as it is"
    elif shown.roll is None:
        eyes = "Two eyes were not found for certain, so the face is left as it stands"
    else:
        eyes = f"The eyes are nearly level ({abs(shown.roll):.0f}°), so nothing is turned"
    tilt = 0.0 if shown.found.detector == WHOLE else shown.found.box.angle
    if tilt:
        eyes = f"It was found with the picture turned by {abs(tilt):.0f}°, and so it is cut out"
        if levelled and shown.roll is not None:
            eyes += f", turned on by the {abs(shown.roll):.0f}° that its eyes lie askew in it"
    said = f"{eyes}; it is shrunk to {SIDE}{_BY}{SIDE} grey pixels."
    alt = f"The face as {SIDE} by {SIDE} grey pixels"
    return _frame(_image(grey_source(crop), alt), "pixels"), said


def _extracted(features: Features, face: Face) -> tuple[str, str]:
    if features.kind == "filters":
        count = len(features.maps)
        chosen = features.telling(_TELLING)
        inside = "".join(
            _image(grey_source(drawing.stretched(features.maps[i])), f"Answer of pattern {i + 1}")
            for i in chosen
        )
        picture = _frame(f'<div class="fer-maps">{inside}</div>', "bare")
        said = (
            f"The first layer looks for {count} small patterns everywhere; light is where it "
            f"finds one, shown for {len(chosen)} of them."
        )
    elif features.kind == "gradients":
        drawn = grey_source(drawing.directions(features.maps))
        picture = _frame(_image(drawn, "Edges of the face by direction, in cells"))
        rows, columns = features.maps.shape[1:]
        said = (
            f"All that is kept are edges: their strength in {len(features.maps)} directions, in "
            f"{rows}{_BY}{columns} cells."
        )
    elif features.kind == "pixels":
        alt = "The same grey pixels once more"
        picture = _frame(_image(grey_source(face.crop), alt), "pixels")
        said = f"None: this model weighs the {face.crop.size:,} grey values themselves."
    else:
        picture = _frame('<span class="fer-quiet">not looked at</span>')
        said = "None: this model does not look at the face at all."
    return picture, said


def _classified(face: Face, release: Release) -> tuple[str, str]:
    said = (
        f"{release.title} weighs all this into seven probabilities that sum to 1; the largest is "
        f"the label, {face.emotion}."
    )
    return _frame(components.bars(face), "bare"), said


def _all_maps(features: Features) -> None:
    if features.kind != "filters" or len(features.maps) <= _TELLING:
        return
    with st.expander(
        f"All {len(features.maps)} answers of the first layer", icon=":material/grid_view:"
    ):
        inside = "".join(
            _image(grey_source(drawing.stretched(one)), f"Answer of pattern {i}")
            for i, one in enumerate(features.maps, start=1)
        )
        st.html(f'<div class="fer-maps all">{inside}</div>')
        st.caption(
            "Each from black, its weakest answer in this face, to white, its strongest. They are "
            "what the network computes, not why it decides: the layers behind weigh them."
        )
