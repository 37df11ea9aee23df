"""Nearest faces are scikit-learn's; what was computed is kept, and half of it is no loss."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from fer.errors import ReleaseError
from fer.recognition.explain.neighbours import Penultimate, in_blocks, is_kept, nearest
from fer.release import WEIGHTS, Release

FACES = np.random.default_rng(2).integers(0, 256, (300, 48, 48)).astype(np.uint8)


@pytest.fixture(scope="module")
def model(toy_release):
    return Penultimate.of(Release.open(*toy_release))


def by_hand(faces):
    means = faces.reshape(len(faces), 6, 8, 6, 8).mean(axis=(2, 4)).reshape(len(faces), 36)
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def test_features_are_what_the_last_layer_is_given(model):
    np.testing.assert_allclose(model.features(FACES[:9]), by_hand(FACES[:9]), atol=1e-5)


def test_the_nearest_are_those_of_scikit_learn(model, tmp_path):
    query = model.features(FACES[7:8])[0]
    found = nearest(query, in_blocks(model, FACES, tmp_path / "a" / "toy.npy"), 5)
    reference = NearestNeighbors(n_neighbors=5, metric="cosine").fit(by_hand(FACES))
    distance, places = reference.kneighbors(by_hand(FACES[7:8]))
    assert found.places[0] == 7
    assert set(found.places) == set(places[0])
    np.testing.assert_allclose(found.likeness, 1 - distance[0], atol=2e-3)


class Counting:
    """A model that counts the faces that it is asked about."""

    def __init__(self, model):
        self.model, self.asked = model, 0

    def features(self, faces):
        self.asked += len(faces)
        return self.model.features(faces)


def test_features_are_computed_once_and_go_on_where_they_were_broken_off(model, tmp_path):
    counting, path = Counting(model), tmp_path / "toy.npy"
    blocks = in_blocks(counting, FACES, path)
    next(blocks)
    next(blocks)  # the second was written once the third is asked for
    blocks.close()
    assert not is_kept(path, len(FACES))
    first = counting.asked
    seen = []
    whole = np.concatenate(list(in_blocks(counting, FACES, path, lambda *n: seen.append(n))))
    assert counting.asked - first < len(FACES)
    assert seen[-1] == (300, 300)
    np.testing.assert_allclose(whole, by_hand(FACES), atol=1e-3)
    assert is_kept(path, len(FACES))
    before = counting.asked
    again = np.concatenate(list(in_blocks(counting, FACES, path)))
    assert counting.asked - before == 1  # to know how wide they are
    np.testing.assert_array_equal(again, np.asarray(np.load(path), np.float32))


def test_a_broken_or_foreign_file_is_made_anew(model, tmp_path):
    path = tmp_path / "toy.npy"
    for content in (b"nothing", None):
        if content is None:
            np.save(path, np.zeros((4, 36), np.float16))
        else:
            path.write_bytes(content)
        whole = np.concatenate(list(in_blocks(model, FACES, path)))
        np.testing.assert_allclose(whole, by_hand(FACES), atol=1e-3)


def test_where_nothing_can_be_written_nothing_is_kept(model, tmp_path, monkeypatch):
    kept = tmp_path / "kept.npy"
    list(in_blocks(model, FACES, kept))
    before = kept.read_bytes()
    opened = np.lib.format.open_memmap

    def read_only(path, mode, **options):
        if mode != "r":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode, **options)

    monkeypatch.setattr(np.lib.format, "open_memmap", read_only)
    for path in (kept, tmp_path / "another.npy"):
        whole = np.concatenate(list(in_blocks(model, FACES, path)))
        np.testing.assert_allclose(whole, by_hand(FACES), atol=1e-3)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.npy"]
    assert kept.read_bytes() == before
    assert not is_kept(kept, len(FACES) + 1)


def test_a_release_that_looks_at_nothing_has_no_features():
    with pytest.raises(ReleaseError, match="no features"):
        Penultimate.of(Release.open(WEIGHTS, "majority"))
