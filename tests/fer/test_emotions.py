"""Class names in the spellings that people use."""

import pytest

from fer.emotions import EMOTIONS, SPLITS, TEST_SPLITS, label_of, split_of


@pytest.mark.parametrize(("label", "name"), list(enumerate(EMOTIONS)))
def test_every_name_means_its_label_in_any_case_and_with_its_number(label: int, name: str) -> None:
    spellings = [name, name.lower(), name.upper(), f"  {name}\t", str(label)]
    spellings += [f"{label}_{name}", f"{label}-{name.lower()}", f"{label}. {name}", f"{name}_"]
    assert {label_of(spelling) for spelling in spellings} == {label}


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("anger", "Angry"),
        ("ANGER", "Angry"),
        ("disgusted", "Disgust"),
        ("fearful", "Fear"),
        ("afraid", "Fear"),
        ("scared", "Fear"),
        ("happiness", "Happy"),
        ("Joy", "Happy"),
        ("sadness", "Sad"),
        ("4_Sadness", "Sad"),
        ("surprised", "Surprise"),
        ("suprise", "Surprise"),
        ("neutrality", "Neutral"),
    ],
)
def test_other_words_for_an_emotion(spelling: str, name: str) -> None:
    assert label_of(spelling) == EMOTIONS.index(name)


@pytest.mark.parametrize(
    "name",
    ["", " ", "_", "7", "10", "-1", "contempt", "happyy", "train", "3.5", "²", "٣", "9" * 5000],
)
def test_other_names_mean_none(name: str) -> None:
    assert label_of(name) is None


def test_a_word_outranks_the_number_before_it() -> None:
    assert label_of("1_happy") == EMOTIONS.index("Happy")


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("train", "Training"),
        ("Training", "Training"),
        ("val", "PublicTest"),
        ("VALIDATION", "PublicTest"),
        ("valid", "PublicTest"),
        ("PublicTest", "PublicTest"),
        ("test", "PrivateTest"),
        ("Testing", "PrivateTest"),
        ("PrivateTest", "PrivateTest"),
        ("images", None),
        ("", None),
    ],
)
def test_folders_name_splits(name: str, split: str | None) -> None:
    assert split_of(name) == split


def test_the_test_splits_are_all_but_training() -> None:
    assert TEST_SPLITS == ("PublicTest", "PrivateTest")
    assert set(SPLITS) - set(TEST_SPLITS) == {"Training"}
