"""The page Compare: no release, one, two, a broken one, other faces, and added predictions."""

import io
import json
import re
import shutil

import numpy as np
import pytest

from fer.evaluation.comparison import compare
from fer.evaluation.entries import Entry, align
from fer.release import Release
from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PAGE = "dashboard/pages/compare.py"


@pytest.fixture(autouse=True)
def no_data(tmp_path, monkeypatch):
    """A machine on which no dataset was imported."""
    from dashboard import cache

    monkeypatch.setattr(cache, "DATA", tmp_path / "data")


@pytest.fixture
def two(weights, toy_copy, seal):
    """Two releases: the second learnt from PublicTest too, and mixes up Angry and Disgust."""
    other = weights / "other"
    shutil.copytree(toy_copy, other)
    table = Release.open(weights, "toy").predictions()
    table[["p_angry", "p_disgust"]] = table[["p_disgust", "p_angry"]].to_numpy()
    table.to_parquet(other / "predictions.parquet", index=False)
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    learnt = ["Training", "PublicTest"]
    seal(other, {**card, "id": "other", "title": "Other <b>", "train_splits": learnt})
    return weights


def compared(root, split="PrivateTest"):
    entries = [Entry.of_release(Release.open(root, name)) for name in ("other", "toy")]
    return compare(align(entries, split))


@pytest.fixture
def page(app):
    app.run()
    app.switch_page(PAGE)
    return app


def said(app):
    app.run()
    assert not app.exception
    return texts(app)


def csv_of(table):
    return table.to_csv(index=False).encode()


def upload(app, name, data):
    app.file_uploader[0].upload(name, data)
    return said(app)


def test_without_a_release_the_next_step_is_said(page, weights):
    assert "It takes two to compare; on FER-2013 there is none" in said(page).replace(
        "Drawn faces", "FER-2013"
    )


def test_one_release_is_not_enough(page, weights, toy_copy):
    shown = said(page)
    assert "on FER-2013 there is Toy" in shown
    assert "python -m fer train cnn4" in shown


def test_a_broken_release_is_named_and_the_others_stay(page, two):
    (two / "broken").mkdir()
    (two / "broken" / "card.json").write_text("{", encoding="utf-8")
    (two / "lost").mkdir()
    shutil.copytree(two / "toy", two / "lost", dirs_exist_ok=True)
    card = json.loads((two / "toy" / "card.json").read_text(encoding="utf-8"))
    (two / "lost" / "card.json").write_text(json.dumps({**card, "id": "lost"}), encoding="utf-8")
    (two / "lost" / "predictions.parquet").unlink()
    shown = said(page)
    assert "card.json cannot be read" in shown
    assert "'lost' cannot be compared" in shown
    assert compared(two).classes() in shown


def test_the_verdict_is_that_of_the_predictions(page, two):
    expected = compared(two)
    shown = said(page)
    assert expected.verdict().replace("<b>", "&lt;b&gt;").split(" on ")[0] in shown
    assert "60 faces" in shown
    assert len(page.get("plotly_chart")) == 1
    assert "Look at PrivateTest" not in shown


def test_a_split_that_was_learnt_from_is_called_out(page, two):
    page.query_params["split"] = "PublicTest"
    assert "learnt from PublicTest" in said(page)


def test_the_same_model_twice_is_no_comparison(page, two):
    page.query_params["a"] = page.query_params["b"] = "toy"
    assert "Choose two different ones" in said(page)


def test_leaked_rows_can_be_left_out(page, two):
    from fer.evaluation.scorecard import leaked_rows

    rows = Release.open(two, "toy").predictions().query("split == 'PrivateTest'")["row"]
    left = 60 - rows.isin(leaked_rows(("PublicTest", "Training"))).sum()
    assert re.search(rf"Without the leaked rows: .* on {left} faces", said(page))
    page.toggle[0].set_value(True)
    assert f"on {left} faces of PrivateTest" in said(page)
    assert left < 60


@pytest.mark.parametrize("share", ["row", "column", "count"])
def test_labels_are_compared_in_every_way(page, two, share):
    page.query_params["view"], page.query_params["matrix"] = "labels", share
    shown = said(page)
    same = int(np.trace(compared(two).labels))
    assert f"{same} of 60 faces" in shown
    assert len(page.get("plotly_chart")) == 1


@pytest.mark.parametrize("kind", ["fixed", "broken", "wrong", "all"])
def test_faces_of_every_kind_are_shown_with_how_to_add_their_pictures(page, two, kind):
    page.query_params["view"], page.query_params["outcome"] = "faces", kind
    found = compared(two)
    count = {
        "fixed": found.test.only_a,
        "broken": found.test.only_b,
        "wrong": found.both_wrong,
        "all": 60,
    }[kind]
    shown = said(page)
    assert f"{count} face" in shown
    assert "python -m fer import fer2013.csv" in shown
    assert shown.count('class=\\"absent\\"') == min(24, count)


def test_the_address_narrows_faces_down(page, two):
    page.query_params["view"], page.query_params["outcome"] = "faces", "all"
    page.query_params["a_says"], page.query_params["b_says"] = "Angry", "Disgust"
    assert f"{int(compared(two).labels[0, 1])} face" in said(page)


def test_all_models_stand_in_one_table_with_their_milliseconds(page, two):
    page.query_params["view"] = "all"
    shown = said(page)
    assert "median of 20 calls with one face" in shown
    assert "Every pair" in shown
    assert "Other &lt;b&gt;" in shown
    assert "Other <b>" not in shown


def test_who_learnt_from_the_split_is_named_among_all(page, two):
    page.query_params["view"], page.query_params["split"] = "all", "PublicTest"
    shown = said(page)
    assert "Learnt from PublicTest, and so not to be held against the others: Other <b>." in shown


def test_one_model_alone_has_no_pair(page, two):
    page.query_params["view"], page.query_params["among"] = "all", "toy"
    shown = said(page)
    assert "median of 20 calls" in shown
    assert "Every pair" not in shown


def test_a_release_that_cannot_be_timed_keeps_its_place(page, two):
    (two / "toy" / "model.onnx").write_bytes(b"nothing")
    page.query_params["view"] = "all"
    shown = said(page)
    assert "Toy cannot be timed" in shown
    assert "Every pair" in shown


def test_releases_can_be_compared_on_the_drawn_faces(page, two):
    page.query_params["data"] = "sketches"
    page.query_params["view"], page.query_params["outcome"] = "faces", "all"
    shown = said(page)
    assert "of PrivateTest" in shown
    assert "data:image/png" in shown
    assert page.toggle[0].disabled


def test_somebody_elses_predictions_are_compared_like_a_release(page, two):
    said(page)
    theirs = Release.open(two, "toy").predictions().iloc[:-4]
    shown = upload(page, "=their <b>model.csv", csv_of(theirs))
    assert page.selectbox(key="a").value == "~1"
    assert "their b model" in page.selectbox(key="a").format_func("~1")
    assert "their b model has no prediction for 4 rows" in shown
    assert "on 56 faces of PrivateTest" in shown
    page.session_state["view"] = "all"
    shown = said(page)
    assert shown.count("their b model") > 3
    assert "Every pair" in shown
    next(b for b in page.button if b.label.startswith("Remove")).click()
    shown = said(page)
    assert "their b model" not in shown
    assert "another session" not in shown


def test_a_bad_file_gets_its_sentence_and_nothing_is_kept(page, two):
    said(page)
    theirs = Release.open(two, "toy").predictions()
    shown = upload(page, "bad.csv", csv_of(theirs.assign(emotion=(theirs["emotion"] + 1) % 7)))
    assert "'bad.csv': line 2: row " in shown
    assert "in FER-2013 it is labelled" in shown
    assert not [b for b in page.button if b.label.startswith("Remove")]
    assert compared(two).classes() in shown
    assert "'bad.csv'" not in upload(page, "good.csv", csv_of(theirs))


def test_other_pictures_are_compared_among_themselves(page, two):
    said(page)
    theirs = Release.open(two, "toy").predictions()
    theirs["row"] += 1_000_000
    page.selectbox(key="add_faces").set_value("~other")
    said(page)
    file = io.BytesIO()
    theirs.to_parquet(file, index=False)
    assert "on Other pictures there is one" in upload(page, "one.parquet", file.getvalue())
    page.selectbox(key="add_faces").set_value("~other")
    said(page)
    shown = upload(page, "two.csv", csv_of(theirs.iloc[::-1]))
    assert "are right about exactly the same faces on 60 faces" in shown
    page.session_state["view"] = "faces"
    assert "only rows are known" in said(page)


def test_only_so_many_files_are_kept(page, two):
    said(page)
    theirs = Release.open(two, "toy").predictions()
    for number in range(5):
        shown = upload(page, f"file{number}.csv", csv_of(theirs.iloc[number:]))
    assert "4 files are kept at once" in shown


def test_a_link_to_somebody_elses_session_says_so(page, two):
    page.query_params["a"] = "~1"
    assert "somebody added in another session" in said(page)


def test_nonsense_in_the_address_is_answered(page, two):
    for key in ("a", "b", "split", "view", "data", "outcome", "label", "a_says", "among", "page"):
        page.query_params[key] = "<script>"
    assert compared(two).classes() in said(page)


def test_reports_and_tables_can_be_kept(page, two):
    said(page)
    labels = [button.proto.label for button in page.get("download_button")]
    assert "Report to print (HTML)" in labels
    assert "Report in Markdown" in labels
    assert "These differences as CSV" in labels


def test_known_rows_are_those_of_the_releases_before_those_of_an_import(two, monkeypatch):
    from dashboard import cache, cache_comparison

    measured = Release.open(two, "toy").predictions()[["row", "split", "emotion"]]
    first = measured.iloc[0]
    imported = measured.assign(emotion=6)
    imported.loc[len(imported)] = [35_886, "PrivateTest", 3]

    class Imported:
        rows = imported

    monkeypatch.setattr(cache, "WEIGHTS", two)
    monkeypatch.setattr(cache, "dataset", lambda name: Imported() if name == "fer2013" else None)
    known = cache_comparison.known_rows("fer2013").set_index("row")
    assert known.loc[first["row"], "emotion"] == first["emotion"]
    assert known.loc[35_886, "emotion"] == 3
    assert cache_comparison.known_rows("elsewhere") is None
