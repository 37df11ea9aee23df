"""An answer holds what the chain says and a picture that a browser shows; samples are kept."""

import io

import numpy as np
import pytest
from PIL import Image

from dashboard import cache
from dashboard.answers import answer
from fer.data.samples import grace_hopper, photograph
from fer.errors import ImageError
from fer.recognition.chain import Recogniser
from fer.release import Release


@pytest.fixture
def release(toy_release):
    return Release.open(*toy_release)


@pytest.fixture
def recogniser(release):
    return Recogniser(release, threads=1)


def opened(data):
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "JPEG"
    return picture


def test_it_is_what_the_chain_says(recogniser):
    ours, theirs = answer(recogniser, grace_hopper()), recogniser.recognise(grace_hopper())
    assert ours.result.to_json() == theirs.to_json()
    assert opened(ours.shown).size == (512, 600)


def test_the_picture_has_the_box_drawn_in_and_its_colours_right(recogniser):
    found = answer(recogniser, grace_hopper())
    plain = np.asarray(Image.open(io.BytesIO(grace_hopper())), float)
    shown = np.asarray(opened(found.shown), float)
    away = np.abs(shown - plain).mean(axis=2)
    assert np.median(away) < 4
    corners = found.result.faces[0].box.corners().astype(int)
    assert all(away[y - 2 : y + 3, x - 2 : x + 3].max() > 25 for x, y in corners)


def test_a_large_picture_is_shown_smaller(recogniser):
    shown = opened(answer(recogniser, photograph(2000, 1500)).shown)
    assert shown.size == (1400, 1050)


def test_a_crop_is_classified_whole(recogniser):
    (face,) = answer(recogniser, grace_hopper(), crop=True).result.faces
    assert face.detector == "whole picture"


def test_bad_bytes_are_refused(recogniser):
    with pytest.raises(ImageError):
        answer(recogniser, b"no picture")


def test_a_sample_is_recognised_once_and_again_for_another_release(release, monkeypatch):
    asked = []
    plain = Recogniser.recognise

    def counted(self, data, **options):
        asked.append(self.release.id)
        return plain(self, data, **options)

    monkeypatch.setattr(Recogniser, "recognise", counted)
    first = cache.sample_answer(release, grace_hopper())
    assert cache.sample_answer(release, grace_hopper()) is first
    assert asked == ["toy"]
    other = Release(release.id, release.folder, release.card, "another digest")
    cache.sample_answer(other, grace_hopper())
    assert asked == ["toy", "toy"]
