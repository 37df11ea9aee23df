"""Entries come to the rows that all have; what one lacks is named and left out of all."""

import numpy as np
import pytest

from fer.errors import ComparisonError
from fer.evaluation.entries import Entry, align
from fer.evaluation.scorecard import leaked_rows
from fer.release import PROBABILITIES, Release


def test_a_release_becomes_an_entry(toy_release):
    release = Release.open(*toy_release)
    table = release.predictions()
    entry = Entry.of_release(release)
    assert (entry.id, entry.title, entry.dataset) == ("toy", "Toy", "fer2013")
    assert entry.digest == release.digest
    assert (np.diff(entry.row) > 0).all()
    by_row = table.sort_values("row")
    assert entry.predicted.tolist() == by_row[list(PROBABILITIES)].to_numpy().argmax(1).tolist()
    for split in ("PublicTest", "PrivateTest"):
        expected = by_row.loc[by_row["split"] == split, "row"]
        assert entry.row[entry.places(split)].tolist() == expected.tolist()


def test_a_release_on_other_faces_has_learnt_nothing_of_them(toy_release, make_table):
    release = Release.open(*toy_release)
    entry = Entry.of_release(release, make_table([0, 1], [0, 1]), "sketches")
    assert (entry.dataset, entry.train_splits) == ("sketches", ())
    assert Entry.of_release(release, dataset="fer2013").train_splits == ("Training",)


def test_the_order_of_a_table_does_not_matter_and_it_stays_as_it_was(make_table):
    table = make_table([0, 1, 2], [0, 3, 2])
    shuffled = table.iloc[[2, 0, 1]]
    before = shuffled.copy()
    named = {"name": "a", "title": "A", "dataset": "d", "train_splits": (), "digest": "1"}
    one, other = Entry.of(table, **named), Entry.of(shuffled, **named)
    assert one.predicted.tolist() == other.predicted.tolist() == [0, 3, 2]
    assert one.row.tolist() == other.row.tolist()
    assert shuffled.equals(before)


def test_a_row_twice_is_refused(make_entry):
    with pytest.raises(ComparisonError, match="row 7 twice"):
        make_entry([0, 1], [0, 1], rows=[7, 7])


def test_the_same_rows_are_all_kept(make_entry):
    a, b = make_entry([0, 1, 2], [0, 1, 3]), make_entry([0, 1, 2], [4, 1, 2], "B")
    both = align([a, b], "PrivateTest")
    assert both.n == 3
    assert both.predicted(0).tolist() == [0, 1, 3]
    assert both.predicted(1).tolist() == [4, 1, 2]
    assert both.emotion.tolist() == [0, 1, 2]
    assert both.gaps() == []


def test_what_one_lacks_is_left_out_of_all_and_named(make_entry):
    a = make_entry([0, 1, 2, 3], [0, 1, 2, 3], rows=[10, 11, 12, 13])
    b = make_entry([3, 2, 4], [3, 5, 4], "B", rows=[13, 12, 20])
    both = align([a, b], "PrivateTest")
    assert both.row.tolist() == [12, 13]
    assert both.predicted(0).tolist() == [2, 3]
    assert both.predicted(1).tolist() == [5, 3]
    assert both.probabilities(1, np.array([0])).argmax(1).tolist() == [5]
    assert [rows.tolist() for rows in both.lacking] == [[20], [10, 11]]
    first, second = both.gaps()
    assert first.startswith("A has no prediction for row 20,")
    assert second.startswith("B has no prediction for 2 rows (10, 11),")


def test_many_missing_rows_are_counted(make_entry):
    a = make_entry([0] * 50, [0] * 50, rows=range(50))
    b = make_entry([0], [0], "B", rows=[49])
    assert "49 rows (0, 1, 2, 3, 4, 5 and 43 more)" in align([a, b], "PrivateTest").gaps()[0]


def test_three_entries_share_the_rows_of_all_three(make_entry):
    entries = [
        make_entry([0] * len(rows), [k] * len(rows), title, rows=rows)
        for k, (title, rows) in enumerate([("A", [1, 2, 3]), ("B", [2, 3, 4]), ("C", [3, 4, 2])])
    ]
    together = align(entries, "PrivateTest")
    assert together.row.tolist() == [2, 3]
    assert [together.predicted(k).tolist() for k in range(3)] == [[0, 0], [1, 1], [2, 2]]
    assert [rows.tolist() for rows in together.lacking] == [[4], [1], [1]]


def test_leaked_rows_of_everything_that_anyone_learnt_from_are_left_out(make_entry):
    both = ("Training", "PublicTest")
    rows = sorted(r for r in leaked_rows(both) if r >= 32_298)[:5]
    only_public = sorted(leaked_rows(both) - leaked_rows(("Training",)))
    rows = sorted({*rows, only_public[0], 35_880})
    a = make_entry([0] * len(rows), [0] * len(rows), rows=rows)
    b = make_entry([0] * len(rows), [0] * len(rows), "B", rows=rows, learnt=both)
    assert align([a, b], "PrivateTest").n == len(rows)
    kept = align([a, b], "PrivateTest", leaked=False)
    assert kept.row.tolist() == [row for row in rows if row not in leaked_rows(both)]
    alone = align([a], "PrivateTest", leaked=False)
    assert only_public[0] in alone.row
    assert kept.gaps() == []


def test_rows_of_other_datasets_do_not_leak(make_entry):
    rows = sorted(leaked_rows())[-3:]
    entries = [make_entry([0] * 3, [0] * 3, t, dataset="own", rows=rows) for t in "AB"]
    assert align(entries, "PrivateTest", leaked=False).n == 3


def test_two_datasets_are_not_compared(make_entry):
    with pytest.raises(ComparisonError, match="different pictures: A of 'fer2013', B of 'own'"):
        align([make_entry([0], [0]), make_entry([0], [0], "B", dataset="own")], "PrivateTest")


@pytest.mark.parametrize("split", ["PublicTest", "PrivateTest"])
def test_nothing_in_common_is_said(make_entry, split):
    entries = [make_entry([0], [0], rows=[1]), make_entry([0], [0], "B", rows=[2])]
    with pytest.raises(ComparisonError, match=f"no row of {split}"):
        align(entries, split)


def test_labels_that_disagree_are_refused_with_their_row(make_entry):
    entries = [
        make_entry([0, 1], [0, 0], rows=[4, 9]),
        make_entry([0, 2], [0, 0], "B", rows=[4, 9]),
    ]
    with pytest.raises(ComparisonError, match="A and B disagree about the labels of row 9"):
        align(entries, "PrivateTest")
