"""What an address that names a room shows: its facilitator's screen, a seat, or what is wrong."""

import time

import streamlit as st

from dashboard import cache_rooms, state_rooms
from dashboard.rooms import door, lead, opening, seat, switch
from dashboard.rooms.style import style
from dashboard.store import rooms
from dashboard.store.failures import StoreError
from fer.errors import FerError

EVERY = 2  # seconds between two looks for a store that was away


def show(code: str) -> None:
    """Show the room with a code, or the way to open one."""
    style()
    if not switch.rooms_allowed():
        switch.off_page()
        return
    if code == state_rooms.NEW:
        try:
            opening.show()
        except FerError as error:
            st.error(str(error), icon=":material/error:")
            _back()
        return
    secret = state_rooms.secret()
    try:
        store = cache_rooms.store()
        room = rooms.find(store, code)
        leading = bool(secret) and rooms.leads(store, code, secret)
        if room is None:
            _unknown(code)
        elif leading:
            lead.show(room, secret)
            _back()
        else:
            if secret:
                st.warning(
                    "This link does not lead the room: its last part is not right. You can take "
                    "part; to lead, use the address that you were given on opening.",
                    icon=":material/key_off:",
                )
            seat.show(room)
            _back()
    except FerError as error:
        st.error(str(error), icon=":material/error:")
        if isinstance(error, StoreError):
            _again(code, time.monotonic())
        _back()


@st.fragment(run_every=EVERY)
def _again(code: str, seen: float) -> None:
    """Draw the page anew as soon as the store answers; `seen` is when it did not."""
    if time.monotonic() - seen < EVERY / 2:
        return
    try:
        rooms.find(cache_rooms.store(), code)
    except FerError:
        return
    st.rerun(scope="app")


def _unknown(code: str) -> None:
    st.title("There is no such room", anchor=False)
    st.error(
        f"No room here has the code {code}. Check it on the facilitator's screen; rooms are "
        f"deleted {rooms.DAYS_KEPT} days after they were opened.",
        icon=":material/search_off:",
    )
    door.code_field()
    _back()


def _back() -> None:
    st.button("To the activities, without a room", type="tertiary", on_click=state_rooms.leave)
