"""Workshop: activities for a room or for one, on what such a model may be used for."""

import streamlit as st

from dashboard import cache, cards, costs, state, state_rooms, state_workshop
from dashboard.rooms import door, screen

_ACTIVITIES = {
    "costs": ":material/balance: What does an error cost?",
    "cards": ":material/menu_book: What the label cannot mean",
}
_LEAD = {
    "costs": "What does an error cost?",
    "cards": "What can a label not mean?",
}


def _activities() -> None:
    top = st.container()
    state_rooms.set_stakes_shown("", "")  # what is set from here on is no room's
    door.show()
    state.link(state_workshop.ACTIVITY, list(_ACTIVITIES), "costs")
    activity = st.segmented_control(
        "Activity",
        list(_ACTIVITIES),
        format_func=lambda name: _ACTIVITIES[name],
        key=state_workshop.ACTIVITY,
        required=True,
        label_visibility="collapsed",
    )
    state.keep(state_workshop.ACTIVITY, "costs")
    with top:
        st.title(_LEAD[activity or "costs"], anchor=False)
    if activity == "cards":
        with top:
            cards.lead()
        found = cache.list_releases()
        cards.show(found[cache.default_release(found)] if found else None)
    else:
        costs.show(top)


room = state_rooms.code()
if room:
    screen.show(room)
else:
    _activities()
