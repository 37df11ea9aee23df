"""What rooms say beside faces, counted from their votes."""

import pytest

from dashboard.rooms import tallies
from dashboard.rooms.poll import headline, moved
from dashboard.rooms.tallies import Opinion, Priced
from dashboard.store import rooms
from fer.evaluation.contexts import CONTEXTS
from fer.evaluation.rooms import Change


def test_opinions_are_of_every_context_and_follow_each_person(store, full_room):
    found = {one.title: one.change for one in tallies.opinions(rooms.find(store, full_room[0]))}
    assert len(found) == len(CONTEXTS)
    police = found["Law enforcement"]
    assert (police.before, police.after) == ((0, 1, 1, 2), (1, 1, 0, 1))
    assert (police.both, police.up, police.down) == (3, 0, 2)
    assert found["Hiring"].both == 0


def test_reasons_stand_by_stage_and_name_nobody(store, full_room):
    found = tallies.reasons(rooms.find(store, full_room[0]))
    assert [(stage, vote.text) for stage, vote in found] == [
        ("before", "<b>Because</b> 0"),
        ("before", "<b>Because</b> 1"),
        ("after", "=SUM(1) 0"),
    ]


def test_tries_are_counted_as_reached_and_by_their_best(store, full_room):
    [one] = tallies.fooled(rooms.find(store, full_room[0]))
    assert (one.label, one.told, one.reached, one.best) == (0, 2, 1, pytest.approx(0.9))
    assert tallies.score(0.2, True) > tallies.score(0.999, False)


def test_costs_are_medians_of_this_context_only(store, full_room):
    room = rooms.find(store, full_room[0])
    assert tallies.priced(room) == [
        Priced("false_alarm", 20, 10, 100, 3),
        Priced("miss", 5, 5, 50, 3),
    ]
    changes = tallies.changes(room)
    assert "Neutral-Angry" not in changes  # 20 is what is assumed already
    assert "Angry-Happy-5" in changes
    rooms.set_stakes(store, *full_room, "hiring", "")
    assert [one.asked for one in tallies.priced(rooms.find(store, room.code))] == ["miss"]


def opinion(title, up, down, both):
    return Opinion(title, Change((0,) * 4, (0,) * 4, both, up, down))


@pytest.mark.parametrize(
    ("up", "down", "both", "said"),
    [
        (0, 0, 0, "Nobody has answered both times yet, so nobody can have moved."),
        (0, 0, 5, "Nobody of 5 who answered both times has moved."),
        (2, 2, 5, "B moved the room most: 2 of 5 towards yes, and as many towards no."),
        (1, 3, 5, "B moved the room most: 3 of 5 towards no, 1 the other way."),
        (3, 0, 5, "B moved the room most: 3 of 5 towards yes."),
    ],
)
def test_the_headline_names_where_the_room_moved(up, down, both, said):
    assert headline([opinion("A", 0, 0, both), opinion("B", up, down, both)]) == said


def test_uses_that_moved_alike_are_named_together():
    alike = [opinion(title, 0, 2, 5) for title in "ABC"]
    rest = opinion("D", 1, 0, 5)
    assert headline([*alike[:2], rest]) == "A and B moved the room most: 2 of 5 towards no."
    assert headline([*alike, rest]) == "3 of 4 uses moved the room most: 2 of 5 towards no."


def test_a_use_that_nobody_answered_twice_does_not_hide_the_others():
    skipped, still = opinion("A", 0, 0, 0), opinion("B", 0, 0, 7)
    assert headline([skipped, still]) == "Nobody of 7 who answered both times has moved."


def test_uses_that_moved_as_far_the_other_way_are_named_too():
    found = [opinion("A", 3, 0, 9), opinion("B", 0, 3, 9)]
    said = "A and B moved the room most: 3 people each, not all the same way."
    assert headline(found) == said


def test_uses_that_moved_alike_among_other_numbers_of_people_moved_alike():
    found = [opinion("A", 0, 3, 10), opinion("B", 0, 3, 9)]
    assert headline(found) == "A and B moved the room most: 3 people each towards no."


def test_who_moved_is_told_of_those_who_answered_twice():
    assert moved(opinion("A", 1, 2, 5)) == "of 5: 1 towards yes, 2 towards no, 2 as before"
    assert moved(opinion("A", 0, 0, 0)) == "nobody answered both times"
