"""The handout gathers what a room found, and lets nothing that people typed become markup."""

import re

from dashboard.rooms import handout
from dashboard.store import rooms
from fer.evaluation.conclusions import CONCLUSIONS


def test_the_handout_gathers_every_activity(store, full_room):
    html = handout.document(rooms.find(store, full_room[0])).html()
    assert "joined by 4 people" in html
    assert re.search(r"What does an error cost\? Law enforcement.*Then, of 1,000 faces", html)
    assert re.search(r"What does an error cost\? Hiring.*a missed face 500", html)
    assert "Law enforcement moved the room most: 2 of 3 towards no." in html
    assert "On 4 faces of Drawn faces this room agreed" in html
    assert "a false alarm 20 (10 to 100, n = 3)" in html
    assert "0 / 1 / 1 / 2" in html
    assert "1 / 1 / 0 / 1" in html
    assert re.search(r"<th>Angry</th><td>2</td><td>1</td><td>90", html)
    assert all(one.paper.replace("'", "&#x27;") in html for one in CONCLUSIONS)
    assert html.count("Face ") >= 4
    assert "https://doi.org/10.1177/1529100619832930" in html
    assert "&lt;b&gt;Because&lt;/b&gt; 1" in html
    assert "=SUM(1) 0" in html
    assert "@page" in html
    assert full_room[1] not in html
    assert "p0" not in html


def test_a_room_in_which_nothing_was_said_still_has_a_handout(store):
    room, _ = rooms.open_room(
        store, "cards", "sketches", (), "police", rooms.Position("lobby", 0, "show")
    )
    document = handout.document(room)
    assert document.tables == []
    assert not any(one.heading.startswith("Reasons") for one in document.points)
    assert "0 people" in document.lead
    assert "Barrett" in document.html()


def test_without_a_release_the_handout_stands_on_the_votes(store, full_room, tmp_path, monkeypatch):
    from dashboard import cache

    monkeypatch.setattr(cache, "WEIGHTS", tmp_path)
    html = handout.document(rooms.find(store, full_room[0])).html()
    assert "a false alarm 20" in html
    assert "Then, of 1,000" not in html
