"""What was recognised in a picture: boxes on it, a card for each face, and files to keep."""

import csv
import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import cache, closer, components, doubts, state
from dashboard.answers import answer
from dashboard.doubts import Said
from dashboard.inputs import Given
from dashboard.theme import RGB
from fer.errors import FerError
from fer.recognition.annotate import annotate, encode_png
from fer.recognition.faces import Result
from fer.recognition.photographs import COLUMNS, Outcome
from fer.release import Release

Slot = st.delta_generator.DeltaGenerator


def show(given: Given, release: Release, others: Sequence[Release] = ()) -> None:
    """Recognise a picture and show what came of it; bad input gets its sentence.

    With `others`, what these releases say of each face stands beside its card.
    """
    whole = state.taken_whole(given.key)
    try:
        if given.sample and not whole:
            found = cache.sample_answer(release, given.data)
        else:
            found = answer(cache.recogniser(release), given.data, crop=whole)
    except FerError as error:
        message = str(error).replace("The file", f"'{given.name}'", 1)
        st.error(message, icon=":material/broken_image:")
        return
    result = found.result
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.image(found.shown, width="stretch", alt=_described(given, result))
    with right:
        if result.faces:
            slots = _cards(result)
            doubts.note(result)
            _downloads(given, result)
            _beside(slots, doubts.ask(result, release, others))
        else:
            _no_face(given)
    if result.faces:
        closer.show(given.key, result, release)


def _described(given: Given, result: Result) -> str:
    names = ", ".join(face.emotion if face.sure else "not sure" for face in result.faces)
    count = len(result.faces)
    return f"{given.name}: {count or 'no'} face{'' if count == 1 else 's'} found. {names}".strip()


def _cards(result: Result) -> list[tuple[Slot, Slot]]:
    """Show a card for each face; return the places above and below each, for other releases."""
    count = len(result.faces)
    if count > 1:
        st.markdown(f"**{count} faces found**, numbered from left to right")
    slots = []
    for number, face in enumerate(result.faces, start=1):
        above = st.empty()
        components.face_card(face, number, count)
        slots.append((above, st.empty()))
        if face.detector != "frontalface_alt2":
            st.caption(f"Found by: {face.detector}.")
    return slots


def _beside(slots: Sequence[tuple[Slot, Slot]], said: Sequence[Sequence[Said]]) -> None:
    """Show what other releases say, once the chosen one has spoken."""
    for (above, below), all_said in zip(slots, said, strict=True):
        with above:
            doubts.headline(all_said)
        with below:
            doubts.side_by_side(all_said)


def _no_face(given: Given) -> None:
    st.markdown("#### No face found")
    st.markdown(
        "The detector looks for faces seen from the front that are at least a fifteenth of the "
        "picture. Try one that is larger, less turned or better lit."
    )
    st.markdown("Is the whole picture a face, cropped as closely as a passport photograph?")
    st.button(
        "Classify the whole picture",
        icon=":material/crop_free:",
        key=f"whole-{given.key}",
        on_click=state.take_whole,
        args=(given.key,),
    )


def _downloads(given: Given, result: Result) -> None:
    stem = Path(given.name).stem
    left, right = st.columns(2)
    left.download_button(
        "Picture with labels",
        data=partial(_png, result),
        file_name=f"{stem}-labelled.png",
        mime="image/png",
        icon=":material/image:",
        key=f"png-{given.key}",
        on_click="ignore",
        width="stretch",
    )
    right.download_button(
        "Figures as CSV",
        data=partial(_csv, given.name, result),
        file_name=f"{stem}-labels.csv",
        mime="text/csv",
        icon=":material/table_view:",
        key=f"csv-{given.key}",
        on_click="ignore",
        width="stretch",
    )


def _png(result: Result) -> bytes:
    return encode_png(annotate(result, RGB))


def _csv(name: str, result: Result) -> str:
    """Return a row for every face; a name that would start a formula is made plain text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    safe = f"'{name}" if name[:1] in "=+-@\t\r" else name
    writer.writerows(Outcome(safe, result).records())
    return text.getvalue()
