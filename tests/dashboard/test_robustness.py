"""The page Robustness: no release, one, without, with an old and a broken table; faces; links."""

import json
import re
import shutil

import pytest

from fer.evaluation.robustness import losses_by_class, worst_hurt
from fer.evaluation.sweep import write
from fer.release import Release
from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PAGE = "dashboard/pages/robustness.py"


@pytest.fixture
def toy(weights, toy_copy, robustness_table):
    """The toy release with a table as the only one."""
    toy_copy.rename(weights / "toy")
    write(Release.open(weights, "toy"), robustness_table)
    return weights / "toy"


@pytest.fixture
def no_dataset(tmp_path, monkeypatch):
    from dashboard import cache

    monkeypatch.setattr(cache, "DATA", tmp_path / "nowhere")


def visit(app, **state):
    app.run()
    for key, value in state.items():
        app.session_state[key] = value
    app.switch_page(PAGE).run()
    assert not app.exception
    return texts(app)


def another(toy, seal, name, table=None, **fields):
    folder = shutil.copytree(toy, toy.parent / name)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    seal(folder, {**card, "id": name, "title": name.title(), **fields})
    if table is not None:
        write(Release.open(toy.parent, name), table)
    return folder


def plain(said):
    return said.replace("\u202f", " ").replace("\\342\\200\\257", " ")


def test_without_a_release_the_next_step_is_said(app, weights):
    assert "python -m fer train cnn4" in visit(app)


def test_the_answer_comes_first_and_the_worst_hurt_class_is_named(app, toy, robustness_table):
    said = plain(visit(app, corruption="blur", severity="4"))
    assert "Does a label survive a worse picture?" in said
    assert "at middling strength" in said
    expected = worst_hurt(losses_by_class(robustness_table, "PrivateTest", "blur", 4))
    assert plain(expected) in said
    assert len(app.get("plotly_chart")) == 4


def test_a_link_shows_another_person_the_same(app, toy, robustness_table):
    app.query_params.update(
        {"split": "PublicTest", "corruption": "zoom", "severity": "2", "class": "Sad"}
    )
    said = plain(visit(app))
    expected = worst_hurt(losses_by_class(robustness_table, "PublicTest", "zoom", 2))
    assert plain(expected) in said
    assert next(s for s in app.selectbox if s.key == "class").value == "Sad"
    assert app.query_params["corruption"] in ("zoom", ["zoom"])


def test_nonsense_in_the_address_is_passed_over(app, toy):
    for key in ("release", "split", "corruption", "severity", "class", "part", "face", "row"):
        app.query_params[key] = "<script>"
    assert "points of accuracy" in visit(app).lower()


@pytest.mark.parametrize("part", ["changes", "exposure"])
@pytest.mark.parametrize("fault", ["none", "old", "broken"])
def test_a_release_without_a_good_table_is_named_and_the_rest_shown(
    app, toy, seal, robustness_table, fault, part
):
    if fault == "old":
        old = robustness_table[robustness_table["corruption"] != "zoom"]
        another(toy, seal, "other", old)
    else:
        folder = another(toy, seal, "other")
        path = folder / "robustness.parquet"
        if fault == "none":
            path.unlink()
        else:
            path.write_bytes(b"PAR1")
    for chosen in ("toy", "other"):
        said = visit(app, release=chosen, part=part)
        assert "python -m fer robustness other" in said
        assert "python -m fer robustness toy" not in said
        assert app.get("plotly_chart")


def test_only_releases_without_a_table_leave_no_chart_but_the_command(app, toy):
    (toy / "robustness.parquet").unlink()
    for part in ("changes", "exposure"):
        assert "python -m fer robustness toy" in visit(app, part=part)
        assert not app.get("plotly_chart")


def test_the_claim_gets_a_verdict_for_every_release(app, toy, seal, robustness_table):
    clean = robustness_table[robustness_table["severity"] == 0]
    key = ["split", "emotion"]
    unchanged = robustness_table[key].merge(clean[[*key, "correct"]], on=key)["correct"]
    steady = robustness_table.assign(flipped=0, lost=0, correct=unchanged)
    another(toy, seal, "steady", steady)
    said = visit(app, part="exposure")
    assert "should output the exactly same results" in said
    assert "**Toy**. Does not hold" in said
    assert "**Steady**. Says nothing of it" in said
    assert "cnn4-plain" in said


def test_networks_without_batch_normalisation_appear_by_themselves(app, toy, seal):
    another(toy, seal, "bare", architecture="toy-plain", recipe={"epochs": 5})
    said = visit(app, part="exposure")
    assert "Toy beside Bare" in said
    assert "**Bare** (no batch normalisation)" in said
    assert re.search(r"differ in [^.]*epochs[^.]* too", said)
    assert "Bare: 5 epochs, " in said
    assert "flips without" in said


def test_releases_of_one_title_are_told_apart(app, toy, seal):
    another(toy, seal, "twin", title="Toy")
    said = visit(app, part="exposure")
    assert "**Toy (toy)**" in said
    assert "**Toy (twin)**" in said


def test_figures_of_another_dataset_are_not_set_beside(app, toy, seal):
    another(toy, seal, "drawn", dataset="elsewhere")
    said = visit(app, part="exposure")
    assert "Release 'toy' was measured on fer2013, 'drawn' on elsewhere" in said
    assert "**Drawn**" in said
    assert "**Toy**" not in said


def test_a_release_that_learnt_from_the_split_is_called_out(app, toy, seal):
    card = json.loads((toy / "card.json").read_text(encoding="utf-8"))
    seal(toy, {**card, "train_splits": ["Training", "PublicTest"]})
    assert "Toy learnt from PublicTest" in visit(app, split="PublicTest")
    assert "learnt from P" not in visit(app, split="PrivateTest")


def test_others_that_learnt_from_the_split_are_called_out_too(app, toy, seal):
    another(toy, seal, "other", train_splits=["Training", "PublicTest"])
    another(toy, seal, "third", train_splits=["Training", "PublicTest"])
    said = visit(app, release="toy", split="PublicTest")
    assert "Other and Third learnt from PublicTest: their figures" in said


def test_sliders_change_the_face_and_what_releases_say_of_it(app, toy):
    before = visit(app, part="face")
    assert len(app.slider) == 13
    assert "Where the label flips" in before
    lines = [e.proto.body for e in app.get("html") if "fer-lines" in e.proto.body]
    slider = next(s for s in app.slider if s.key == "strength-brightness")
    slider.set_value(-120).run()
    assert not app.exception
    after = [e.proto.body for e in app.get("html") if "fer-lines" in e.proto.body]
    assert lines != after
    next(b for b in app.button if b.label == "Undo all changes").click().run()
    assert [e.proto.body for e in app.get("html") if "fer-lines" in e.proto.body] == lines


def test_a_row_of_the_drawn_faces_needs_no_dataset(app, toy, no_dataset):
    said = visit(app, part="face", face="row")
    assert "Labelled " in said
    number = next(n for n in app.number_input if n.key == "row")
    first = number.value
    number.set_value(first + 1).run()
    assert not app.exception
    assert app.query_params["row"] in (str(first + 1), [str(first + 1)])


def test_an_altered_graph_costs_only_its_own_release(app, toy, seal):
    folder = another(toy, seal, "other")
    (folder / "model.onnx").write_bytes(b"nothing")
    said = visit(app, part="face")
    assert "not the file that its card describes" in said
    assert "fer-line" in said
