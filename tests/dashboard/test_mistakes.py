"""The page of mistakes by AppTest: every state that a visitor can meet, and the review desk."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from dashboard.store.answers import Answer
from dashboard.store.engine import Store
from dashboard.store.failures import StoreError
from dashboard.store.reviews import answers, save, settle, settlements, sign_in
from fer.data.dataset import VOTE_COLUMNS
from fer.emotions import EMOTIONS
from fer.evaluation.mistakes import KINDS, judged, panel
from fer.evaluation.selection import Selection
from fer.release import PROBABILITIES, Release
from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PAGE = "dashboard/pages/mistakes.py"


@pytest.fixture
def desk(app, weights, toy_release, tmp_path, monkeypatch, seal):
    """The app with two toy releases, no dataset, and a store of its own.

    The first that is met, "other", says the toy's probabilities in reverse order.
    """
    from dashboard import cache

    root, name = toy_release
    shutil.copytree(root / name, weights / name)
    other = shutil.copytree(root / name, weights / "other")
    table = pd.read_parquet(other / "predictions.parquet")
    table[list(PROBABILITIES)] = table[list(PROBABILITIES)].to_numpy()[:, ::-1]
    table.to_parquet(other / "predictions.parquet", index=False)
    card = json.loads((other / "card.json").read_text(encoding="utf-8"))
    seal(other, {**card, "id": "other", "title": "Other"})
    monkeypatch.setattr(cache, "DATA", tmp_path / "data")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/reviews.db")
    return app


@pytest.fixture
def store(tmp_path):
    opened = Store(f"sqlite:///{tmp_path}/reviews.db")
    yield opened
    opened.close()


@pytest.fixture
def dataset(tmp_path, toy_release):
    """FER-2013's place with the toy's rows, flat pictures and votes for the label's neighbour."""
    rows = Release.open(*toy_release).predictions()[["row", "emotion", "split"]].copy()
    folder = tmp_path / "data" / "fer2013"
    folder.mkdir(parents=True)
    np.save(folder / "faces.npy", np.full((len(rows), 48, 48), 90, np.uint8))
    for column in VOTE_COLUMNS:
        rows[column] = 0
    rows["votes_contempt"] = 4
    rows["votes_neutral"] = 6
    rows.to_parquet(folder / "rows.parquet", index=False)
    return rows


def visit(app, **asked):
    app.run()
    for name, value in asked.items():
        app.query_params[name] = value
    app.switch_page(PAGE).run()
    assert not app.exception
    return texts(app)


def errors(toy_release, votes=None):
    toy = Release.open(*toy_release).predictions()
    toy = toy[toy["split"] == "PrivateTest"].reset_index(drop=True)
    other = toy.copy()
    other[list(PROBABILITIES)] = toy[list(PROBABILITIES)].to_numpy()[:, ::-1]
    return judged(panel({"other": other, "toy": toy}, votes))


def press(app, *keys):
    for key in keys:
        next(b for b in app.button if b.key == key).click()
        app.run()
        assert not app.exception


def begin(app, name="Ann"):
    app.text_input[0].set_value(name)
    next(b for b in app.button if b.label == "Begin to review").click()
    app.run()
    assert not app.exception


def test_without_pictures_all_figures_stand_and_one_step_adds_them(desk, toy_release):
    said = visit(desk)
    wrong = errors(toy_release).query("wrong")
    assert f"{len(wrong)} errors" in said
    for kind, count in wrong["kind"].value_counts().items():
        assert kind.capitalize() in said
        assert f">{count}<" in said
    assert "python -m fer import fer2013.csv" in said
    assert "The picture is not on this machine" in said


def test_with_a_dataset_faces_and_votes_are_shown(desk, dataset, toy_release):
    said = visit(desk)
    assert "data:image/png" in said
    assert "10 annotators" in said
    assert "python -m fer import" not in said
    wrong = errors(toy_release, dataset).query("wrong")
    assert f">{int((wrong['kind'] == 'label doubtful').sum())}<" in said
    assert {s.key for s in desk.slider} == {"sure", "votes"}


def test_the_drawn_faces_are_always_there(desk):
    said = visit(desk, data="sketches")
    assert "data:image/png" in said
    assert "errors" in said
    assert "python -m fer import fer2013.csv" not in said


def test_a_link_opens_the_same_errors(desk, toy_release):
    said = visit(desk, kind="people split", labelled="Sad", order="label", sure="20-90")
    expected = Selection(
        kinds=("people split",), labelled=EMOTIONS.index("Sad"), order="label", confidence=(20, 90)
    ).of(errors(toy_release))
    assert f"{len(expected)} errors" in said
    found = [said.index(f"row {row:,}") for row in expected["row"]]
    assert found == sorted(found)
    assert desk.query_params["sure"] in ("20-90", ["20-90"])


def test_one_face_closely(desk, dataset, toy_release):
    row = int(errors(toy_release).query("wrong")["row"].iloc[0])
    said = visit(desk, face=str(row))
    assert f"Row {row:,}: labelled" in said
    assert "Toy" in said
    assert "6 of 10" in said
    press_back = next(b for b in desk.button if b.label == "All errors")
    press_back.click().run()
    assert f"Row {row:,}: labelled" not in texts(desk)


@pytest.mark.parametrize("face", ["-1", "99", "x" * 50, "12345678901234567890"])
def test_a_nonsense_address_is_answered(desk, face):
    said = visit(desk, face=face, kind="<script>", sure="90-10", votes="a-b", desk="?", order="9",
                 labelled="Bored", page="-3")  # fmt: skip
    assert "errors" in said
    assert "<script>" not in said


def test_a_release_that_cannot_be_read_costs_only_its_own_bars(desk, weights):
    (weights / "toy" / "predictions.parquet").write_bytes(b"nothing")
    said = visit(desk)
    assert "of 1 releases agree" in said


def test_a_review_from_sign_in_to_undo(desk, store):
    visit(desk, desk="review")
    assert "There is no password" in texts(desk)
    begin(desk)
    first = next(b for b in desk.button if b.key == "choice-L")
    assert first.proto.shortcut.lower() == "l"
    press(desk, "save")
    assert any("Say first whose mistake" in e.value for e in desk.error)
    press(desk, "choice-5", "choice-B", "save")
    (kept,) = answers(store, "fer2013").to_dict("records")
    assert kept["name"] == "Ann"
    assert kept["verdict"] in ("label", "model")
    assert (kept["label"], kept["causes"], kept["release"]) == (4, "blur", "other")
    assert "Saved:" in texts(desk)
    press(desk, "undo")
    assert answers(store, "fer2013").empty
    assert next(b for b in desk.button if b.key == "choice-5").proto.type == "primary"
    press(desk, "save")
    assert answers(store, "fer2013")["row"].tolist() == [kept["row"]]


def test_the_form_keeps_its_place_whatever_stands_above_it(desk, store, monkeypatch):
    """Elements that move are drawn twice on a slow server: at the old place and at the new one."""

    def places():
        found = _places(desk.main)
        return {key: found[key] for key in found if key[:6] in ("choice", "save")}

    visit(desk, desk="review")
    begin(desk)
    before = places()
    assert len(before) > 10
    press(desk, "choice-M", "save")
    assert "Saved:" in texts(desk)
    assert places() == before
    press(desk, "undo")
    assert "was taken back" in texts(desk)
    assert places() == before
    monkeypatch.setattr("dashboard.review.desk.answered", _away)
    desk.run()
    assert any("What you have begun stays" in e.value for e in desk.error)
    assert places() == before


def _places(block, path=()):
    """Return where the elements with a key stand in the tree of a page."""
    found = {}
    for place, child in block.children.items():
        if hasattr(child, "children"):
            found |= _places(child, (*path, place))
        elif getattr(child, "key", None):
            found[child.key] = (*path, place)
    return found


def _away(*_):
    raise StoreError("The store does not answer.")


def test_undo_takes_back_no_answer_that_is_not_in_the_queue(desk, store, toy_release):
    visit(desk, desk="review")
    begin(desk)
    press(desk, "choice-M", "save")
    (row,) = answers(store, "fer2013")["row"]
    kind = errors(toy_release).set_index("row").at[row, "kind"]
    other = next(name for name in KINDS if name != kind)
    desk.session_state["kind"] = [other]
    desk.run()
    assert not [b for b in desk.button if b.key == "undo"]
    desk.session_state["kind"] = [kind]
    desk.run()
    press(desk, "undo")
    assert answers(store, "fer2013").empty
    assert f"Row {row:,}: your answer was taken back." in texts(desk)


def test_a_comment_stays_with_a_face_that_is_put_off(desk, store):
    visit(desk, desk="review")
    begin(desk)
    desk.text_area[0].set_value("a hand before the mouth").run()
    press(desk, "skip")
    assert not desk.text_area[0].value
    visit(desk, desk="gallery")
    visit(desk, desk="review")
    while not desk.text_area[0].value:
        press(desk, "skip")
    assert desk.text_area[0].value == "a hand before the mouth"


def test_the_next_reviewer_begins_with_nothing_of_the_one_before(desk, store):
    visit(desk, desk="review")
    begin(desk)
    desk.text_area[0].set_value("private").run()
    next(b for b in desk.button if b.label == "Sign out").click()
    desk.run()
    begin(desk, "Bob")
    assert not desk.text_area[0].value
    press(desk, "choice-M", "save")
    (kept,) = answers(store, "fer2013").to_dict("records")
    assert (kept["name"], kept["comment"]) == ("Bob", "")


def test_putting_off_goes_round_all_that_is_left(desk, store, toy_release):
    visit(desk, desk="review", queue="20")
    begin(desk)
    press(desk, "choice-M", "save", "undo")
    shown = []
    count = min(20, len(Selection().of(errors(toy_release))))
    for _ in range(2 * count):
        shown.append(desk.text_area[0].key)
        press(desk, "skip")
    assert len(set(shown[:count])) == count
    assert shown[:count] == shown[count:]


def test_an_earlier_answer_that_stands_again_is_said(desk, store):
    visit(desk, desk="review")
    begin(desk)
    press(desk, "choice-M", "save")
    (kept,) = answers(store, "fer2013").to_dict("records")
    save(store, Answer(kept["reviewer"], "fer2013", kept["row"], "label", 2))  # in another tab
    press(desk, "undo")
    assert "an earlier one of yours stands until you save another" in texts(desk)
    assert desk.text_area[0].key == f"comment_fer2013-{kept['row']}"
    assert answers(store, "fer2013")["verdict"].tolist() == ["model"]


def test_verdict_and_label_never_contradict(desk, store, toy_release):
    label = errors(toy_release)
    first = Selection().of(label).iloc[0]
    visit(desk, desk="review")
    begin(desk)
    other = (first["emotion"] + 1) % 7
    press(desk, "choice-M", f"choice-{other + 1}", "save")
    press(desk, "choice-3", "choice-N", "save")
    kept = answers(store, "fer2013")
    assert kept["verdict"].tolist() == ["label", "noface"]
    assert kept["label"].tolist() == [other, -1]


def test_others_and_annotators_stay_hidden_until_the_answer(desk, dataset, store, toy_release):
    row = int(Selection().of(errors(toy_release, dataset)).iloc[0]["row"])
    bob = sign_in(store, "Bob")
    save(store, Answer(bob.id, "fer2013", row, "people", comment="<b>secret</b>"))
    visit(desk, desk="review")
    begin(desk)
    said = texts(desk)
    assert f"row {row:,}" in said
    assert "10 annotators" not in said
    assert "6 of 10" not in said
    assert "people could disagree" not in said
    press(desk, "choice-M", "save")
    said = texts(desk)
    assert "Bob: people could disagree" in said
    assert "6 of 10" in said


def test_a_store_that_fails_keeps_the_answer_on_the_page(desk, store, monkeypatch):
    from dashboard.review import desk as module

    visit(desk, desk="review")
    begin(desk)
    press(desk, "choice-P")
    desk.text_area[0].set_value("mixed feelings").run()

    def full(*_):
        raise StoreError("The disk is full: s.db cannot grow.")

    with monkeypatch.context() as patch:
        patch.setattr(module, "save", full)
        press(desk, "save")
    assert any("Not saved: The disk is full" in e.value for e in desk.error)
    assert desk.text_area[0].value == "mixed feelings"
    assert next(b for b in desk.button if b.key == "choice-P").proto.type == "primary"
    press(desk, "save")
    assert answers(store, "fer2013")["comment"].tolist() == ["mixed feelings"]


def test_an_answer_that_arrived_unconfirmed_is_neither_doubled_nor_in_the_way(
    desk, store, monkeypatch
):
    from dashboard.review import desk as module

    visit(desk, desk="review")
    begin(desk)
    press(desk, "choice-P")

    def cut_off(*given):
        save(*given)
        raise StoreError("The database cannot be reached.")

    with monkeypatch.context() as patch:
        patch.setattr(module, "save", cut_off)
        press(desk, "save", "save", "choice-N", "save")
    press(desk, "save")
    assert answers(store, "fer2013")["verdict"].tolist() == ["noface"]
    press(desk, "undo")
    assert answers(store, "fer2013")["verdict"].tolist() == ["people"]
    press(desk, "undo")
    assert answers(store, "fer2013").empty


def test_a_store_that_is_away_costs_only_the_reviews(desk, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://fer:secret@127.0.0.1:1/nowhere")
    said = visit(desk)
    assert "errors" in said
    desk.session_state["desk"] = "review"
    desk.run()
    begin(desk)
    assert any("cannot be reached" in e.value for e in desk.error)
    desk.session_state["desk"] = "results"
    desk.run()
    assert not desk.exception
    said = texts(desk)
    assert "Reviews cannot be shown" in said
    assert "secret" not in said


def test_results_settle_a_conflict_and_change_the_score(desk, store, toy_release):
    wrong = Selection().of(errors(toy_release))
    row, label = int(wrong.iloc[0]["row"]), int(wrong.iloc[0]["predicted"])
    name = "<img src=x onerror=alert(1)>"
    ann, eve = sign_in(store, "Ann"), sign_in(store, name)
    comment = "<script>alert(1)</script>"
    save(store, Answer(ann.id, "fer2013", row, "label", label, release="other"))
    save(store, Answer(eve.id, "fer2013", row, "noface", comment=comment))
    said = visit(desk, desk="results")
    assert "Conflicts to settle: 1" in said
    assert "no face with two answers" in said  # labels: only one of the two gave one
    before = said[said.index("official") :][:900]
    assert "after review, left out" in said
    begin(desk)
    said = texts(desk)
    assert "&lt;script&gt;alert(1)" in said
    assert "&lt;img src=x onerror=alert(1)&gt;" in said
    assert comment not in said
    assert name not in said
    next(s for s in desk.selectbox if s.key == f"as-{row}").set_value("label")
    next(s for s in desk.selectbox if s.key == f"label-{row}").set_value(EMOTIONS[label])
    next(b for b in desk.button if b.label == "Settle").click()
    desk.run()
    assert not desk.exception
    said = texts(desk)
    assert "Conflicts to settle: 0" in said
    assert said[said.index("official") :][:900] != before
    press(desk, f"open-{row}")
    assert "Conflicts to settle: 1" in texts(desk)


def test_of_two_who_settle_at_once_the_later_is_told(desk, store, toy_release):
    row = int(Selection().of(errors(toy_release)).iloc[0]["row"])
    ann, bob = sign_in(store, "Ann"), sign_in(store, "Bob")
    save(store, Answer(ann.id, "fer2013", row, "label", 2, release="other"))
    save(store, Answer(bob.id, "fer2013", row, "noface"))
    visit(desk, desk="results")
    begin(desk)
    settle(store, bob.id, "fer2013", row, "noface")
    next(b for b in desk.button if b.label == "Settle").click()
    desk.run()
    assert not desk.exception
    assert any(f"Row {row:,} was settled meanwhile by somebody else" in e.value for e in desk.error)
    assert settlements(store, "fer2013")["verdict"].tolist() == ["noface"]


def test_people_who_reviewed_different_faces_have_no_agreement(desk, store, toy_release):
    rows = Selection().of(errors(toy_release))["row"].tolist()
    for name, row, verdict in (("Ann", rows[0], "model"), ("Bob", rows[1], "noface")):
        save(store, Answer(sign_in(store, name).id, "fer2013", int(row), verdict))
    said = visit(desk, desk="results")
    assert "no face with two answers" in said
    assert "no two different answers" not in said


def test_conflicts_stay_blind_for_who_has_not_answered(desk, store, toy_release):
    row = int(Selection().of(errors(toy_release)).iloc[0]["row"])
    for name, verdict in (("Ann", "model"), ("Bob", "people")):
        save(store, Answer(sign_in(store, name).id, "fer2013", row, verdict))
    visit(desk, desk="results")
    begin(desk, "Cem")
    said = texts(desk)
    assert "1 of them you have not answered yourself" in said
    assert "people could disagree" not in said


def test_files_of_reviews_are_taken_from_who_signed_in_only(desk, store, toy_release):
    row = int(Selection().of(errors(toy_release)).iloc[0]["row"])
    save(store, Answer(sign_in(store, "Ann").id, "fer2013", row, "model"))
    said = visit(desk, desk="results")
    assert "sign in under *Review* first" in said
    assert not desk.get("file_uploader")
    desk.session_state["desk"] = "review"
    desk.run()
    begin(desk)
    desk.session_state["desk"] = "results"
    desk.run()
    assert "sign in under *Review* first" not in texts(desk)
    assert desk.get("file_uploader")


def test_scores_after_review_count_what_was_reviewed_of_this_release(desk, store, toy_release):
    row = int(Selection().of(errors(toy_release)).iloc[0]["row"])
    for name in ("Ann", "Bob"):
        who = sign_in(store, name).id
        save(store, Answer(who, "fer2013", row, "noface", release="toy"))
    assert "Nobody has reviewed these errors yet" in visit(desk, desk="results")
    for name in ("Ann", "Bob"):
        who = sign_in(store, name).id
        save(store, Answer(who, "fer2013", row, "noface", release="other"))
    desk.run()
    said = texts(desk)
    assert "1 face reviewed: 1 agreed" in said


def test_a_release_that_learnt_from_the_faces_is_no_witness(desk, weights, seal):
    said = visit(desk, release="other")
    assert "Not asked about these faces" not in said
    card = json.loads((weights / "toy" / "card.json").read_text(encoding="utf-8"))
    seal(weights / "toy", {**card, "train_splits": ["Training", "PrivateTest"]})
    desk.run()
    said = texts(desk)
    assert "because they learnt from them: Toy" in said
    assert "of 1 releases agree" in said


def test_a_release_of_other_faces_or_of_a_face_twice_is_no_witness(desk, weights, seal):
    good = Release.open(weights, "toy").predictions()
    card = json.loads((weights / "toy" / "card.json").read_text(encoding="utf-8"))
    twice = pd.concat([good, good.iloc[-1:]])
    others = good.assign(emotion=((good["emotion"] + 1) % 7).astype("int8"))
    for rows in (twice, others):
        rows.to_parquet(weights / "toy" / "predictions.parquet", index=False)
        seal(weights / "toy", card)
        assert "of 1 releases agree" in visit(desk, release="other")
    twice.to_parquet(weights / "toy" / "predictions.parquet", index=False)
    seal(weights / "toy", card)
    desk.session_state["release"] = "toy"
    desk.run()
    assert any("twice" in e.value for e in desk.error)


def test_a_trial_without_batch_normalisation_is_no_witness(desk, weights, seal):
    visit(desk, release="other")
    card = json.loads((weights / "toy" / "card.json").read_text(encoding="utf-8"))
    seal(weights / "toy", {**card, "architecture": "toy-plain"})
    desk.run()
    assert "of 1 releases agree" in texts(desk)


class Account:
    """What Streamlit tells of somebody who signed in with OpenID Connect."""

    def __init__(self, **said):
        self.said = said

    def to_dict(self):
        return self.said


def test_where_accounts_are_configured_they_replace_the_name(desk, store, monkeypatch):
    from dashboard.review import reviewers

    monkeypatch.setattr(reviewers.st, "secrets", {"auth": {}})
    monkeypatch.setattr(reviewers.st, "user", Account(is_logged_in=False))
    visit(desk, desk="review")
    assert [b.label for b in desk.button if b.label.startswith("Sign")] == ["Sign in"]
    assert not desk.text_input
    ann = Account(is_logged_in=True, name="Ann", iss="https://id.example", sub="7")
    monkeypatch.setattr(reviewers.st, "user", ann)
    desk.run()
    press(desk, "choice-M", "save")
    (kept,) = answers(store, "fer2013").to_dict("records")
    assert kept["name"] == "Ann"
    assert kept["reviewer"] == sign_in(store, "x", account="https://id.example|7").id
    assert kept["reviewer"] != sign_in(store, "Ann").id
