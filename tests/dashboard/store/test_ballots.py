"""Seats and votes: one each, never late, never doubled, whatever sixty people do at once."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dashboard.store import ballots, rooms
from dashboard.store.engine import Store
from dashboard.store.failures import StoreError
from dashboard.store.rooms import Position, RoomError

ROOT = Path(__file__).parents[3]
ASK, SHOW = Position("guess", 0, "ask"), Position("guess", 0, "show")
LOBBY = Position("lobby", 0, "show")


@pytest.fixture
def room(store):
    """The code and the secret of a room that takes votes on its first face."""
    found, secret = rooms.open_room(store, "45", "sketches", (3, 1), "police", LOBBY)
    rooms.go(store, found.code, secret, ASK)
    return found.code, secret


def test_joining_twice_counts_once(store, room):
    code, _ = room
    for who in ("ann", "bob", "ann"):
        ballots.join(store, code, who)
    assert ballots.turnout(store, code, ASK) == (2, 0)
    assert ballots.seat_of("t", code) != ballots.seat_of("t", "OTHER")


def test_a_later_vote_replaces_the_first(store, room):
    code, _ = room
    ballots.join(store, code, "ann")
    for value in (3, 3, 5):
        ballots.vote(store, code, "ann", ASK, "label", value)
    assert [(v.participant, v.value) for v in ballots.votes(store, code, "guess")] == [("ann", 5)]
    assert ballots.turnout(store, code, ASK) == (1, 1)
    assert ballots.own(store, code, "ann", ASK)["label"].value == 5
    assert ballots.own(store, code, "bob", ASK) == {}


def test_the_best_of_several_tries_is_kept(store, room):
    code, _ = room
    ballots.join(store, code, "ann")
    for value in (0.4, 0.9, 0.2):
        ballots.vote(store, code, "ann", ASK, "Fear", value, best=True)
    assert [v.value for v in ballots.votes(store, code, "guess", 0)] == [0.9]


def test_late_votes_and_strangers_get_a_sentence(store, room):
    code, secret = room
    ballots.join(store, code, "ann")
    with pytest.raises(RoomError, match="no seat"):
        ballots.vote(store, code, "bob", ASK, "label", 3)
    rooms.go(store, code, secret, SHOW)
    for at in (ASK, SHOW):
        with pytest.raises(RoomError, match=r"gone on.*not counted"):
            ballots.vote(store, code, "ann", at, "label", 3)
    rooms.go(store, code, secret, ASK)
    rooms.close(store, code, secret)
    with pytest.raises(RoomError, match=r"closed.*not counted"):
        ballots.vote(store, code, "ann", ASK, "label", 3)
    with pytest.raises(RoomError, match="closed: nobody can join"):
        ballots.join(store, code, "bob")
    ballots.join(store, code, "ann")  # who has a seat keeps it
    assert ballots.votes(store, code, "guess") == []


def test_a_rude_reason_of_5000_characters_gets_a_sentence(store, room):
    code, _ = room
    ballots.join(store, code, "ann")
    with pytest.raises(StoreError, match="5,000 characters; up to 500 fit"):
        ballots.vote(store, code, "ann", ASK, "reason", text="x" * 5000)
    ballots.vote(store, code, "ann", ASK, "reason", text=" \x00why\u202e " + "é" * 490)
    assert ballots.own(store, code, "ann", ASK)["reason"].text == "why " + "é" * 490


def test_a_reason_can_be_taken_out_by_whoever_leads(store, room):
    code, secret = room
    ballots.join(store, code, "ann")
    ballots.vote(store, code, "ann", ASK, "reason", text="rude")
    with pytest.raises(RoomError, match="does not lead"):
        ballots.withdraw(store, code, "x", "guess", "ann", "reason")
    ballots.withdraw(store, code, secret, "guess", "ann", "reason")
    assert ballots.votes(store, code, "guess") == []


def test_a_full_room_says_so(store, room, monkeypatch):
    monkeypatch.setattr(ballots, "SEATS", 1)
    ballots.join(store, room[0], "ann")
    ballots.join(store, room[0], "ann")
    with pytest.raises(RoomError, match="full: it has 1 seats"):
        ballots.join(store, room[0], "bob")


def test_no_vote_is_counted_after_the_room_was_closed(store, room):
    """Votes race with the closing: what is confirmed is there, and nothing comes after."""
    code, secret = room
    for n in range(8):
        ballots.join(store, code, f"p{n}")
    confirmed, refused = [], []

    def voting(n):
        for value in range(40):
            try:
                ballots.vote(store, code, f"p{n}", ASK, f"v{value}", value)
                confirmed.append((f"p{n}", f"v{value}"))
            except RoomError:
                refused.append(n)
                return

    threads = [threading.Thread(target=voting, args=(n,)) for n in range(8)]
    [thread.start() for thread in threads]
    rooms.close(store, code, secret)
    after = {(v.participant, v.field) for v in ballots.votes(store, code, "guess")}
    [thread.join() for thread in threads]
    kept = {(v.participant, v.field) for v in ballots.votes(store, code, "guess")}
    assert kept == after == set(confirmed)


SERVER = """
import sys, threading
from dashboard.store import ballots
from dashboard.store.engine import Store
from dashboard.store.rooms import Position
url, code, first, people = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
store, at = Store(url), Position("guess", 0, "ask")
def person(n):
    for _ in range(2):
        ballots.join(store, code, f"p{n}")
        ballots.vote(store, code, f"p{n}", at, "label", n % 8)
threads = [threading.Thread(target=person, args=(n,)) for n in range(first, first + people)]
[t.start() for t in threads]
[t.join() for t in threads]
"""


def test_a_room_over_two_servers_is_one_room(address, store, room):
    command = [sys.executable, "-c", SERVER, address, room[0]]
    both = [
        subprocess.Popen([*command, str(first), "20"], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for first in (0, 10)  # ten people sit on both servers
    ]
    said = [one.communicate(timeout=60)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert ballots.turnout(store, room[0], ASK) == (30, 30)
    other = Store(address)
    found = ballots.votes(other, room[0], "guess")
    assert sorted((v.participant, v.value) for v in found) == sorted(
        (f"p{n}", n % 8) for n in range(30)
    )
    other.close()
