"""The page About: four steps on every release, privacy, limits, sources; broken and none."""

import shutil

import pytest

from fer.data.samples import grace_hopper
from fer.emotions import EMOTIONS
from fer.recognition.chain import as_picture
from fer.recognition.detect import detect
from fer.references import REFERENCES
from tests.dashboard.conftest import ROOT, texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PAGE = "dashboard/pages/about.py"
PARTS = ("steps", "cards", "data", "privacy", "limits", "sources")


@pytest.fixture(autouse=True)
def no_dataset(tmp_path, monkeypatch):
    from dashboard import cache

    monkeypatch.setattr(cache, "DATA", tmp_path / "nowhere")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")


@pytest.fixture
def toy(weights, toy_copy):
    """The toy release as the only one."""
    toy_copy.rename(weights / "toy")
    return weights / "toy"


def visit(app, **parameters):
    app.query_params.update(parameters)
    app.switch_page(PAGE).run()
    assert not app.exception
    return texts(app).replace("\\302\\240", " ").replace("\\342\\200\\257", " ")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("cnn4", "looks for 64 small patterns"),
        ("svm-linear", "grey values themselves"),
        ("naive-bayes", "edges"),
        ("majority", "does not look at the face"),
    ],
)
def test_the_four_steps_on_the_sample(app, weights, name, says):
    shutil.copytree(ROOT / "weights" / name, weights / name)
    said = visit(app)
    for step in ("1. Detection", "2. Registration", "3. Feature extraction", "4. Classification"):
        assert step in said
    assert says in said
    (found,) = detect(as_picture(grace_hopper()))
    assert f"{found.box.side:.0f}" in said
    assert all(emotion in said for emotion in EMOTIONS)


def test_the_picture_that_was_tried_is_the_example(app, toy):
    from dashboard.inputs import Given

    app.session_state["last_tried"] = Given("me.jpg", grace_hopper())
    said = visit(app)
    assert "me.jpg with a box around the face" in said
    assert "The picture you tried" in str(app.segmented_control)


def test_without_a_picture_of_ones_own_the_sample_is(app, toy):
    assert "grace-hopper.jpg with a box" in visit(app, picture="mine")


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"nothing", "'me.jpg' is not a picture"), (None, "the chain ends at its first step")],
)
def test_a_picture_without_a_face_or_none_at_all_gets_a_sentence(app, toy, data, says):
    import cv2
    import numpy as np

    from dashboard.inputs import Given

    empty = bytes(cv2.imencode(".png", np.full((200, 200), 99, np.uint8))[1])
    app.session_state["last_tried"] = Given("me.jpg", data or empty)
    assert says in visit(app)
    if data is None:
        next(b for b in app.button if "whole picture" in b.label).click().run()
        assert not app.exception
        assert "Nothing was looked for" in texts(app)


@pytest.mark.parametrize("part", PARTS)
def test_without_a_release_every_part_stands(app, weights, part):
    said = visit(app, part=part)
    assert "What is behind a label?" in said
    assert ("python -m fer train cnn4" in said) == (part in ("steps", "cards", "limits"))


@pytest.mark.parametrize("lost", ["model.onnx", "predictions.parquet"])
@pytest.mark.parametrize("part", PARTS)
def test_a_broken_release_gets_its_sentence(app, toy, part, lost):
    (toy / lost).write_bytes(b"nothing")
    needs = {"model.onnx": ("steps", "cards"), "predictions.parquet": ("limits", "cards")}[lost]
    assert ("not the file that its card describes" in visit(app, part=part)) == (part in needs)


def test_privacy_says_where_the_store_is_but_no_password(app, toy, monkeypatch):
    said = visit(app, part="privacy")
    assert "SQLite, one file" in said
    assert "stays off until you agree" in said
    secret = "postgresql://someone:hush@db.example.org/reviews"
    monkeypatch.setenv("DATABASE_URL", secret)
    monkeypatch.setenv("FER_TRAINING", "off")
    monkeypatch.setenv("FER_IMPORT", "off")
    monkeypatch.setenv("FER_CAMERA", "off")
    monkeypatch.setenv("FER_ROOMS", "off")
    said = visit(app, part="privacy")
    assert said.count(">off</td>") == 4
    assert "is off on this server" in said
    assert "PostgreSQL" in said
    assert "hush" not in said
    assert "example.org" not in said
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    assert "cannot be reached" in visit(app, part="privacy")


def test_limits_name_the_releases_own_errors(app, toy):
    from fer.evaluation.scorecard import score
    from fer.release import Release

    rows = Release.open(toy.parent, "toy").predictions().query("split == 'PrivateTest'")
    wrong = 1 - score(rows).accuracy.value
    said = visit(app, part="limits").replace("\u202f", " ")
    assert f"{wrong * 100:.1f} %" in said
    assert "Not to be used for decisions about people." in said


def test_a_model_card_from_live_figures(app, weights):
    from fer.evaluation.scorecard import score, without_leaks
    from fer.release import Release

    shutil.copytree(ROOT / "weights" / "svm-linear", weights / "svm-linear")
    rows = Release.open(weights, "svm-linear").predictions().query("split == 'PrivateTest'")
    said = visit(app, part="cards")
    for part in (rows, without_leaks(rows)):
        assert f"{score(part).accuracy.value * 100:.1f} (" in said
        assert f"{len(part):,}" in said
    for word in ("Intended use", "Not intended", "ms", "Every setting", "To print"):
        assert word in said + str(app.get("download_button")) + str(app.expander)


def test_the_sheet_of_fer2013_needs_no_picture(app, toy):
    said = visit(app, part="data")
    assert "FER-2013: 120 faces of its two test splits" in said
    assert "184 words of emotion" in said


def test_the_sheet_of_the_drawn_faces(app, weights):
    said = visit(app, part="data", sheet="sketches")
    assert "700 faces" in said
    assert "these people do not exist" in said


def test_imported_and_broken_datasets_have_their_sheets(app, toy, tmp_path, monkeypatch):
    import numpy as np

    from dashboard import cache
    from fer.data.sketches import sketch_dataset

    drawn = sketch_dataset(28)
    for name in ("mine", "torn"):
        folder = tmp_path / "data" / name
        folder.mkdir(parents=True)
        np.save(folder / "faces.npy", drawn.faces)
        drawn.rows.to_parquet(folder / "rows.parquet", index=False)
    (tmp_path / "data" / "torn" / "rows.parquet").write_bytes(b"nothing")
    monkeypatch.setattr(cache, "DATA", tmp_path / "data")
    said = visit(app, part="data", sheet="mine")
    assert "mine: 28 faces" in said
    assert "ask whoever runs this server" in said
    app.session_state["sheet"] = "torn"
    app.run()
    assert not app.exception
    assert "cannot be read" in texts(app)


def test_every_source_is_named(app, toy):
    said = visit(app, part="sources")
    for works in REFERENCES.values():
        for work in works.values():
            assert work.url in said
            assert str(work.year) in said


def test_nonsense_in_the_address_is_passed_over(app, toy):
    assert "1. Detection" in visit(app, part="<b>", picture="../x", release="?", sample="<script>")
