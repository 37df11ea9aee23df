"""Faces to guess at: drawn ones are those of the dataset; a release is asked about these alone."""

import numpy as np
import pytest

from dashboard import cache, cache_rooms
from fer.errors import DatasetError


def test_drawn_faces_are_those_of_the_dataset_and_all_others_stay_undrawn():
    rows = cache_rooms.chosen("sketches", 7, 3)
    whole = cache.dataset("sketches")
    table = whole.rows.set_index("row")
    found = cache_rooms.guessed("sketches", rows)
    assert sorted(one.label for one in found) == list(range(7))
    for row, one in zip(rows, found, strict=True):
        place = int(np.flatnonzero(whole.rows["row"] == row)[0])
        assert np.array_equal(one.face, whole.faces[place])
        assert np.array_equal(cache_rooms.picture("sketches", row), one.face)
        assert table.at[row, "emotion"] == one.label
        assert table.at[row, "split"] == cache_rooms.SPLIT
        assert one.annotators is None


def test_releases_say_of_a_face_what_they_say_of_it_among_all_others():
    rows = cache_rooms.chosen("sketches", 2, 3)
    found = cache_rooms.guessed("sketches", rows)
    known = {release.id: release for release in cache.list_releases()}
    release = known["svm-linear"]
    whole = cache.predictions_on(release, "sketches").set_index("row")
    for row, one in zip(rows, found, strict=True):
        p = dict(one.said)[release.title]
        np.testing.assert_allclose(p, whole.loc[row].filter(like="p_").astype(float), atol=1e-5)
        said = [title for title, _ in one.said]
        assert said[0] == known["flagship"].title
        silent = [r.title for r in known.values() if r.is_twin or r.id == "majority"]
        assert sorted([*said, *silent]) == sorted(r.title for r in known.values())


def test_a_row_that_is_not_there_gets_a_sentence():
    with pytest.raises(DatasetError, match="no row 99999"):
        cache_rooms.picture("sketches", 99_999)
    with pytest.raises(DatasetError, match="'gone' is not on this server"):
        cache_rooms.guessed("gone", (1,))
