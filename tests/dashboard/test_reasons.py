"""Why this label: nothing runs unless opened; maps, their check, and the nearest faces."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from dashboard import cache_face
from dashboard.maps import Drawn, check, number
from fer.data.sketches import sketch_rows
from fer.recognition.explain.neighbours import is_kept
from fer.release import PROBABILITIES, WEIGHTS, Release
from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def control(app, prefix):
    return next(g for g in app.get("button_group") if g.key.startswith(prefix))


def opened(app, way=None):
    """Open the reasons of the page's face, and choose a way."""
    app.run()
    control(app, "closer-").set_value("why").run()
    if way is not None:
        control(app, "way-").set_value(way).run()
    assert not app.exception
    return texts(app)


@pytest.fixture
def toy(weights, toy_copy):
    return toy_copy


@pytest.fixture
def linear(weights):
    shutil.copytree(WEIGHTS / "svm-linear", weights / "svm-linear")


def test_nothing_is_explained_unless_asked(app, toy):
    app.run()
    assert "fer-reasons\\" not in texts(app)
    assert not [g for g in app.get("button_group") if g.key.startswith("way-")]


def test_a_map_comes_with_its_check_and_its_limit(app, toy):
    said = opened(app)
    assert said.count("<figure>") == 3
    assert "The outlined square matters most" in said
    assert "Likeness of the map to that of shuffled weights" in said
    assert "It cannot show why" in said


def test_without_a_network_no_gradient_is_offered(app, toy):
    opened(app)
    assert control(app, "way-").options == ["Cover it, piece by piece", "Nearest training faces"]


def test_gradients_of_a_network_are_drawn_and_complete(app, linear):
    said = opened(app, "gradients")
    assert "The pixels add up to" in said
    assert said.count("<figure>") == 3


def test_grad_cam_without_a_convolution_is_refused_in_a_sentence(app, linear):
    assert "this release has none" in opened(app, "gradcam")


def test_a_way_that_another_release_lacks_gives_place_to_the_first(app, toy, linear):
    opened(app, "gradients")
    next(s for s in app.selectbox if s.key == "release").set_value("toy").run()
    assert not app.exception
    assert control(app, "way-").value == "occlusion"


def test_a_release_that_does_not_look_has_no_reason(app, weights):
    shutil.copytree(WEIGHTS / "majority", weights / "majority")
    assert "looks at no face" in opened(app)


def test_without_the_pictures_the_next_step_is_said(app, toy, tmp_path, monkeypatch):
    from dashboard import cache

    monkeypatch.setattr(cache, "DATA", tmp_path / "nowhere")
    assert "are not on this machine" in opened(app, "faces")


@pytest.fixture
def noise_faces(toy, seal, tmp_path, monkeypatch):
    """The toy, as if it had learnt from pictures that are imported here."""
    from dashboard import cache

    rows = sketch_rows(count=210)
    faces = np.random.default_rng(0).integers(0, 256, (210, 48, 48)).astype(np.uint8)
    folder = tmp_path / "data" / "drawn"
    folder.mkdir(parents=True)
    np.save(folder / "faces.npy", faces)
    rows.to_parquet(folder / "rows.parquet", index=False)
    tested = rows[rows["split"] != "Training"]
    table = tested[["row", "split", "emotion"]].reset_index(drop=True)
    table[list(PROBABILITIES)] = np.full((len(table), 7), 1 / 7, np.float32)
    table.to_parquet(toy / "predictions.parquet", index=False)
    card = json.loads((toy / "card.json").read_text(encoding="utf-8"))
    seal(toy, {**card, "dataset": "drawn"})
    monkeypatch.setattr(cache, "DATA", tmp_path / "data")


def test_the_nearest_training_faces_are_looked_for_on_request_and_kept(app, noise_faces, toy):
    said = opened(app, "faces")
    assert "looks at all 147 faces" in said
    assert "features are kept" in said
    kept = cache_face.kept_features(Release.open(toy.parent, "toy"))
    assert not kept.exists()
    next(b for b in app.button if b.label == "Look through them").click().run()
    assert not app.exception
    said = texts(app)
    assert "Of the 6 nearest faces that it learnt from" in said
    assert said.count("listitem") == 6
    assert kept.is_file()
    assert Release.open(toy.parent, "toy").digest[:16] in kept.name


def test_features_too_wide_to_keep_are_not_promised_to_the_next(app, noise_faces, toy, monkeypatch):
    from fer.recognition.explain import neighbours

    monkeypatch.setattr(neighbours, "_WIDEST", 8)
    said = opened(app, "faces")
    assert "looks at all 147 faces" in said
    assert "features are kept" not in said
    next(b for b in app.button if b.label == "Look through them").click().run()
    assert "Of the 6 nearest faces that it learnt from" in texts(app)
    assert not cache_face.kept_features(Release.open(toy.parent, "toy")).exists()


def test_one_search_runs_on_a_server_and_others_follow_it(app, noise_faces, toy):
    told = "the faces that it learnt from"
    kept = cache_face.kept_features(Release.open(toy.parent, "toy"))
    with cache_face.LOOK_THROUGH.taken("Flagship") as tell:
        tell(3, 147)
        opened(app, "faces")
        assert not [b for b in app.button if b.label == "Look through them"]
    app.run()
    button = next(b for b in app.button if b.label == "Look through them")
    with cache_face.LOOK_THROUGH.taken("Flagship") as tell:
        tell(30, 147)
        button.click().run()
        assert not app.exception
        assert "does one such search at a time" in texts(app)
        bar = app.get("progress")[0].proto
        assert (bar.text, bar.value) == (f"Flagship looks at {told}: 30 of 147", 20)
        assert not kept.exists()
        app.run()
        assert not kept.exists()
    app.run()
    assert not app.exception
    assert "Of the 6 nearest faces" in texts(app)
    assert is_kept(kept, 147)
    assert cache_face.LOOK_THROUGH.now is None


def test_a_search_that_fails_leaves_the_turn_to_others(app, noise_faces, monkeypatch):
    from dashboard import near

    opened(app, "faces")
    with monkeypatch.context() as patch:
        patch.setattr(near, "in_blocks", lambda *args: 1 / 0)
        next(b for b in app.button if b.label == "Look through them").click().run()
        assert app.exception
    assert cache_face.LOOK_THROUGH.now is None
    app.run()
    assert "Of the 6 nearest faces" in texts(app)


def test_a_check_is_told_in_numbers_with_a_true_minus():
    values = np.arange(36.0).reshape(6, 6)
    said = check(Drawn(values, [-values, -values], ""))
    assert "−1.00, the mean of 2 shufflings from −1.00 to −1.00" in said
    assert "nothing to compare" in check(Drawn(values, [np.zeros((6, 6))], ""))
    assert number(-0.126) == "−0.13"


def test_reasons_by_covering_leave_torch_alone(toy_release):
    """The page's own modules do not import it; this is what keeps a server small."""
    import subprocess

    code = (
        "import sys, dashboard.closer, dashboard.reasons\n"
        "print(sorted({'torch', 'captum', 'matplotlib'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
