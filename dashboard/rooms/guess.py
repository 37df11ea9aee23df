"""Guess before reveal: everyone votes on a face, then all answers stand side by side."""

import base64
from collections.abc import Sequence
from html import escape

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard import cache, cache_rooms, components
from dashboard.pictures import title_of
from dashboard.rooms import casting, findings
from dashboard.rooms.casting import Seat
from dashboard.rooms.findings import Face
from dashboard.store.rooms import Room
from dashboard.theme import COLOURS
from fer.data.dataset import Faces
from fer.emotions import EMOTIONS
from fer.evaluation.lineage import kinship
from fer.evaluation.rooms import OPTIONS
from fer.evaluation.wording import counted, listed
from fer.recognition.annotate import encode_png

QUESTION = "Which label would you give this face?"
_NO_COLOUR = "#8A8F98"


def lead(room: Room, secret: str) -> None:
    """Show the face on the facilitator's screen, and all answers once the vote is closed."""
    del secret
    if room.position.phase == "ask":
        left, right = st.columns([2, 3], gap="large", vertical_alignment="center")
        left.html(_asked(room))
        options = "".join(f"<li>{name}</li>" for name in OPTIONS)
        right.markdown(f"**{QUESTION}** Vote before you talk.")
        right.html(f'<ul class="fer-options">{options}</ul>')
        return
    reveal(findings.here(room), room.dataset)
    agreement(findings.faces(room))


def seat(room: Room, me: Seat) -> None:
    """Let a participant vote; then show all answers."""
    if room.position.phase == "ask":
        st.html(_asked(room))
        with st.container(key="fer-vote"):
            casting.choice(room, me, findings.LABEL, QUESTION, OPTIONS)
        return
    own = me.said.get(findings.LABEL)
    if own is not None and own.value is not None:
        st.markdown(f"You said **{OPTIONS[int(own.value)]}**.")
    reveal(findings.here(room), room.dataset)


def _asked(room: Room) -> str:
    item = room.position.item
    return picture(cache_rooms.picture(room.dataset, room.faces[item]), _place(room))


def _place(room: Room) -> str:
    return f"Face {room.position.item + 1} of {len(room.faces)}"


def picture(face: Faces, place: str) -> str:
    """Return HTML of a face, large, with its place as its description: its label is not told."""
    data = base64.b64encode(encode_png(face)).decode("ascii")
    return (
        f'<img class="fer-guess" alt="{escape(place)}, a grey picture of 48 by 48 pixels" '
        f'src="data:image/png;base64,{data}"><p class="fer-quiet">{escape(place)}</p>'
    )


def reveal(face: Face, dataset: str) -> None:
    """Show what the room, the dataset, the annotators and the releases say of a face."""
    label = EMOTIONS[face.guessed.label]
    st.html(f'<p class="fer-lead">{escape(headline(face))}</p>')
    total = int(face.votes.sum())
    panels = [_panel("This room", counted(total, "vote"), face.votes / max(1, total), label)]
    votes = face.guessed.annotators
    if votes is not None:
        n = int(votes.sum())
        panels.append(_panel("FER+ annotators", counted(n, "vote"), votes / max(1, n), label))
    panels += [_panel(title, "probabilities", p, label) for title, p in face.guessed.said]
    left, right = st.columns([1, 4], gap="medium")
    left.html(picture(face.guessed.face, f"Labelled {label}"))
    right.html(f'<div class="fer-panels">{"".join(panels)}</div>')
    origin = (
        "The label is the expression that was drawn; drawn faces have no annotators."
        if votes is None
        else "The label came from the word that the picture was searched for. FER+'s annotators "
        "who said contempt, unknown or no face stand under no label fits."
    )
    kin = kinship(cache.list_models())
    st.caption(
        f"{title_of(dataset)}, row {face.row:,}. ◂ marks the dataset's label. {origin} {kin}"
    )


def headline(face: Face) -> str:
    """Return who says what the dataset says, in a sentence or two."""
    label = face.guessed.label
    name, total = EMOTIONS[label], int(face.votes.sum())
    said = f"The dataset says {name}."
    if total:
        said += f" {int(face.votes[label]):,} of {total:,} here said the same"
        votes = face.guessed.annotators
        if votes is not None:
            said += f", and {int(votes[label])} of {int(votes.sum())} annotators"
        said += "."
    so = [title for title, p in face.guessed.said if int(p.argmax()) == label]
    if so:
        said += f" Of the releases, {listed(so)} {'say' if len(so) > 1 else 'says'} so too."
    elif face.guessed.said:
        said += " None of the releases says so."
    return said


def _panel(title: str, note: str, shares: npt.ArrayLike, label: str) -> str:
    rows = "".join(
        f"<dt{' class=named' if name == label else ''}>{name}{' ◂' if name == label else ''}</dt>"
        f'<dd class="track">{_bar(name, float(share))}</dd>'
        f'<dd class="number">{components.percent(float(share), 0)}</dd>'
        for name, share in zip(OPTIONS, np.asarray(shares), strict=False)
    )
    return (
        f'<section><h3>{escape(title)}</h3><p class="fer-quiet">{escape(note)}</p>'
        f'<dl class="fer-bars">{rows}</dl></section>'
    )


def _bar(name: str, share: float) -> str:
    if share <= 0:
        return ""
    colour = COLOURS.get(name, _NO_COLOUR)
    return f'<div class="bar" style="width:{share * 100:.1f}%;background:{colour}"></div>'


def agreement(found: Sequence[Face]) -> None:
    """Say how far the room agrees on its faces, beside the annotators on the same."""
    both = findings.agreements(found)
    if both is None:
        st.caption("How far this room agrees is shown once three faces have votes.")
        return
    own, theirs = both
    parts = [f"**This room's agreement on {own.units} faces: {findings.alpha(own)}**"]
    if theirs is not None:
        parts.append(f"FER+'s annotators on the same faces: {findings.alpha(theirs)}")
    st.markdown(". ".join(parts) + ".")
    st.caption(
        "Krippendorff's alpha, nominal, over eight answers, with a 95 % interval (bootstrap over "
        "faces): 1 is agreement, 0 is what chance would give. Few faces: the interval is wide."
    )
