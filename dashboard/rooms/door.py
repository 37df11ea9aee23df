"""The way into a room from the page Workshop: a field for its code, and a button that opens one."""

import streamlit as st

from dashboard import state_rooms
from dashboard.rooms import switch


def show() -> None:
    """Offer to join a room or to open one; a sentence where rooms are turned off."""
    if not switch.rooms_allowed():
        switch.off_notice()
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _field()
        st.button(
            "Open a room",
            icon=":material/groups:",
            on_click=state_rooms.enter,
            args=(state_rooms.NEW,),
            help="Up to 90 minutes with a group: everybody votes on their own phone.",
        )


def code_field() -> None:
    """Ask for the code of a room."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _field()


def _field() -> None:
    st.text_input(
        "Code of a room",
        key=state_rooms.TYPED,
        placeholder="such as K7M 2PX",
        on_change=state_rooms.join_typed,
        max_chars=12,
        width=220,
        autocomplete="off",
    )
    st.button("Join", on_click=state_rooms.join_typed)
