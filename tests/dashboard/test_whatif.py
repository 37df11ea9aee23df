"""What if: sliders on one's own face, on request; every release follows, and flips are marked."""

import json
import shutil

import numpy as np
import pytest

from dashboard import trying
from fer.data.samples import grace_hopper
from fer.data.sketches import draw_face
from fer.recognition.annotate import encode_png
from fer.recognition.chain import as_picture
from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def two(weights, toy_copy, seal):
    """The toy release twice, under two names."""
    folder = shutil.copytree(toy_copy, weights / "second")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    seal(folder, {**card, "id": "second", "title": "Second"})
    return folder


def opened(app):
    app.run()
    next(g for g in app.get("button_group") if g.key.startswith("closer-")).set_value(
        "whatif"
    ).run()
    assert not app.exception
    return texts(app)


def strips(app):
    found = [e.proto.body for e in app.get("html") if 'class="fer-lines"' in e.proto.body]
    assert len(found) == 1
    return found[0]


def slider(app, name):
    return next(s for s in app.slider if name in s.key)


def test_nothing_is_tried_unless_asked(app, two):
    app.run()
    assert not app.slider


def test_every_release_follows_the_sliders_and_undo_brings_it_back(app, two):
    said = opened(app)
    assert "where Second first says something else" in said
    before = strips(app)
    assert before.count('fer-line"') == 2
    for name, value in (("brightness", -120), ("contrast", 0.3), ("blur", 2.0), ("margin", 1.5)):
        slider(app, name).set_value(value).run()
        assert not app.exception
        assert strips(app) != before
    slider(app, "rotation").set_value(30).run()
    next(b for b in app.button if b.label == "Undo all changes").click().run()
    assert strips(app) == before


def test_a_patch_can_be_moved_and_its_flips_are_mapped(app, two):
    opened(app)
    before = strips(app)
    assert not [s for s in app.slider if "Across" in s.key]
    next(s for s in app.select_slider if "side" in s.key).set_value(24).run()
    assert not app.exception
    covered = strips(app)
    assert covered != before
    slider(app, "Across").set_value(4).run()
    slider(app, "Down").set_value(4).run()
    assert strips(app) != covered
    assert "Where the patch flips the label" in texts(app)


def test_no_patch_is_looked_for_before_it_is_chosen(app, two, monkeypatch):
    sides, patched = [], trying.patched

    def counted(source, side):
        sides.append(side)
        return patched(source, side)

    monkeypatch.setattr(trying, "patched", counted)
    assert "Choose a size" in opened(app)
    assert sides == []
    side = next(s for s in app.select_slider if "side" in s.key)
    side.set_value(24).run()
    slider(app, "Across").set_value(4).run()
    assert sides == [24]
    side.set_value(16).run()
    side.set_value(24).run()
    assert not app.exception
    assert sides == [24, 16]


def test_flips_of_every_release_are_drawn_on_request(app, two):
    opened(app)
    assert not app.get("plotly_chart")
    next(t for t in app.toggle if "flips" in t.key).set_value(True).run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    assert "Crop margin" in texts(app)


def test_a_broken_release_costs_only_its_own_line(app, weights, toy_copy, two):
    folder = shutil.copytree(two, weights / "zz")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    (folder / "card.json").write_text(json.dumps({**card, "id": "zz"}), encoding="utf-8")
    (folder / "model.onnx").write_bytes(b"nothing")
    said = opened(app)
    assert "not the file that its card describes" in said
    assert strips(app).count('fer-line"') == 2


def test_of_several_faces_one_is_chosen(app, two, monkeypatch):
    from dashboard import inputs

    portrait = as_picture(grace_hopper())
    pair = encode_png(np.hstack([portrait, portrait]))
    monkeypatch.setattr(inputs, "grace_hopper", lambda: pair)
    opened(app)
    chosen = next(s for s in app.selectbox if "number" in s.key)
    assert len(chosen.options) == 2
    slider(app, "brightness").set_value(-120).run()
    dark = strips(app)
    chosen.set_value(2).run()
    assert not app.exception
    assert slider(app, "brightness").value == 0
    assert strips(app) != dark


def test_a_picture_that_is_a_face_is_cut_out_of_itself(app, two, monkeypatch):
    from dashboard import inputs, state

    flat = np.random.default_rng(0).integers(0, 256, (20, 30)).astype(np.uint8)
    monkeypatch.setattr(inputs, "grace_hopper", lambda: encode_png(flat))
    monkeypatch.setattr(state, "taken_whole", lambda key: True)
    said = opened(app)
    assert "pixels wide" in said
    before = strips(app)
    for name, value in (("margin", 0.7), ("margin", 1.6), ("rotation", -45)):
        slider(app, name).set_value(value).run()
        assert not app.exception
    assert strips(app) != before


@pytest.mark.parametrize("look", ["whatif", "why"])
def test_two_pictures_can_be_looked_at_closely_at_once(app, two, look):
    app.query_params["source"] = "upload"
    app.run()
    drawn = encode_png(np.stack([draw_face(3, np.random.default_rng(2))] * 3, axis=2))
    files = [("a.jpg", grace_hopper(), "image/jpeg"), ("b.png", drawn, "image/png")]
    app.file_uploader(key="uploads").set_value(files).run()
    for number in range(2):
        looks = [g for g in app.get("button_group") if g.key.startswith("closer-")]
        if len(looks) < 2:
            next(b for b in app.button if b.label.startswith("Use the whole")).click().run()
            looks = [g for g in app.get("button_group") if g.key.startswith("closer-")]
        looks[number].set_value(look).run()
        assert not app.exception
    if look == "why":
        for way in [g for g in app.get("button_group") if g.key.startswith("way-")]:
            way.set_value("faces").run()
            assert not app.exception
