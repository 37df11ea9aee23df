"""Rooms for tests of what is made of them."""

import pytest

from dashboard import cache_rooms
from dashboard.store import ballots, rooms
from dashboard.store.rooms import Position


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store of its own, as every page of this test opens it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/rooms.db")
    opened = cache_rooms.store()
    yield opened
    opened.close()


@pytest.fixture
def full_room(store):
    """A room of four people that has been through everything; its code and secret."""
    faces = cache_rooms.chosen("sketches", 4, 7)
    room, secret = rooms.open_room(store, "90", "sketches", faces, "police", Position("lobby"))
    code = room.code
    for n in range(4):
        ballots.join(store, code, f"p{n}")

    def say(stage, field, values, item=0, text="", best=False):
        at = Position(stage, item, "ask")
        rooms.go(store, code, secret, at)
        for n, value in enumerate(values):
            ballots.vote(store, code, f"p{n}", at, field, value, text and f"{text} {n}", best=best)

    say("before", "police", [3, 3, 2, 1])
    say("before", "hiring", [0, 1])
    say("before", "reason", [None] * 2, text="<b>Because</b>")
    for item in range(4):
        say("guess", "label", [item, item, 7], item)
    say("fool", "Angry", [0.4, 1.9], best=True)
    say("costs", "police:false_alarm", [10, 20, 100])
    say("costs", "police:miss", [5, 5, 50])
    say("costs", "hiring:miss", [500])
    say("after", "police", [0, 3, 1])
    say("after", "reason", [None], text="=SUM(1)")
    rooms.go(store, code, secret, Position("results", 0, "show"))
    return code, secret
