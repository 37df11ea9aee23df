"""Try a face withholds a label and says why; a release without a threshold says that."""

import json
import shutil

import pytest

from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def toy(weights, toy_copy, seal):
    """``toy(**fields)`` puts the toy release, its card changed, where the dashboard looks."""

    def make(name="toy", **fields):
        folder = toy_copy if name == toy_copy.name else shutil.copytree(toy_copy, weights / name)
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        seal(folder, {**card, "id": name, "title": name.title(), **fields})
        return folder

    return make


def test_below_the_threshold_two_labels_stand_where_one_stood(app, toy):
    toy(abstention_threshold=0.9999)
    app.run()
    assert not app.exception
    said = texts(app)
    assert "Not sure: " in said
    assert "this release is right less often than in 85 of 100" in said
    assert "<h3>Labelled" not in said


def test_above_it_the_label_is_named(app, toy):
    toy(abstention_threshold=0.0)
    app.run()
    said = texts(app)
    assert "<h3>Labelled" in said
    assert "Not sure" not in said
    assert "Threshold of this release" not in said


def test_a_release_that_learnt_from_the_faces_to_choose_by_says_so(app, toy):
    toy(train_splits=["Training", "PublicTest"])
    app.run()
    said = texts(app)
    assert "<h3>Labelled" in said
    assert "this release learnt from PublicTest" in said
