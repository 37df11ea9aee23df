"""Try a face withholds a label and says why; a release without a threshold says that."""

import json
import shutil

import onnx
import pytest
from onnx import numpy_helper

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
    assert "85 of 100 labels are right; below, fewer" in said
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


def lines(app):
    return [str(e.proto) for e in app.get("html") if 'fer-lines\\"' in str(e.proto)]


def test_other_releases_are_asked_only_on_request(app, toy):
    toy()
    toy("other")
    app.run()
    assert not lines(app)
    assert "releases that look" not in texts(app)


def test_releases_that_agree_are_said_to(app, toy):
    toy()
    toy("other")
    toy("floor", macs=0)
    app.query_params["every"] = "true"
    app.run()
    assert not app.exception
    said = texts(app)
    assert "Both releases that look at the face say" in said
    assert "looks at no face" in said
    assert lines(app)[0].count("fer-line\\") == 3


def test_a_disagreement_is_the_headline(app, toy, seal):
    toy()
    folder = toy("other")
    model = onnx.load(str(folder / "model.onnx"))
    for tensor in model.graph.initializer:
        if tensor.name in ("weights", "bias"):
            turned = numpy_helper.from_array(-numpy_helper.to_array(tensor), tensor.name)
            tensor.CopyFrom(turned)
    onnx.save(model, str(folder / "model.onnx"))
    seal(folder, json.loads((folder / "card.json").read_text(encoding="utf-8")))
    app.run()
    next(t for t in app.toggle if t.key == "every").set_value(True).run()
    assert not app.exception
    said = texts(app)
    assert "The releases disagree: Other says " in said
    assert said.index("The releases disagree: ") < said.index("<h3>")


def test_a_broken_release_costs_only_its_own_line(app, toy):
    toy()
    (toy("without") / "model.onnx").write_bytes(b"nothing")
    toy("another")
    app.query_params["every"] = "true"
    app.run()
    assert not app.exception
    said = texts(app)
    assert "not the file that its card describes" in said
    assert "Both releases that look" in said
