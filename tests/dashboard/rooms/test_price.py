"""The costs that a room sets stay what they are until somebody sets them otherwise."""

from dashboard import state_rooms
from dashboard.rooms import price
from dashboard.store import rooms


def test_a_choice_that_is_none_keeps_what_the_room_has_set(store, full_room, monkeypatch):
    """Streamlit calls a widget's callback as well when the widget is taken off the page."""
    code, secret = full_room
    rooms.set_stakes(store, code, secret, "police", "Angry-Happy-5")
    room = rooms.find(store, code)
    for chosen, kept in (("police", "Angry-Happy-5"), ("hiring", "")):
        monkeypatch.setattr(state_rooms, "held", lambda _, chosen=chosen: chosen)
        price._move(room, secret, "key")
        now = rooms.find(store, code)
        assert (now.context, now.changes) == (chosen, kept)
