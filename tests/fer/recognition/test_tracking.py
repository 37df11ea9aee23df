"""Averages over time forget at a stated pace; faces keep their number from frame to frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import lfilter

from fer.recognition.faces import Box, Doubt, Face
from fer.recognition.tracking import LOST, TIME_CONSTANT, Sighting, Tracker, weight

seconds = st.floats(0, 5)


def sighting(x=100.0, y=80.0, side=60.0, label=3, sure=1.0, doubts=(), careful=True):
    p = np.full(7, (1 - sure) / 7, np.float32)
    p[label] += sure
    box = Box(x, y, side)
    told = tuple(Doubt(kind, kind) for kind in doubts)
    crop = np.zeros((48, 48), np.uint8)
    face = Face(Box(x, y, side * 1.04), crop, p, "drawn", doubts=told)
    return Sighting(box, face, careful)


@given(seconds, seconds)
def test_two_steps_forget_as_much_as_one(a, b):
    kept = (1 - weight(a, 0.6)) * (1 - weight(b, 0.6))
    assert kept == pytest.approx(1 - weight(a + b, 0.6))


def test_after_the_time_constant_63_percent_is_new():
    assert weight(TIME_CONSTANT, TIME_CONSTANT) == pytest.approx(1 - 1 / np.e)
    assert weight(0, 1) == weight(-3, 1) == 0
    with pytest.raises(ValueError, match="above 0"):
        weight(1, 0)


def test_the_average_is_the_filter_of_the_textbook():
    labels = np.random.default_rng(5).integers(0, 7, 40)
    step = 0.07
    share = 1 - np.exp(-step / TIME_CONSTANT)
    given = np.eye(7)[labels]
    start = (1 - share) * given[:1]
    expected, _ = lfilter([share], [1, share - 1], given, axis=0, zi=start)
    tracker = Tracker()
    for i, label in enumerate(labels):
        (track,) = tracker.follow([sighting(label=int(label))], i * step)
        assert track.probabilities == pytest.approx(expected[i], abs=1e-6)
        assert track.probabilities.sum() == pytest.approx(1)
    assert track.number == 1


def test_the_frame_rate_does_not_matter():
    def after_a_second(rate):
        tracker = Tracker()
        tracker.follow([sighting(label=0)], 0.0)
        for i in range(1, rate + 1):
            (track,) = tracker.follow([sighting(label=3)], i / rate)
        return track.probabilities

    assert after_a_second(5) == pytest.approx(after_a_second(30))


def test_one_odd_frame_does_not_change_the_label():
    tracker = Tracker()
    for i in range(20):
        odd = i == 10
        (track,) = tracker.follow([sighting(label=0 if odd else 3, sure=0.9)], i / 12)
        assert track.label == "Happy"


def test_faces_keep_their_numbers_while_they_move_and_are_told_from_left_to_right():
    tracker = Tracker()
    for i in range(10):
        pair = [sighting(250 - 4 * i, label=4), sighting(60 + 4 * i)]
        found = tracker.follow(pair[:: 1 if i % 2 else -1], i / 10)
        if i == 0:
            numbers = [track.number for track in found]
        assert [track.number for track in found] == numbers
        assert [track.label for track in found] == ["Happy", "Sad"]


def test_a_face_that_hides_a_moment_is_the_same_and_later_another():
    tracker = Tracker()
    tracker.follow([sighting()], 0.0)
    assert tracker.follow([], LOST / 2) == ()
    (again,) = tracker.follow([sighting()], LOST)
    assert again.number == 1
    (new,) = tracker.follow([sighting(label=5)], 3 * LOST)
    assert new.number == 2
    assert new.label == "Surprise"
    assert len(tracker.tracks) == 1


def test_a_face_elsewhere_is_another():
    tracker = Tracker()
    tracker.follow([sighting()], 0.0)
    (other,) = tracker.follow([sighting(x=170)], 0.1)
    assert other.number == 2


def test_the_box_follows_and_lags_less_than_the_label():
    tracker = Tracker()
    tracker.follow([sighting(label=0)], 0.0)
    (track,) = tracker.follow([sighting(x=110, label=3)], 0.1)
    assert 105 < track.box.x < 110
    assert track.found.x == 110
    assert track.label == "Angry"


def test_a_doubt_counts_when_two_careful_looks_agree():
    tracker = Tracker()
    told = []
    looks = [(("turned", "confidence"), True), ((), False), (("blurred",), True)]
    looks += [(("blurred", "tiny"), True), ((), False), ((), True)]
    for i, (doubts, careful) in enumerate(looks):
        (track,) = tracker.follow([sighting(doubts=doubts, careful=careful)], i / 10)
        told.append([one.kind for one in track.doubts])
    assert told == [["turned"], ["turned"], [], ["blurred"], ["blurred"], []]


def test_a_clock_that_runs_backwards_averages_nothing():
    tracker = Tracker()
    tracker.follow([sighting(label=0)], 5.0)
    (track,) = tracker.follow([sighting(label=3)], 4.0)
    assert track.label == "Angry"
    assert track.seen == 5.0


def test_what_it_is_given_is_left_alone():
    seen = sighting()
    before = seen.face.probabilities.copy()
    tracker = Tracker()
    for i in range(3):
        tracker.follow([seen, sighting(x=250, label=1)], i / 10)
    assert np.array_equal(seen.face.probabilities, before)
