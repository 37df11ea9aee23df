"""What the server says of a frame: faces as plain values, a sentence for what is none."""

import base64
import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from dashboard.live import answer, described
from fer.abstention import Threshold
from fer.data.samples import photograph
from fer.emotions import EMOTIONS
from fer.recognition.chain import Recogniser
from fer.recognition.faces import Box, Doubt
from fer.recognition.tracking import Track
from fer.recognition.video import Video
from fer.release import Release
from tests.dashboard.conftest import texts


@pytest.fixture
def video(toy_release):
    return Video(Recogniser(Release.open(*toy_release), threads=1))


def sent(data, number=7):
    return {"number": number, "jpeg": base64.b64encode(data).decode("ascii")}


def flat(width, height):
    return cv2.imencode(".jpg", np.full((height, width, 3), 90, np.uint8))[1].tobytes()


def track(probabilities):
    box = Box(160, 90, 94)
    return Track(3, box, box, 0.0, np.array(probabilities), (), (), 0.0)


def test_a_frame_is_answered_with_its_number_and_its_face(video):
    said = answer(video, sent(photograph(320, 240)), 0.0)
    assert json.loads(json.dumps(said)) == said
    assert (said["number"], said["width"], said["height"]) == (7, 320, 240)
    (face,) = said["faces"]
    x, y, side, _ = face["box"]
    assert x - side / 2 < 162 < x + side / 2
    assert y - side / 2 < 86 < y + side / 2
    assert EMOTIONS[face["label"]] in face["words"]
    assert sum(face["probabilities"]) == pytest.approx(1, abs=1e-3)


def test_no_face_is_an_answer(video):
    assert answer(video, sent(flat(320, 240)), 0.0)["faces"] == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (None, "no picture from this page"),
        ({"number": 7}, "no picture from this page"),
        ({"number": 7, "jpeg": 5}, "no picture from this page"),
        ({"number": 7, "jpeg": "A" * 500_000}, "no picture from this page"),
        ({"number": 7, "jpeg": "§"}, "arrived damaged"),
        (sent(b""), "is empty"),
        (sent(b"words"), "not a picture"),
        (sent(photograph(640, 480)[:5000]), "cut off"),
        (sent(flat(1600, 1200)), "up to 640 pixels"),
    ],
    ids=["nothing", "no jpeg", "number", "long", "not base64", "empty", "text", "cut off", "large"],
)
def test_what_is_no_frame_gets_a_sentence(video, given, says):
    said = answer(video, given, 0.0)
    assert says in said["error"]
    assert "faces" not in said
    assert "The file" not in said["error"]


def test_below_its_threshold_or_in_doubt_of_the_picture_there_is_no_label():
    halves = track([0, 0, 0.45, 0, 0.4, 0, 0.15])
    assert described(halves, Threshold(None, "learnt"))["words"] == "Fear"
    unsure = described(halves, Threshold(0.5, "card"))
    assert unsure["words"] == "Not sure: Fear or Sad"
    assert "confidence is 45.0%" in unsure["doubts"][0]
    assert described(halves, Threshold(None, "never"))["doubts"]
    sure = track([0, 0, 0, 0.9, 0.1, 0, 0])
    assert described(sure, Threshold(0.5, "card"))["doubts"] == []
    turned = replace(sure, doubts=(Doubt("turned", "The face may be turned."),))
    said = described(turned, Threshold(0.5, "card"))
    assert said["words"] == "Not sure: Happy or Sad"
    assert said["doubts"] == ["The face may be turned."]


def test_the_page_waits_for_consent_and_keeps_no_frame(app):
    app.session_state["source"] = "live"
    app.run()
    assert not app.exception
    (camera,) = app.get("bidi_component")
    assert camera.proto.component_name.endswith("fer_live_camera")
    assert json.loads(camera.proto.json)["answer"] is None
    assert "time constant of 0.6 s" in texts(app)


def test_the_switch_turns_live_off_too(app, monkeypatch):
    monkeypatch.setenv("FER_CAMERA", "off")
    app.session_state["source"] = "live"
    app.run()
    assert not app.exception
    assert not app.get("bidi_component")
    assert "The camera is off on this server" in texts(app)


def test_a_broken_release_gets_its_sentence(app, one_release):
    (one_release / "model.onnx").write_bytes(b"nothing")
    app.session_state["source"] = "live"
    app.run()
    assert not app.exception
    assert "not the file that its card describes" in texts(app)


def test_without_a_release_nothing_is_offered(app, weights):
    app.session_state["source"] = "live"
    app.run()
    assert not app.exception
    assert not app.get("bidi_component")
    assert "python -m fer train cnn4" in texts(app)
