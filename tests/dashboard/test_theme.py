"""One colour an emotion, and each stands out on both backgrounds."""

import tomllib
from pathlib import Path

import pytest

from dashboard.theme import COLOURS, RGB
from fer.emotions import EMOTIONS

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def luminance(red, green, blue):
    parts = [c / 255 for c in (red, green, blue)]
    lin = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]


def contrast(one, other):
    high, low = sorted((luminance(*one), luminance(*other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def from_hex(text):
    return tuple(int(text[i : i + 2], 16) for i in (1, 3, 5))


@pytest.fixture(scope="module")
def config():
    return tomllib.loads(CONFIG.read_text(encoding="utf-8"))


def test_every_emotion_has_its_own_colour():
    assert tuple(COLOURS) == EMOTIONS
    assert len(set(COLOURS.values())) == len(EMOTIONS)
    assert RGB["Angry"] == (0xEE, 0x66, 0x77)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_accent_are_readable(config, mode):
    theme = config["theme"][mode]
    ground = from_hex(theme["backgroundColor"])
    assert contrast(from_hex(theme["textColor"]), ground) >= 7
    assert contrast(from_hex(theme["primaryColor"]), ground) >= 4.5


def test_nothing_is_asked_and_nothing_is_sent(config):
    assert config["server"]["showEmailPrompt"] is False
    assert config["browser"]["gatherUsageStats"] is False
    assert 0 < config["server"]["maxUploadSize"] <= 200


def test_weights_of_headings_are_those_that_streamlit_takes(config):
    weights = config["theme"]["headingFontWeights"]
    assert len(weights) == 6
    assert all(100 <= weight <= 900 and weight % 50 == 0 for weight in weights)
