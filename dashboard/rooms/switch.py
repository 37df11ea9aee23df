"""The switch that turns rooms off for the whole app, and what is said then.

Without it anybody who reaches the server may open rooms, in which others write.
"""

import streamlit as st

from dashboard import state_rooms
from dashboard.switches import allowed

SWITCH = "FER_ROOMS"


def rooms_allowed() -> bool:
    """Return whether rooms may be opened, joined and led: not with ``FER_ROOMS=off``."""
    return allowed(SWITCH)


def off_notice() -> None:
    """Say beside the activities why no room can be opened."""
    st.caption(
        f"Rooms, in which a group votes from its phones, are turned off on this server "
        f"(`{SWITCH}=off`): anybody who reaches it could open them. What follows needs none."
    )


def off_page() -> None:
    """Say to whoever follows a link to a room that there are none here."""
    st.title("Rooms are turned off here", anchor=False)
    st.info(
        f"Whoever runs this server has turned rooms off (`{SWITCH}=off`): none can be opened, "
        "joined or led, and nobody sees what was said in one. If you were to take part in one, "
        "ask whoever invited you for another address.",
        icon=":material/group_off:",
    )
    st.button("To the activities, without a room", type="tertiary", on_click=state_rooms.leave)
