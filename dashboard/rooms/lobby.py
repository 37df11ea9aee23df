"""The first stage: how to get in, and that one is in."""

from html import escape

import streamlit as st

from dashboard import cache_rooms
from dashboard.rooms import address
from dashboard.rooms.casting import Seat
from dashboard.store.rooms import DAYS_KEPT, Room


def lead(room: Room, secret: str) -> None:
    """Show the way in, large enough for the last row."""
    del secret
    way_in(room)
    st.caption(
        "The address of this page is yours: it holds the secret that leads this room, so bookmark "
        "it and do not share it. The address bar shows it: on a projector, use full screen (F11). "
        "Closing this page or this computer does not end the room."
    )


def way_in(room: Room) -> None:
    """Show QR code, code and link of a room."""
    found = address.links(room.code)
    left, right = st.columns([2, 3], gap="large", vertical_alignment="center")
    left.html(
        f'<img class="fer-qr" alt="QR code of the address {escape(found.join)}" '
        f'src="{escape(cache_rooms.qr(found.join))}">'
    )
    right.html(
        f'<p class="fer-code">{escape(address.spoken(room.code))}</p>'
        f'<p class="fer-join">Scan it with the camera of a phone, or open the page Workshop and '
        f"enter the code.<br><b>{escape(found.join)}</b></p>"
    )
    if found.note:
        right.caption(found.note)


def seat(room: Room, me: Seat) -> None:
    """Tell a participant that they are in, and what is kept."""
    del room, me
    st.markdown("**You are in.** It begins when the facilitator goes on; this page follows.")
    privacy()


def privacy() -> None:
    """Say what a room keeps of a participant."""
    st.caption(
        "No name, no account. Your answers are kept under a random number that this browser keeps "
        f"in a cookie for 7 days, so that you count once. {DAYS_KEPT} days after it was opened, or "
        "sooner by its facilitator, the room ends for good; it is deleted then, or when somebody "
        "next opens or looks for a room of that age. Reasons that you write are read by the room: "
        "leave names out."
    )
