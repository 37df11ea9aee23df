"""Reviewers and answers, on SQLite and on PostgreSQL."""

import pytest

from dashboard.store import reviews
from dashboard.store.answers import LONGEST_COMMENT, Answer
from dashboard.store.failures import StoreError
from dashboard.store.reviews import (
    Reviewer,
    answers,
    progress,
    save,
    settle,
    settlements,
    sign_in,
    undo,
)

SET = "sketches"


def answer(who, row, verdict="model", **more):
    return Answer(who.id, SET, row, verdict, **more)


def test_a_name_is_one_reviewer_however_it_is_spelt(store):
    ann = sign_in(store, "Ann  Lee")
    assert ann.name == "Ann Lee"
    assert sign_in(store, " ann lee ") == ann
    assert sign_in(store, "ＡＮＮ LEE").id == ann.id
    assert sign_in(store, "Bob").id != ann.id
    assert sign_in(store, "Ann Lee", account="issuer|7").id != ann.id
    assert sign_in(store, "Anne Lee", account="issuer|7").name == "Ann Lee"


@pytest.mark.parametrize("name", ["", "   ", "\x00\x1b", "x" * 61])
def test_what_is_no_name_gets_a_sentence(store, name):
    with pytest.raises(StoreError, match="A name has 1 to 60 characters"):
        sign_in(store, name)


def test_an_answer_is_kept_as_it_was_given(store):
    ann = sign_in(store, "Ann")
    given = answer(
        ann, 7, "label", label=3, causes=("mixed", "blur"), comment=" <b>α\x00</b>\r\n=1+1 ",
        release="cnn4", predicted=4,
    )  # fmt: skip
    save(store, given)
    (kept,) = answers(store, SET).to_dict("records")
    assert (kept["id"], kept["row"], kept["name"], kept["verdict"]) == (given.id, 7, "Ann", "label")
    assert (kept["label"], kept["causes"], kept["predicted"]) == (3, "blur,mixed", 4)
    assert kept["comment"] == "<b>α</b>\n=1+1"
    assert answers(store, "fer2013").empty


def test_saving_twice_keeps_one_and_a_later_answer_supersedes(store):
    ann, bob = sign_in(store, "Ann"), sign_in(store, "Bob")
    first = answer(ann, 7)
    for given in (first, first, answer(bob, 7), answer(ann, 7, "noface"), answer(ann, 8)):
        save(store, given)
    kept = answers(store, SET)
    standing = {(r["name"], r["row"]): r["verdict"] for r in kept.to_dict("records")}
    assert standing == {("Ann", 7): "noface", ("Bob", 7): "model", ("Ann", 8): "model"}
    assert [(p.name, p.answered) for p in progress(store, SET)] == [("Ann", 2), ("Bob", 1)]


def test_undo_goes_back_step_by_step_and_leaves_others_alone(store):
    ann, bob = sign_in(store, "Ann"), sign_in(store, "Bob")
    for given in (answer(ann, 7), answer(ann, 7, "people"), answer(bob, 9), answer(ann, 8)):
        save(store, given)
    assert undo(store, ann.id, SET) == 8
    assert undo(store, ann.id, SET) == 7
    kept = answers(store, SET)
    assert kept["verdict"].tolist() == ["model", "model"]
    assert set(kept["name"]) == {"Ann", "Bob"}  # perhaps of one millisecond
    assert undo(store, ann.id, SET) == 7
    assert undo(store, ann.id, SET) is None
    assert answers(store, SET)["name"].tolist() == ["Bob"]
    save(store, answer(ann, 7, "noface"))
    assert progress(store, SET)[0].answered == 1


def test_undo_among_some_rows_leaves_the_others(store):
    ann = sign_in(store, "Ann")
    for row in (7, 8, 9):
        save(store, answer(ann, row))
    assert undo(store, ann.id, SET, {7, 8}) == 8
    assert undo(store, ann.id, SET, {1}) is None
    assert sorted(answers(store, SET)["row"]) == [7, 9]


def test_who_is_not_in_a_new_store_is_told_to_sign_in_again(store):
    with pytest.raises(StoreError, match="sign in again"):
        save(store, answer(Reviewer("0" * 32, "Ann"), 7))


def test_a_clock_that_goes_back_does_not_bring_an_old_answer_back(store, monkeypatch):
    ann = sign_in(store, "Ann")
    save(store, answer(ann, 7, "model"))
    monkeypatch.setattr(reviews, "now", lambda: 1_000)
    save(store, answer(ann, 7, "label", label=2))
    assert answers(store, SET)["verdict"].tolist() == ["label"]
    settle(store, ann.id, SET, 7, "people")
    settle(store, ann.id, SET, 7, "model")
    assert settlements(store, SET)["verdict"].tolist() == ["model"]


def test_a_settlement_holds_until_it_is_opened_again(store):
    ann = sign_in(store, "Ann")
    settle(store, ann.id, SET, 7, "label", 5, "clear")
    settle(store, ann.id, SET, 8, "noface")
    found = settlements(store, SET)
    assert found[["row", "verdict", "label", "name"]].to_numpy().tolist() == [
        [7, "label", 5, "Ann"],
        [8, "noface", -1, "Ann"],
    ]
    settle(store, ann.id, SET, 7, None)
    assert settlements(store, SET)["row"].tolist() == [8]


def test_what_is_no_answer_gets_a_sentence(store):
    ann = sign_in(store, "Ann")
    with pytest.raises(StoreError, match="whose mistake"):
        answer(ann, 1, "nobody")
    with pytest.raises(StoreError, match="A label is 0 to 6, not 7"):
        answer(ann, 1, label=7)
    with pytest.raises(StoreError, match="Unknown causes: sun"):
        answer(ann, 1, causes=("sun",))
    with pytest.raises(StoreError, match="There is no row -1"):
        answer(ann, -1)
    with pytest.raises(StoreError, match="1,001 characters"):
        answer(ann, 1, comment="x" * (LONGEST_COMMENT + 1))
    with pytest.raises(StoreError, match="whose mistake"):
        settle(store, ann.id, SET, 1, "nobody")
    with pytest.raises(StoreError, match="not -1"):
        settle(store, ann.id, SET, 1, "label", -1)


def test_an_answer_of_nobody_is_refused_and_nothing_is_kept(store):
    with pytest.raises(StoreError):
        save(store, Answer("nobody", SET, 1, "model"))
    assert answers(store, SET).empty


def test_agreement_is_of_what_was_said_first(store):
    from dashboard.store.reviews import first_answers

    ann, bob = sign_in(store, "Ann"), sign_in(store, "Bob")
    save(store, Answer(ann.id, "s", 1, "model"))
    undo(store, ann.id, "s")
    save(store, Answer(ann.id, "s", 1, "people"))
    save(store, Answer(bob.id, "s", 1, "noface"))
    save(store, Answer(bob.id, "s", 1, "people"))
    save(store, Answer(bob.id, "s", 2, "model"))
    undo(store, bob.id, "s")
    found = first_answers(store, "s")
    assert sorted(found[["row", "name", "verdict"]].to_numpy().tolist()) == [
        [1, "Ann", "model"],
        [1, "Bob", "noface"],
    ]
