"""One switch turns the camera off on every page, and errs towards off."""

import pytest
import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from dashboard import camera
from dashboard.camera import camera_allowed
from tests.dashboard.conftest import ROOT, texts


@pytest.fixture(autouse=True)
def unset(monkeypatch):
    monkeypatch.delenv("FER_CAMERA", raising=False)


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("", True),
        (" On ", True),
        ("1", True),
        ("TRUE", True),
        ("off", False),
        (" OFF ", False),
        ("0", False),
        ("false", False),
        ("disabled", False),
    ],
)
def test_a_word_that_does_not_say_on_turns_it_off(monkeypatch, value, allowed):
    monkeypatch.setenv("FER_CAMERA", value)
    assert camera_allowed() is allowed


@pytest.mark.parametrize(
    ("content", "allowed"),
    [({}, True), ({"FER_CAMERA": False}, False), ({"FER_CAMERA": "off"}, False)],
)
def test_secrets_turn_it_off_even_where_the_environment_says_on(monkeypatch, content, allowed):
    monkeypatch.setenv("FER_CAMERA", "on")
    monkeypatch.setattr(st, "secrets", content)
    assert camera_allowed() is allowed


def test_without_secrets_the_environment_decides(monkeypatch):
    class Missing:
        def get(self, *_):
            raise StreamlitSecretNotFoundError("none")

    monkeypatch.setattr(st, "secrets", Missing())
    assert camera_allowed()


def test_off_means_no_camera_even_after_consent_and_the_notice_says_why(app, monkeypatch):
    app.session_state["source"] = "camera"
    app.session_state["camera_agreed"] = True
    app.run()
    assert len(app.get("camera_input")) == 1
    monkeypatch.setenv("FER_CAMERA", "off")
    app.run()
    assert not app.exception
    assert not app.get("camera_input")
    said = texts(app)
    assert "The camera is off on this server" in said
    assert "2 February 2025" in said
    assert "medical or safety" in said


def test_no_other_file_opens_a_camera_without_asking():
    openers = ("camera_input(", "getUserMedia")
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in openers):
            assert "camera_allowed" in text, path
    assert camera.SWITCH == "FER_CAMERA"
