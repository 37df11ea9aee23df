"""Pages by AppTest: with releases, without, and with a broken one; never a traceback."""

import json

import pytest

from fer.emotions import EMOTIONS
from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PAGES = (
    "dashboard/pages/try_a_face.py",
    "dashboard/pages/scorecard.py",
    "dashboard/pages/mistakes.py",
)


def visit(app, page):
    app.run()
    app.switch_page(page).run()
    assert not app.exception
    return texts(app)


def test_a_visitor_sees_one_labelled_face_without_any_step(app):
    app.run()
    assert not app.exception
    said = texts(app)
    assert "<h3>Labelled " in said or "<h3>Not sure: " in said
    assert all(name in said for name in EMOTIONS)


def test_every_sample_is_answered(app):
    app.run()
    pills = next(p for p in app.pills if p.key == "sample")
    for name in pills.options:
        app.session_state["sample"] = name
        app.run()
        assert not app.exception
        assert not app.error


def test_the_camera_waits_for_consent(app):
    app.session_state["source"] = "camera"
    app.run()
    assert "Before the camera turns on" in texts(app)
    assert not app.get("camera_input")
    next(b for b in app.button if "I agree" in b.label).click().run()
    assert not app.exception
    assert len(app.get("camera_input")) == 1


@pytest.mark.parametrize("page", PAGES)
def test_without_a_release_a_page_says_what_to_do(app, weights, page):
    assert "python -m fer train cnn4" in visit(app, page)


@pytest.mark.parametrize("page", PAGES)
def test_a_broken_release_is_named_and_the_others_stay(app, one_release, page):
    broken = one_release.parent / "broken"
    broken.mkdir()
    (broken / "card.json").write_text("{", encoding="utf-8")
    said = visit(app, page)
    assert "broken" in said
    assert "card.json cannot be read" in said


def test_an_altered_graph_gives_a_sentence(app, one_release):
    (one_release / "model.onnx").write_bytes(b"nothing")
    said = visit(app, PAGES[0])
    assert "not the file that its card describes" in said


@pytest.mark.parametrize("lost", ["predictions.parquet", "history.csv"])
def test_a_missing_file_costs_only_its_own_part(app, one_release, lost):
    (one_release / lost).unlink(missing_ok=True)
    said = visit(app, PAGES[1])
    assert ("has no predictions.parquet" in said) == (lost == "predictions.parquet")
    assert ("All faces: 3,589" in said) == (lost == "history.csv")


def test_the_scorecard_shows_the_releases_own_figures(app, one_release):
    from fer.evaluation.scorecard import score
    from fer.release import Release

    release = Release.open(one_release.parent, one_release.name)
    rows = release.predictions().query("split == 'PrivateTest'")
    expected = score(rows)
    said = visit(app, PAGES[1])
    assert f"{expected.accuracy.value * 100:.1f}" in said
    assert f"{expected.n:,} faces" in said
    assert f"{expected.macro_f1.value * 100:.1f}" in said


def test_leaked_rows_can_be_left_out(app, one_release):
    visit(app, PAGES[1])
    before = texts(app)
    next(t for t in app.toggle if t.key == "leaks").set_value(True).run()
    assert not app.exception
    assert texts(app) != before
    assert "3,589 faces" not in texts(app)


def test_a_release_that_learnt_from_the_split_is_called_out(app, one_release):
    card = json.loads((one_release / "card.json").read_text(encoding="utf-8"))
    card["train_splits"] = ["Training", "PublicTest"]
    (one_release / "card.json").write_text(json.dumps(card), encoding="utf-8")
    visit(app, PAGES[1])
    app.session_state["split"] = "PublicTest"
    app.run()
    assert "learnt from PublicTest" in texts(app)


@pytest.mark.parametrize("share", ["row", "column", "count"])
def test_every_way_to_read_the_matrix(app, share):
    visit(app, PAGES[1])
    app.session_state["matrix"] = share
    app.run()
    assert not app.exception


def test_a_nonsense_address_is_answered(app):
    app.query_params["release"] = "../../etc"
    app.query_params["split"] = "Elsewhere"
    app.query_params["sample"] = "<script>"
    app.run()
    assert not app.exception
