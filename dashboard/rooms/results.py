"""The last stage: what the room found, in one view, and the handout."""

from functools import partial

import streamlit as st

from dashboard import components
from dashboard.about import documents
from dashboard.rooms import findings, fool, guess, handout, poll, price, tallies
from dashboard.rooms.casting import Seat
from dashboard.store.rooms import Room
from fer.errors import FerError


def lead(room: Room, secret: str) -> None:
    """Show what the room found."""
    del secret
    show(room)


def seat(room: Room, me: Seat) -> None:
    """Show a participant what the room found."""
    del me
    st.markdown("**Thank you.** This is what the room found.")
    show(room, leading=False)


def show(room: Room, *, leading: bool = True) -> None:
    """Show every result, and offer the handout; what cannot be shown says why and costs no more."""
    for part in (_opinions, _faces, _fooled, _prices, partial(_handout, leading=leading)):
        try:
            part(room)
        except FerError as error:
            st.error(str(error), icon=":material/error:")


def _opinions(room: Room) -> None:
    if tallies.opinions(room):
        st.subheader("Should this exist?", anchor=False)
        poll.change(room)


def _faces(room: Room) -> None:
    found = [face for face in findings.faces(room) if face.votes.sum()] if room.faces else []
    if not found:
        return
    st.subheader("Guess before reveal", anchor=False)
    head, rows = findings.table(found)
    components.table(head, rows, folds=head)
    guess.agreement(found)


def _fooled(room: Room) -> None:
    if tallies.fooled(room):
        st.subheader("Fool the model", anchor=False)
        fool.told(room)


def _prices(room: Room) -> None:
    found = tallies.every_price(room)
    if found:
        st.subheader("What does an error cost?", anchor=False)
        st.markdown("\n".join(f"- **{place.title}.** {price.in_all(p)}" for place, p in found))


def _handout(room: Room, *, leading: bool) -> None:
    st.subheader("Handout", anchor=False)
    documents.keep(handout.document(room, reasons=leading), f"workshop-{room.code}")
    st.caption(
        "To print it or to keep it as PDF, open the HTML file and print."
        + (
            " Participants get one without the reasons."
            if leading and tallies.reasons(room)
            else ""
        )
    )
