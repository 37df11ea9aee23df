"""What speaks against relying on a label: the threshold, and what other releases say."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import beside, cache, state_face
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation.lineage import kinship
from fer.evaluation.wording import listed
from fer.recognition.doubts import CONFIDENCE
from fer.recognition.faces import Face, Result
from fer.release import Release

NO_FACE = "looks at no face"
Said = tuple[Release, Face]  # a release, and the face as it labels it


def choose_others(release: Release | None) -> list[Release]:
    """Let the visitor ask every release, and return those beside the chosen one, if they do."""
    found = cache.list_models(release)
    if release is None or len(found) < 2:
        return []
    every = st.toggle(
        "Ask every release",
        key=state_face.EVERY,
        bind="query-params",
        help="Shows what all releases say of the same face, and whether they agree.",
    )
    return [one for one in found if one.id != release.id] if every else []


def ask(result: Result, release: Release, others: Sequence[Release]) -> list[list[Said]]:
    """Return, for each face of a result, what its release and the others say of it."""
    said = [[(release, face)] for face in result.faces]
    for other in others:
        try:
            faces = cache.recogniser(other).relabel(result.faces)
        except FerError as error:
            st.warning(str(error), icon=":material/folder_off:")
            continue
        for all_said, face in zip(said, faces, strict=True):
            all_said.append((other, face))
    return said


def agreement(said: Sequence[Said]) -> str:
    """Return in a sentence whether releases agree on a face; empty of fewer than two.

    Releases that do not look at the face take no part.
    """
    looking = [(release, face) for release, face in said if beside.looks(release)]
    if len(looking) < 2:
        return ""
    by_label = {
        name: [release.title for release, face in looking if face.emotion == name]
        for name in EMOTIONS
    }
    there = {name: titles for name, titles in by_label.items() if titles}
    if len(there) == 1:
        count = "Both" if len(looking) == 2 else f"All {len(looking)}"
        return f"{count} releases that look at the face say {next(iter(there))}."
    parts = (
        f"{listed(titles)} {'says' if len(titles) == 1 else 'say'} {name}"
        for name, titles in sorted(there.items(), key=lambda one: -len(one[1]))
    )
    return f"The releases disagree: {'; '.join(parts)}."


def headline(said: Sequence[Said]) -> None:
    """Show whether the releases agree, above the face's card."""
    if sentence := agreement(said):
        st.html(f'<p class="fer-verdict fer-agree">{escape(sentence)}</p>')


def side_by_side(said: Sequence[Said]) -> None:
    """Show what every release says of a face, a strip each."""
    if len(said) < 2:
        return
    with st.container():
        st.html(beside.strips([_line(release, face) for release, face in said]))
        if kin := kinship([release for release, _ in said if beside.looks(release)]):
            st.caption(kin)


def _line(release: Release, face: Face) -> str:
    unsure = any(one.kind == CONFIDENCE for one in face.doubts)
    tag = "not sure" if unsure else ""
    return beside.line(release.title, face.probabilities, tag if beside.looks(release) else NO_FACE)


def note(result: Result) -> None:
    """Say quietly where the release that answered has no threshold to be held to."""
    threshold = result.threshold
    if threshold is not None and threshold.origin in ("learnt", "unknown"):
        st.caption(f"Threshold of this release: {threshold.said}")
