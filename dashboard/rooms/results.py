"""The last stage: what the room found, in one view, and the handout."""

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
    show(room)


def show(room: Room) -> None:
    """Show every result, and offer the handout; what cannot be shown says why and costs no more."""
    for part in (_opinions, _faces, _fooled, _prices, _handout):
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
    if tallies.priced(room):
        st.subheader("What does an error cost?", anchor=False)
        price.room_said(room)


def _handout(room: Room) -> None:
    st.subheader("Handout", anchor=False)
    documents.keep(handout.document(room), f"workshop-{room.code}")
    st.caption("To print it or to keep it as PDF, open the HTML file and print.")
