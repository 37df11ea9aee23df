"""A crowd keeps what is small, in order, and no photograph stops the next."""

import base64
import csv
import io
import json

import cv2
import numpy as np
import pytest

from dashboard import crowd as module
from dashboard.crowd import NO_FACE, UNREAD, Crowd, take
from dashboard.crowd_results import as_csv, as_json, table
from fer.data.samples import grace_hopper
from fer.emotions import EMOTIONS
from fer.recognition.chain import Recogniser
from fer.recognition.photographs import COLUMNS
from fer.release import Release
from tests.dashboard.conftest import texts

FLAT = cv2.imencode(".png", np.full((60, 80, 3), 99, np.uint8))[1].tobytes()


@pytest.fixture(scope="module")
def recogniser(toy_release):
    return Recogniser(Release.open(*toy_release), threads=1)


def photo(name, data):
    return {"name": name, "data": base64.b64encode(data).decode("ascii")}


def sent(*photographs, start=0, total=4, run="a", **more):
    given = list(photographs)
    return {"run": run, "total": total, "start": start, "photographs": given, **more}


@pytest.fixture
def crowd(recogniser):
    """Four photographs: a portrait, none, one without a face, one with a name that computes."""
    first = take(None, sent(photo("one.jpg", grace_hopper()), photo("two.jpg", b"no")), recogniser)
    rest = (photo("deep/three.png", FLAT), photo("=1+1.jpg", grace_hopper()))
    return take(first, sent(*rest, start=2), recogniser)


def test_every_photograph_is_labelled_or_says_what_was_wrong(crowd):
    contents = list(crowd.contents())
    assert [c["file"] for c in contents] == ["one.jpg", "two.jpg", "deep/three.png", "=1+1.jpg"]
    assert "'two.jpg' is not a picture" in contents[1]["error"]
    assert [len(c.get("faces", ())) for c in contents] == [1, 0, 0, 1]
    assert crowd.faces == 2
    assert (crowd.counts[NO_FACE], crowd.counts[UNREAD]) == (1, 1)
    assert crowd.ended


def test_no_picture_is_kept(crowd):
    assert max(len(line) for line in crowd.lines) < 4_000
    assert not any(isinstance(value, bytes) for value in vars(crowd).values())


def test_the_status_says_where_to_go_on(recogniser):
    crowd = take(None, sent(photo("one.png", FLAT), left=3), recogniser)
    status = crowd.status()
    assert json.loads(json.dumps(status)) == status
    assert (status["received"], status["total"], status["left"]) == (1, 4, 3)
    assert not status["ended"]
    assert sum(status["counts"]) == 1
    assert len(status["counts"]) == len(EMOTIONS) + 3


def test_what_is_sent_twice_or_too_early_counts_once(recogniser):
    crowd = take(None, sent(photo("one.png", FLAT)), recogniser)
    for start in (0, 5, None):
        again = take(crowd, sent(photo("x.png", FLAT), start=start), recogniser)
        assert again is crowd
        assert len(crowd.lines) == 1


def test_another_run_or_release_begins_anew(crowd, recogniser):
    other = take(crowd, sent(photo("x.png", FLAT), run="b", total=1), recogniser)
    assert other is not crowd
    assert (len(other.lines), other.ended) == (1, True)
    elsewhere = Crowd("a", "another release", 4, lines=["{}"])
    assert take(elsewhere, sent(start=1), recogniser).lines == []


def test_stopping_keeps_what_there_is_and_going_on_continues(recogniser):
    crowd = take(None, sent(photo("one.png", FLAT)), recogniser)
    take(crowd, sent(start=1, ended=True), recogniser)
    assert crowd.ended
    take(crowd, sent(photo("two.png", FLAT), start=1), recogniser)
    assert not crowd.ended
    assert len(crowd.lines) == 2


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (None, "did not arrive"),
        ({"name": 5}, "did not arrive"),
        ({"name": "x.jpg", "data": "§"}, "arrived damaged"),
        ({"name": "x.jpg", "data": "A" * 2_000_000}, "more than 1 MB"),
        ({"name": "x.jpg", "error": "It is protected by a password."}, "password"),
        (photo("x.jpg", b""), "'x.jpg' is empty"),
        (photo("x.jpg", grace_hopper()[:9000]), "'x.jpg' is damaged or cut off"),
    ],
    ids=["nothing", "no data", "not base64", "large", "browser", "empty", "cut off"],
)
def test_whatever_arrives_has_its_sentence_and_the_next_its_label(
    recogniser, monkeypatch, one, says
):
    monkeypatch.setattr(module, "LARGEST", 1)
    crowd = take(None, sent(one, photo("good.jpg", grace_hopper())), recogniser)
    bad, good = crowd.contents()
    assert says in bad["error"]
    assert len(good["faces"]) == 1


@pytest.mark.parametrize("nonsense", [None, 5, "x", {}, {"run": 5}])
def test_nonsense_changes_nothing(crowd, recogniser, nonsense):
    assert take(crowd, nonsense, recogniser) is crowd
    assert take(None, nonsense, recogniser) is None


def test_a_crowd_is_bounded(recogniser, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    many = [photo(f"{i}.png", FLAT) for i in range(5)]
    crowd = take(None, sent(*many, total=10**9), recogniser)
    assert (crowd.total, len(crowd.lines), crowd.ended) == (2, 2, True)
    assert Crowd("a", "b", 1).faces == 0


def test_the_table_has_a_row_for_every_face_and_every_photograph(crowd):
    rows = table(crowd)
    # its own download, in the browser, would let a formula through
    assert list(rows["photograph"]) == ["one.jpg", "two.jpg", "deep/three.png", "'=1+1.jpg"]
    assert list(rows["labelled"])[1:3] == ["not read", "no face found"]
    assert "is not a picture" in rows["note"][1]
    assert rows["confidence"].isna().tolist() == [False, True, True, False]


def test_files_to_keep(crowd):
    rows = list(csv.DictReader(io.StringIO(as_csv(crowd))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 4
    assert rows[3]["file"] == "'=1+1.jpg"
    assert json.loads(as_json(crowd)) == list(crowd.contents())


def test_the_page_offers_a_crowd_and_shows_what_came_of_it(app, crowd):
    app.session_state["source"] = "crowd"
    app.run()
    assert not app.exception
    (sender,) = app.get("bidi_component")
    assert json.loads(sender.proto.json)["crowd"] is None
    assert not app.dataframe
    app.session_state["crowd_so_far"] = crowd
    app.run()
    assert not app.exception
    (sender,) = app.get("bidi_component")
    assert json.loads(sender.proto.json)["crowd"]["received"] == 4
    assert len(app.dataframe[0].value) == 4
    assert "'two.jpg' is not a picture" in "\n".join(one.value for one in app.text)
    assert [b.label for b in app.get("download_button")] == ["Table as CSV", "Everything as JSON"]
    assert "not a measurement of a mood" in texts(app)
    next(b for b in app.button if b.label == "Remove these results").click().run()
    assert not app.exception
    assert not app.dataframe


def test_without_a_release_or_with_a_broken_one_there_is_a_sentence(app, one_release):
    (one_release / "model.onnx").write_bytes(b"nothing")
    app.session_state["source"] = "crowd"
    app.run()
    assert not app.exception
    assert "not the file that its card describes" in texts(app)
    (one_release / "card.json").unlink()
    app.run()
    assert not app.exception
    assert not app.get("bidi_component")
