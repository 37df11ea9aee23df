"""The last stage: what the room found, in one view."""

import streamlit as st

from dashboard import components
from dashboard.rooms import findings, guess
from dashboard.store.rooms import Room
from fer.emotions import EMOTIONS


def lead(room: Room) -> None:
    """Show what the room found."""
    _faces(room)


def seat(room: Room, who: str) -> None:
    """Show a participant what the room found."""
    st.markdown("**Thank you.** This is what the room found.")
    _faces(room)


def _faces(room: Room) -> None:
    found = [face for face in findings.faces(room) if face.votes.sum()]
    if not found:
        return
    st.subheader("Guess before reveal", anchor=False)
    head = ["", "dataset", "this room", "annotators", *(t for t, _ in found[0].guessed.said)]
    rows = []
    for face in found:
        votes = face.guessed.annotators
        rows.append(
            [
                f"Face {face.item + 1}",
                EMOTIONS[face.guessed.label],
                guess.first(face.votes),
                "–" if votes is None else guess.first(votes),
                *(EMOTIONS[int(p.argmax())] for _, p in face.guessed.said),
            ]
        )
    components.table(head, rows, folds=head)
    guess.agreement(found)
