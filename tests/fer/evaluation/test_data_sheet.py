"""Data sheets: counts against pandas, leaks against the dataset's own, and what must be said."""

import numpy as np
import pandas as pd
import pytest

from fer.data.dataset import VOTE_COLUMNS, Dataset
from fer.data.sketches import sketch_dataset, sketch_rows
from fer.emotions import EMOTIONS, SPLITS
from fer.errors import DatasetError
from fer.evaluation import data_sheet as data_sheets
from fer.evaluation.data_sheet import Holdings, data_sheet
from fer.evaluation.scorecard import leaked_rows


@pytest.fixture
def rows():
    """Ninety rows of three splits: row 60 repeats 0, row 80 repeats 1 under another label."""
    generator = np.random.default_rng(4)
    row = np.arange(90, dtype=np.int32)
    emotion = generator.integers(0, 7, 90)
    emotion[60], emotion[80] = emotion[0], (emotion[1] + 1) % 7
    first = row.copy()
    first[60], first[80] = 0, 1
    split = np.repeat(SPLITS, 30)
    leaked = first != row
    return pd.DataFrame(
        {"row": row, "emotion": emotion, "split": split, "first": first, "leaked": leaked}
    )


def test_counts_are_those_of_pandas(rows):
    held = Holdings.of(rows)
    expected = pd.crosstab(rows["emotion"], rows["split"])
    expected = expected.reindex(index=range(7), columns=list(SPLITS), fill_value=0)
    assert np.array_equal(held.faces, expected.to_numpy())
    assert held.leaked.sum() == 2
    assert held.leaked[rows["emotion"][60], 2] >= 1
    assert (held.repeated, held.otherwise) == (2, 1)


def test_the_tables_add_up(rows):
    sheet, held = data_sheet("mine", "Mine", rows)
    faces, leaks = sheet.tables
    for row, line in zip(faces.rows, held.faces, strict=False):
        assert row[1:-1] == [*map(str, line), str(line.sum())]
    assert faces.rows[-1][:5] == ["all", "30", "30", "30", "90"]
    assert leaks.rows[-1][0] == "all"
    assert leaks.rows[-1][2].replace("\u202f", " ") == "2 (6.7 %)"
    assert "2 rows in all repeat the picture of an earlier row, 1 of them" in sheet.markdown()


def test_without_the_pictures_the_known_leaks_are_counted(toy_release):
    from fer.release import Release

    table = Release.open(*toy_release).predictions()[["row", "split", "emotion"]]
    sheet, held = data_sheet("fer2013", "FER-2013", table)
    assert held.leaked.sum() == table["row"].isin(leaked_rows()).sum() > 0
    assert not held.whole
    assert "two test splits" in sheet.lead
    assert "Training needs the dataset itself" in sheet.notes[0]
    assert "184 words" in sheet.markdown()


def test_another_dataset_under_the_name_of_fer2013_does_not_get_its_history(rows):
    text = data_sheet("fer2013", "FER-2013", rows)[0].markdown()
    assert "Carrier" not in text
    assert "ask whoever runs this server" in text
    tests_only = rows[rows["split"] != "Training"].drop(columns=["first", "leaked"])
    assert "Carrier" in data_sheet("fer2013", "FER-2013", tests_only)[0].markdown()


def test_votes_say_how_often_labels_are_in_dispute(rows, monkeypatch):
    from fer.data.votes import LABEL_OF_VOTE

    own = tuple(np.bincount(rows["emotion"], minlength=7).tolist())
    monkeypatch.setattr(data_sheets, "PUBLISHED", own)

    votes = np.zeros((len(rows), 10), np.uint8)
    column = np.argsort(LABEL_OF_VOTE)[rows["emotion"]]
    votes[np.arange(len(rows)), column] = 10
    votes[:9] = 0
    votes[:9, 9] = 10  # no face
    voted = rows.assign(**dict(zip(VOTE_COLUMNS, votes.T, strict=True)))
    text = data_sheet("fer2013", "FER-2013", voted)[0].markdown().replace("\u202f", " ")
    assert "of the 81 rows where one of the seven has the most votes, 100.0 % carry" in text
    assert "9 rows are no face" in text


def test_photographs_without_a_face_are_counted(rows):
    found = rows.assign(found=[2] * 5 + [1] * 85)
    text = data_sheet("mine", "Mine", found, missed=10)[0].markdown()
    assert "90 of 100 photographs" in text
    assert "in 5 of them there are several" in text
    assert "ask whoever runs this server" in text


def test_the_plan_of_the_drawn_faces_is_what_is_drawn():
    drawn = sketch_dataset(21).rows
    pd.testing.assert_frame_equal(sketch_rows(21), drawn[["row", "emotion", "split", "source"]])
    sheet, held = data_sheet("sketches", "Drawn faces", sketch_rows())
    assert held.faces.sum() == 700
    assert "these people do not exist" in sheet.html()
    assert sheet.lead == "Drawn faces: 700 faces, 100 of each label."
    assert "leaked" not in sheet.markdown()  # a plan does not know


@pytest.mark.data
def test_fer2013_as_it_was_published():
    try:
        dataset = Dataset.open("fer2013")
    except DatasetError:
        pytest.skip("FER-2013 is not imported: python -m fer import fer2013.csv")
    held = Holdings.of(dataset.rows)
    # Goodfellow et al. 2013, section 2: images by label
    published = dict(zip(EMOTIONS, (4953, 547, 5121, 8989, 6077, 4002, 6198), strict=True))
    assert dict(zip(EMOTIONS, held.faces.sum(axis=1).tolist(), strict=True)) == published
    assert held.leaked.sum() == len(leaked_rows())
