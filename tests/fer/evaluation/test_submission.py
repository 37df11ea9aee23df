"""Somebody else's predictions: good files whole, bad ones with what is wrong and where."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer.errors import PredictionsError
from fer.evaluation import predictions_file
from fer.evaluation.submission import read_predictions
from fer.release import PREDICTION_COLUMNS, PROBABILITIES


@pytest.fixture
def table(make_table):
    generator = np.random.default_rng(0)
    return make_table(generator.integers(0, 7, 20), generator.integers(0, 7, 20))


def as_csv(table):
    return table.to_csv(index=False).encode()


def as_parquet(table):
    file = io.BytesIO()
    table.to_parquet(file, index=False)
    return file.getvalue()


def message(data, known=None):
    with pytest.raises(PredictionsError) as caught:
        read_predictions("theirs", data, known)
    said = str(caught.value)
    assert said.startswith("'theirs': ")
    assert said.endswith((".", ")."))
    return said


@pytest.mark.parametrize("write", [as_csv, as_parquet], ids=["csv", "parquet"])
def test_a_good_file_comes_back_in_order(table, write):
    got = read_predictions("x", write(table.iloc[::-1]), table[["row", "split", "emotion"]])
    assert tuple(got.columns) == PREDICTION_COLUMNS
    assert got["row"].tolist() == table["row"].tolist()
    assert got["split"].tolist() == table["split"].tolist()
    assert got["emotion"].tolist() == table["emotion"].tolist()
    p = list(PROBABILITIES)
    np.testing.assert_allclose(got[p].to_numpy(), table[p].to_numpy(), atol=1e-6)
    assert got["emotion"].dtype == np.int8
    assert got["p_sad"].dtype == np.float32


def test_columns_may_stand_in_any_order_and_lines_end_in_any_way(table):
    other = table[list(reversed(PREDICTION_COLUMNS))]
    text = as_csv(other).replace(b"\n", b"\r\n")
    for data in (as_csv(other), as_parquet(other), text, b"\xef\xbb\xbf" + text):
        assert read_predictions("x", data, table)["row"].tolist() == table["row"].tolist()


def test_figures_rounded_to_three_places_are_accepted(table):
    table[list(PROBABILITIES)] = np.round([[1 / 7] * 7] * 20, 3)
    assert len(read_predictions("x", as_csv(table))) == 20


def test_rows_of_an_unknown_dataset_are_taken_as_they_are(table):
    table["row"] = np.arange(20) * 1_000_003
    assert len(read_predictions("x", as_csv(table))) == 20


LINES = {
    "too few columns": (lambda s: s.rsplit(",", 1)[0], "line 6 has 9 columns, expected 10"),
    "too many columns": (lambda s: s + ",1", "line 6 has 11 columns, expected 10"),
    "empty line": (lambda s: "", "line 6"),
    "word": (lambda s: s.rsplit(",", 1)[0] + ",high", "line 6: p_neutral is 'high'"),
    "empty": (lambda s: s.rsplit(",", 1)[0] + ",", "line 6: p_neutral is empty"),
    "NaN": (lambda s: s.rsplit(",", 1)[0] + ",NaN", "line 6: p_neutral is empty or not a number"),
    "infinite": (lambda s: s.rsplit(",", 1)[0] + ",inf", "line 6: p_neutral is inf"),
    "negative": (lambda s: s.rsplit(",", 1)[0] + ",-0.2", "line 6: p_neutral is -0.2"),
    "above one": (lambda s: s.rsplit(",", 1)[0] + ",1.5", "line 6: p_neutral is 1.5"),
    "sum": (lambda s: s.rsplit(",", 1)[0] + ",1", "line 6: the seven probabilities sum to 1."),
    "half a row": (lambda s: s.replace("32302", "1.5"), "line 6: row is '1.5', expected a whole"),
    "row below 0": (lambda s: s.replace("32302", "-3"), "line 6: row is -3"),
    "huge row": (lambda s: s.replace("32302", "9" * 30), "line 6: row is '999"),
    "duplicate": (lambda s: s.replace("32302", "32301"), "line 6: row 32301 stands in the file a"),
    "split": (lambda s: s.replace("PrivateTest", "Training"), "line 6: split is 'Training'"),
}


@pytest.mark.parametrize(("edit", "expected"), LINES.values(), ids=LINES)
def test_a_bad_line_is_named(table, edit, expected):
    lines = as_csv(table).decode().split("\n")
    lines[5] = edit(lines[5])
    assert expected in message("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"emotion": 7}, "entry 1: emotion is 7, expected 0 to 6"),
        ({"emotion": "Happy"}, "column emotion holds"),
        ({"split": 1}, "column split holds"),
        ({"split": "test"}, "entry 1: split is 'test', expected PublicTest or PrivateTest"),
        ({"p_sad": "0.1"}, "column p_sad holds"),
        ({"p_sad": np.nan}, "entry 1: p_sad is empty or not a number"),
        ({"row": 5}, "entry 2: row 5 stands in the file a second time"),
        ({"row": 1.5}, "column row holds"),
        ({"note": "x"}, "it also has the column 'note'"),
    ],
    ids=str,
)
def test_a_bad_parquet_is_named(table, change, expected):
    assert expected in message(as_parquet(table.assign(**change)))


@pytest.mark.parametrize("write", [as_csv, as_parquet], ids=["csv", "parquet"])
def test_missing_columns_and_rows_are_named(table, write):
    assert "lacks the columns row, p_sad" in message(write(table.drop(columns=["row", "p_sad"])))
    assert "a header and no rows" in message(write(table.iloc[:0]))


def test_columns_that_stand_twice_are_named(table):
    text = as_csv(table).replace(b"p_sad", b"p_fear", 1)
    assert "lacks the column p_sad" in message(text)
    lines = as_csv(table).decode().splitlines()
    twice = "\n".join([lines[0] + ",p_sad", *(line + ",0" for line in lines[1:])])
    assert "has twice the column p_sad" in message(twice.encode())


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("emotion", 3, "is labelled Happy; in FER-2013 it is labelled Sad"),
        ("split", "PublicTest", "said to be of PublicTest; in FER-2013 it is of PrivateTest"),
        ("row", 5, "row 5 is none of the 20 test rows of FER-2013"),
    ],
)
def test_what_disagrees_with_the_known_rows_is_named(table, column, value, expected):
    table["emotion"] = 4
    known = table[["row", "split", "emotion"]]
    theirs = table.copy()
    theirs.loc[4, column] = value
    said = message(as_csv(theirs), known)
    assert "line 6: " in said
    assert expected in said


def test_faults_of_many_rows_are_counted(table):
    said = message(as_csv(table.assign(emotion=(table["emotion"] + 1) % 7)), table)
    assert "line 2: " in said
    assert "The same holds for 19 more." in said


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "it is empty"),
        (b"hello", "lacks the columns row, split"),
        (b"\x89PNG\r\n\x1a\n\0\0", "neither parquet nor CSV in UTF-8"),
        (",".join(PREDICTION_COLUMNS).encode(), "cannot be read as CSV"),
        (";".join(PREDICTION_COLUMNS).encode(), "not separated by commas"),
        (",".join(PREDICTION_COLUMNS).encode("utf-16"), "neither parquet nor CSV"),
        (b"PAR1nothing", "no whole parquet file"),
    ],
    ids=["empty", "words", "picture", "header", "semicolons", "utf-16", "cut"],
)
def test_what_is_no_table_gets_a_sentence(data, expected):
    assert expected in message(data)


def test_too_much_is_refused(table, monkeypatch):
    monkeypatch.setattr(predictions_file, "MOST_ROWS", 19)
    for write in (as_csv, as_parquet):
        assert "it has 20 rows; at most 19 are read" in message(write(table))
    monkeypatch.setattr(predictions_file, "MOST_BYTES", 100)
    assert "MB are read" in message(as_csv(table))


def test_a_parquet_that_unpacks_to_too_much_is_refused(table, monkeypatch):
    monkeypatch.setattr(predictions_file, "MOST_ROWS", 10**9)
    many = pd.concat([table] * 4000)
    data = as_parquet(many)
    monkeypatch.setattr(predictions_file, "MOST_BYTES", len(data))
    assert "unpacks to" in message(data)


def test_reading_leaves_the_known_rows_alone(table):
    known = table.iloc[::-1]
    before = known.copy()
    read_predictions("x", as_csv(table), known)
    assert known.equals(before)


HEADER = ",".join(PREDICTION_COLUMNS).encode() + b"\n"


@given(st.sampled_from([b"", HEADER, b"PAR1"]), st.binary(max_size=200))
def test_whatever_comes_gets_a_sentence(start, rest):
    with pytest.raises(PredictionsError):
        read_predictions("x", start + rest)


@given(st.lists(st.text("0123456789.,eE-+naifPrivateTest\"'\n ", max_size=30), max_size=8))
def test_whatever_stands_below_a_good_header_gets_a_sentence(lines):
    with pytest.raises(PredictionsError):
        read_predictions("x", HEADER + "\n".join(lines).encode())


def test_a_dataset_without_test_rows_is_named(table):
    assert "no test rows here" in message(as_csv(table), table.iloc[:0])
