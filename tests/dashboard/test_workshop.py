"""The page Workshop: costs and cards, with no release, one, a broken one; links; bad input."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest

from dashboard.costs_alarms import thousand
from fer.data.dataset import VOTE_COLUMNS
from fer.data.votes import LABEL_OF_VOTE
from fer.evaluation.contexts import CONTEXTS, context
from fer.evaluation.decisions import decide, expected_cost, labelled_so
from fer.evaluation.people import people, votes_of
from fer.evaluation.stakes import Changes
from fer.release import Release
from tests.dashboard.conftest import ROOT, texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PAGE = "dashboard/pages/workshop.py"


@pytest.fixture
def cnn4(weights):
    """The committed 4-layer network as the only release."""
    shutil.copytree(ROOT / "weights" / "cnn4", weights / "cnn4")
    return weights / "cnn4"


@pytest.fixture
def no_dataset(tmp_path, monkeypatch):
    from dashboard import cache

    monkeypatch.setattr(cache, "DATA", tmp_path / "nowhere")


def visit(app, **query):
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    app.switch_page(PAGE).run()
    assert not app.exception
    return texts(app)


def turn(app, **state):
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return texts(app)


def asked(app, key):
    value = app.query_params.get(key, "")
    return value[0] if isinstance(value, list) else value


def control(app, key):
    return next(e for e in [*app.get("button_group"), *app.number_input] if e.key == key)


def alarms(folder, name, flag=None, changes="", rule="probable"):
    """Return, computed apart from the page, how many of 1,000 alarms are right."""
    place = context(name)
    stakes = place.stakes(Changes.parse(changes))
    rows = Release.open(folder.parent, folder.name).predictions()
    matrix = decide(rows, "PrivateTest", stakes, rule)
    so = labelled_so(matrix, stakes, place.flags[0] if flag is None else flag)
    return round(so.value), expected_cost(matrix, stakes).value


def test_without_a_release_the_next_step_is_said(app, weights):
    assert "python -m fer train cnn4" in visit(app)
    assert "Goodfellow" in turn(app, activity="cards")


@pytest.mark.parametrize("one", CONTEXTS, ids=lambda one: one.id)
def test_the_answer_stands_first_and_comes_from_the_predictions(app, cnn4, one):
    said = visit(app, context=one.id)
    right, cost = alarms(cnn4, one.id)
    name = re.search(r"1,000 faces called (\w+)", said).group(1)
    assert f"of 1,000 faces called {name}, {right:,} are labelled {name}" in said
    assert f"cost **{cost:,.0f}**" in said
    assert one.use in said
    assert one.why_costs in said
    assert one.why_base in said


def test_the_picture_tells_the_same_in_words_and_without_colour(app, cnn4):
    right, _ = alarms(cnn4, "police")
    said = visit(app)
    assert f"{right:,} are labelled Angry and {1000 - right:,} are not" in said
    html = thousand(137, "Angry")
    assert 'class="full"' in html
    assert 'class="ring"' in html


@pytest.mark.parametrize("right", [0, 1, 39, 40, 137, 960, 999, 1000])
def test_the_picture_shows_as_many_discs_as_it_says(right):
    """The clip paths of the full discs hold exactly `right` of the 40 by 25 centres."""
    html = thousand(right, "Angry")
    full, ring = (
        [tuple(float(v.strip("%")) for v in point.split()) for point in path.split(",")]
        for path in re.findall(r"clip-path:polygon\(([^)]*)\)", html)
    )

    def inside(corners, x, y):
        crossed = False
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossed = not crossed
        return crossed

    centres = [(1.25 + 2.5 * i, 2 + 4 * j) for i in range(40) for j in range(25)]
    assert sum(inside(full, *c) for c in centres) == right
    assert sum(inside(ring, *c) for c in centres) == 1000 - right


def test_a_link_shows_another_person_the_same(app, cnn4):
    changes = "Neutral-Angry-30_Angry-100_silence-2"
    said = visit(app, context="police", flag="Fear", answers="silent", costs=changes)
    right, cost = alarms(cnn4, "police", 2, changes, "silent")
    assert f"faces called Fear, {right:,} are" in said
    assert f"cost **{cost:,.0f}**" in said
    assert asked(app, "costs") == changes


def test_nonsense_in_the_address_is_passed_over(app, cnn4):
    query = dict.fromkeys(("activity", "context", "flag", "answers", "costs"), "<script>-1")
    said = visit(app, **query)
    right, _ = alarms(cnn4, "police")
    assert f"faces called Angry, {right:,} are" in said
    assert asked(app, "costs") == ""


def test_what_a_room_sets_follows_at_once_and_can_be_taken_back(app, cnn4):
    before = visit(app)
    control(app, "cost-police-6-0").set_value(99.0).run()
    control(app, "cost-police-None-None").set_value(3.0).run()
    control(app, "share-police-0").set_value(200.0).run()
    assert not app.exception
    changes = "Neutral-Angry-99_Angry-200_silence-3"
    assert asked(app, "costs") == changes
    right, cost = alarms(cnn4, "police", changes=changes)
    after = texts(app)
    assert f"faces called Angry, {right:,} are" in after
    assert f"cost **{cost:,.0f}**" in after
    next(b for b in app.button if "Back to the figures" in b.label).click().run()
    assert asked(app, "costs") == ""
    assert texts(app) == before
    assert control(app, "cost-police-6-0").value == 20


def test_what_is_set_before_the_page_is_drawn_again_is_all_kept(app, cnn4):
    """A browser sends several changes at once where the server has not come to the first."""
    visit(app)
    control(app, "cost-police-6-0").set_value(99.0)
    control(app, "cost-police-None-None").set_value(3.0)
    control(app, "share-police-0").set_value(200.0)
    app.run()
    assert not app.exception
    assert asked(app, "costs") == "Neutral-Angry-99_Angry-200_silence-3"


def test_a_cost_that_was_set_on_leaving_is_there_on_coming_back(app, cnn4):
    visit(app)
    control(app, "cost-police-6-0").set_value(99.0)
    app.switch_page("dashboard/pages/about.py").run()
    assert not app.exception
    assert asked(app, "costs") == ""  # it is not About's
    app.switch_page(PAGE).run()
    assert not app.exception
    assert asked(app, "costs") == "Neutral-Angry-99"
    assert control(app, "cost-police-6-0").value == 99


def test_a_cost_of_a_context_that_is_left_is_not_carried_into_the_next(app, cnn4):
    visit(app)
    control(app, "context").set_value("driving")
    control(app, "cost-police-6-0").set_value(99.0)
    app.run()
    assert not app.exception
    assert asked(app, "context") == "driving"
    assert asked(app, "costs") == ""


def test_another_context_begins_with_its_own_costs(app, cnn4):
    visit(app, costs="Neutral-Angry-99")
    control(app, "context").set_value("driving").run()
    assert not app.exception
    assert asked(app, "costs") == ""
    assert asked(app, "context") == "driving"
    right, _ = alarms(cnn4, "driving")
    assert f"Driver monitoring: of 1,000 faces called Angry, {right:,}" in texts(app)


def test_no_share_at_all_gets_a_sentence_and_can_be_mended(app, cnn4):
    nobody = "_".join(f"{name}-0" for name in ("Angry", "Disgust", "Fear", "Happy", "Sad"))
    said = visit(app, costs=f"{nobody}_Surprise-0_Neutral-0")
    assert "Give at least one label a share above 0" in said
    control(app, "share-police-6").set_value(10.0).run()
    assert not app.exception
    assert "Give at least one label" not in texts(app)


def test_a_label_that_the_split_lacks_is_named_and_the_others_stay(app, cnn4, seal):
    folder = shutil.copytree(cnn4, cnn4.parent / "other")
    rows = Release.open(cnn4.parent, "cnn4").predictions()
    rows[rows["emotion"] != 1].to_parquet(folder / "predictions.parquet", index=False)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    seal(folder, {**card, "id": "other", "title": "Other"})
    said = visit(app)
    assert "labelled Disgust, so nothing can be said" in said
    assert "faces called Angry" in said
    assert "Set their share to 0" in turn(app, release="other")
    control(app, "share-police-1").set_value(0.0).run()
    assert not app.exception
    assert "faces called Angry" in texts(app)


def test_a_label_that_privatetest_alone_lacks_is_named_too(app, cnn4, seal):
    folder = shutil.copytree(cnn4, cnn4.parent / "other")
    rows = Release.open(cnn4.parent, "cnn4").predictions()
    kept = rows[(rows["emotion"] != 1) | (rows["split"] == "PublicTest")]
    kept.to_parquet(folder / "predictions.parquet", index=False)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    seal(folder, {**card, "id": "other", "title": "Other"})
    said = visit(app)
    assert "labelled Disgust, so nothing can be said" in said
    assert "faces called Angry" in said


def test_releases_of_another_dataset_are_named_and_left_out(app, cnn4, seal):
    folder = shutil.copytree(cnn4, cnn4.parent / "other")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    seal(folder, {**card, "id": "other", "title": "Other", "dataset": "sketches"})
    said = visit(app)
    assert "Other was measured on Drawn faces, 4-layer CNN on FER-2013" in said
    assert "as on these test faces of FER-2013" in said
    assert "as on these test faces of Drawn faces" in turn(app, release="other")


def test_broken_predictions_cost_only_their_own_release(app, cnn4):
    folder = shutil.copytree(ROOT / "weights" / "svm-linear", cnn4.parent / "svm-linear")
    (folder / "predictions.parquet").write_bytes(b"PAR1")
    said = visit(app)
    assert "faces called Angry" in said
    assert "python -m fer evaluate svm-linear" in said
    own = turn(app, release="svm-linear")
    assert "of 1,000 faces called" not in own
    assert "python -m fer evaluate svm-linear" in own
    assert "Barrett" in turn(app, activity="cards")


def test_the_paper_s_conclusions_get_a_verdict_for_every_release(app):
    said = visit(app)
    assert "The overall accuracy suffices for limited psychotherapeutic use." in said
    assert len(re.findall(r"<b>(?:not confirmed|in part|confirmed|too few faces)</b>", said)) == 3
    for release in ("Linear SVM", "Naive Bayes", "Majority rule"):
        assert (
            len(re.findall(rf"{release}: (?:not confirmed|in part|confirmed|too few faces)", said))
            == 3
        )


def test_cards_name_their_sources_and_say_how_to_count_votes(app, cnn4, no_dataset):
    said = visit(app, activity="cards")
    for source in (
        "https://doi.org/10.1037/0033-2909.115.1.102",
        "https://doi.org/10.1177/1529100619832930",
        "https://arxiv.org/abs/1307.0414",
        "https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
    ):
        assert source in said
    for article in ("Article 5(1)(f)", "Annex III", "Article 50(3)", "2 February 2025"):
        assert article in said
    assert "--votes fer2013new.csv" in said
    rows = Release.open(cnn4.parent, "cnn4").predictions()
    assert f"Happy {int((rows['emotion'] == 3).sum()):,}" in said


def test_cards_count_the_votes_that_are_there(app, cnn4, tmp_path, monkeypatch):
    from dashboard import cache

    n = 70
    rows = pd.DataFrame({"row": np.arange(n, dtype=np.int32), "emotion": np.arange(n) % 7})
    rows["split"] = np.repeat(["PublicTest", "PrivateTest"], n // 2)
    for place, column in enumerate(VOTE_COLUMNS):
        own = rows["emotion"] == LABEL_OF_VOTE[place] if place < 7 else rows["row"] < 0
        rows[column] = (8 * own + (rows["row"] % 3 == 0) * (place < 2)).astype(np.uint8)
    folder = tmp_path / "data" / "fer2013"
    folder.mkdir(parents=True)
    np.save(folder / "faces.npy", np.zeros((n, 48, 48), np.uint8))
    rows.astype({"emotion": np.int8}).to_parquet(folder / "rows.parquet", index=False)
    monkeypatch.setattr(cache, "DATA", tmp_path / "data")
    said = visit(app, activity="cards")
    expected = people(votes_of(rows))
    assert f"{expected.votes:,} votes on {expected.faces:,} faces" in said
    assert f"**{expected.one.value * 100:.1f}\u202f%**" in said
    assert "Krippendorff" in said
    assert "--votes" not in said


def test_a_broken_dataset_gives_the_card_a_sentence(app, cnn4, tmp_path, monkeypatch):
    from dashboard import cache

    folder = tmp_path / "data" / "fer2013"
    folder.mkdir(parents=True)
    (folder / "faces.npy").write_bytes(b"nothing")
    monkeypatch.setattr(cache, "DATA", tmp_path / "data")
    said = visit(app, activity="cards")
    assert "fer2013" in said
    assert "Barrett" in said
