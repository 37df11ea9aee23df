"""Rooms: opened, found, led by whoever knows the secret, closed, deleted, and let go in time."""

import pytest
import sqlalchemy as sa

from dashboard.store import ballots, rooms, tables
from dashboard.store.rooms import Position, RoomError

LOBBY = Position("lobby", 0, "show")
ASK = Position("guess", 0, "ask")


def opened(store, faces=(3, 1)):
    return rooms.open_room(store, "45", "sketches", faces, "police", LOBBY)


def test_a_room_is_found_as_it_was_opened(store):
    room, secret = opened(store)
    assert rooms.find(store, room.code) == room
    assert (room.plan, room.faces, room.position, room.begun) == ("45", (3, 1), LOBBY, None)
    assert rooms.find(store, "QQQQQQ") is None
    assert rooms.leads(store, room.code, secret)
    assert not rooms.leads(store, room.code, secret[:-1])
    assert not rooms.leads(store, "QQQQQQ", secret)


def test_the_secret_is_nowhere_in_the_store(store):
    _, secret = opened(store)
    with store.reading() as connection:
        row = connection.execute(sa.select(tables.ROOMS)).one()
    assert secret not in map(str, row)


def test_codes_are_typed_as_people_type_them():
    assert rooms.clean_code(" k7m-2px ") == "K7M2PX"
    assert rooms.clean_code("K7M\u00a02PX") == "K7M2PX"
    assert rooms.clean_code("é<script>alert(1)</script>") == "SCRIPTAL"


def test_only_the_secret_moves_closes_and_deletes(store):
    room, secret = opened(store)
    for act in (
        lambda s: rooms.go(store, room.code, s, ASK),
        lambda s: rooms.set_stakes(store, room.code, s, "hiring", ""),
        lambda s: rooms.close(store, room.code, s),
        lambda s: rooms.erase(store, room.code, s),
    ):
        with pytest.raises(RoomError, match="does not lead"):
            act("x" + secret)
        assert rooms.find(store, room.code) == room
    rooms.go(store, room.code, secret, ASK)
    moved = rooms.find(store, room.code)
    assert moved.position == ASK
    assert moved.begun is not None
    rooms.go(store, room.code, secret, Position("guess", 0, "show"), "Neutral-Angry-3")
    later = rooms.find(store, room.code)
    assert (later.since, later.begun, later.changes) == (
        moved.since,
        moved.begun,
        "Neutral-Angry-3",
    )


def test_a_closed_room_stands_still_until_it_is_opened_again(store):
    room, secret = opened(store)
    rooms.close(store, room.code, secret)
    with pytest.raises(RoomError, match="closed"):
        rooms.go(store, room.code, secret, ASK)
    rooms.close(store, room.code, secret, closed=False)
    rooms.go(store, room.code, secret, ASK)
    assert rooms.find(store, room.code).closed is None


def test_a_deleted_room_leaves_nothing_and_says_so(store):
    room, secret = opened(store)
    ballots.join(store, room.code, "ann")
    rooms.go(store, room.code, secret, ASK)
    ballots.vote(store, room.code, "ann", ASK, "label", 3)
    rooms.erase(store, room.code, secret)
    with store.reading() as connection:
        for table in (tables.ROOMS, tables.PARTICIPANTS, tables.VOTES):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    with pytest.raises(RoomError, match="deleted"):
        ballots.vote(store, room.code, "ann", ASK, "label", 3)
    with pytest.raises(RoomError, match="deleted"):
        rooms.close(store, room.code, secret)


def test_old_rooms_go_when_a_new_one_is_opened(store, monkeypatch):
    old, _ = opened(store)
    young, _ = opened(store)
    month = rooms.DAYS_KEPT * 24 * 3600 * 1000
    with store.writing() as connection:
        changed = sa.update(tables.ROOMS).where(tables.ROOMS.c.code == old.code)
        connection.execute(changed.values(opened=old.opened - month - 1))
    opened(store)
    assert rooms.find(store, old.code) is None
    assert rooms.find(store, young.code) is not None
    monkeypatch.setattr(rooms, "OPENED_A_DAY", 2)
    with pytest.raises(RoomError, match="2 rooms were opened here within a day"):
        opened(store)


def test_a_room_that_is_too_old_is_deleted_when_somebody_looks_for_it(store):
    old, secret = opened(store)
    month = rooms.DAYS_KEPT * 24 * 3600 * 1000
    with store.writing() as connection:
        connection.execute(sa.update(tables.ROOMS).values(opened=old.opened - month - 1))
    assert not rooms.leads(store, old.code, secret)
    with pytest.raises(RoomError, match="deleted"):
        ballots.vote(store, old.code, "ann", ASK, "label", 3)
    assert rooms.find(store, old.code) is None
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.ROOMS)) == 0


def test_a_code_that_is_taken_is_not_given_twice(store, monkeypatch):
    letters = iter("AAAAAA" * 3 + "BBBBBB")
    monkeypatch.setattr(rooms.secrets, "choice", lambda _: next(letters))
    assert [opened(store)[0].code for _ in range(2)] == ["AAAAAA", "BBBBBB"]
