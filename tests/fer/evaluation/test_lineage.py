"""Who learnt from whom, as cards tell it."""

from fer.evaluation.lineage import besides_labels, kinship, recipes_of
from fer.release import WEIGHTS, Release


def release(name, recipe, **card):
    return Release(name, WEIGHTS / name, {"title": name.title(), "recipe": recipe, **card}, "")


FIRST = {"name": "first", "recipe": {"name": "first", "votes": 0.5}}
SECOND = {"name": "second", "recipe": {"name": "second", "start": "first"}, "began": FIRST}
LAST = release(
    "last", {"name": "last", "start": "second", "teacher": "second", "votes": 0.0}, began=SECOND
)
STUDENT = release("student", {"name": "student", "teacher": "second"})
STRANGER = release("stranger", {"name": "stranger", "start": "", "teacher": ""})


def test_every_step_that_made_a_release_counts():
    assert [recipe["name"] for recipe in recipes_of(LAST)] == ["last", "second", "first"]
    assert besides_labels(LAST) == ["FER+'s votes", "the answers of second"]
    assert besides_labels(STRANGER) == []


def test_an_ensemble_has_what_its_members_have():
    members = [
        {"name": "last", "teacher": "second", "before": [{"recipe": FIRST["recipe"]}]},
        {"name": "stranger"},
    ]
    both = release("both", {"members": members, "views": 2})
    assert besides_labels(both) == ["FER+'s votes", "the answers of second"]
    assert kinship([both, STRANGER]).startswith("Both and Stranger learnt from one another")


def test_kin_are_named_and_strangers_are_not():
    said = kinship([LAST, STRANGER, STUDENT])
    assert said.startswith("Last and Student learnt from one another or from a common teacher: ")
    assert kinship([STRANGER, STUDENT]) == ""
    assert kinship([LAST]) == ""


def test_each_of_several_teachers_counts():
    pupil = release("pupil", {"name": "pupil", "teacher": "second+stranger"})
    assert besides_labels(pupil) == ["the answers of second", "the answers of stranger"]
    for other in (STUDENT, STRANGER):
        assert kinship([pupil, other]).startswith(f"Pupil and {other.title} learnt")


def test_two_of_a_kind_that_did_not_learn_from_one_another_are_strangers():
    both = [release(name, {"name": "svm-linear"}) for name in ("svm-linear", "svm-b")]
    assert kinship(both) == ""


def test_swift_and_flagship_have_one_teacher():
    found = [Release.open(WEIGHTS, name) for name in ("flagship", "swift", "cnn4")]
    assert kinship(found).startswith("Flagship and Swift learnt")
