"""Video finds what photographs find, follows it, and searches the whole frame seldom."""

import cv2
import numpy as np
import pytest

from fer.data.samples import photograph
from fer.images import decode
from fer.recognition import doubts
from fer.recognition import video as module
from fer.recognition.detect import detect, detect_near, detect_quickly
from fer.recognition.faces import Box
from fer.recognition.video import MOST, SEARCH_EVERY, Video


@pytest.fixture(scope="module")
def frame():
    """A frame of a video, 320 × 240, with one face."""
    pixels = decode(photograph(320, 240))
    pixels.setflags(write=False)
    return pixels


@pytest.fixture
def searches(monkeypatch):
    """The frames that were searched as a whole."""
    seen = []

    def counted(grey):
        seen.append(grey)
        return detect_quickly(grey)

    monkeypatch.setattr(module, "detect_quickly", counted)
    return seen


def moved(frame, across):
    shift = np.float32([[1, 0, across], [0, 1, 0]])
    return cv2.warpAffine(frame, shift, frame.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


def test_the_quick_search_finds_the_face_of_the_long_one(frame):
    (quick,), (long,) = detect_quickly(frame), detect(frame)
    assert quick.box.overlap(long.box) > 0.7
    assert detect_quickly(np.full_like(frame, 90)) == []


def test_the_face_is_found_near_where_it_was_and_nowhere_else(frame):
    (face,) = detect(frame)
    box = face.box
    beside = detect_near(frame, Box(box.x + 12, box.y - 8, box.side * 1.1))
    assert beside.box.overlap(box) > 0.8
    assert detect_near(frame, Box(20, 220, 40)) is None
    assert detect_near(frame, Box(-300, 0, 40)) is None
    assert detect_near(np.full_like(frame, 90), box) is None


def test_a_still_video_is_labelled_as_its_photograph(recogniser, frame):
    (still,) = recogniser.recognise(frame).faces
    video = Video(recogniser)
    for i in range(12):
        (track,) = video.look(frame, i / 10)
    assert track.number == 1
    assert track.box.overlap(still.box) > 0.8
    assert track.label == still.emotion
    assert np.abs(track.probabilities - still.probabilities).max() < 0.15
    assert [d.kind for d in track.doubts] == [
        d.kind for d in still.doubts if d.kind != "confidence"
    ]


def test_what_speaks_against_a_label_stays_until_the_next_careful_look(
    recogniser, frame, monkeypatch
):
    video = Video(recogniser)
    monkeypatch.setattr(doubts, "SOFTEST", 1.0)
    (track,) = video.look(frame, 0.0)
    assert "blurred" in [one.kind for one in track.doubts]
    monkeypatch.undo()
    (track,) = video.look(frame, 0.5)
    assert "blurred" in [one.kind for one in track.doubts]
    (track,) = video.look(frame, 0.1 + SEARCH_EVERY)
    assert "blurred" not in [one.kind for one in track.doubts]


def test_the_whole_frame_is_searched_once_a_second(recogniser, frame, searches):
    video = Video(recogniser)
    for i in range(21):
        assert len(video.look(frame, i / 10)) == 1
    assert len(searches) == 1 + int(2 / SEARCH_EVERY)


def test_a_moving_face_is_followed_without_new_searches(recogniser, frame, searches):
    video = Video(recogniser)
    for i in range(9):
        (track,) = video.look(moved(frame, 5 * i), i / 10)
    assert track.number == 1
    assert track.box.x == pytest.approx(detect(moved(frame, 40))[0].box.x, abs=8)
    assert len(searches) == 1


def test_a_face_that_leaves_is_gone_and_one_that_comes_is_found(recogniser, frame):
    empty = np.full_like(frame, 90)
    video = Video(recogniser)
    assert video.look(empty, 0.0) == ()
    assert len(video.look(frame, 0.1)) == 1
    assert video.look(empty, 0.2) == ()
    (back,) = video.look(frame, 0.3)
    assert back.number == 1
    video.look(empty, 0.4)
    (later,) = video.look(frame, 5.0)
    assert later.number == 2


def test_two_faces_get_a_number_each(recogniser, frame):
    both = np.hstack([frame[:, 60:260], frame[:, 60:260]])
    video = Video(recogniser)
    for i in range(15):
        found = video.look(both, i / 10)
        assert [track.number for track in found] in ([1, 2], [2, 1])
    assert found[0].box.x < 200 < found[1].box.x


def test_of_many_faces_the_largest_are_followed(recogniser, frame, monkeypatch):
    boxes = [Box(20 + 30 * i, 120, 21 + i) for i in range(MOST + 3)]
    monkeypatch.setattr(module, "_others", lambda *_: boxes)
    found = Video(recogniser).look(frame, 0.0)
    assert len(found) == MOST
    assert min(track.found.side for track in found) == 24


def test_the_frame_is_left_alone(recogniser, frame):
    before = frame.copy()
    video = Video(recogniser)
    for i in range(3):
        video.look(frame, i)
    assert np.array_equal(frame, before)
