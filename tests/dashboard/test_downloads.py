"""Cells of tables that are downloaded: numbers stay numbers, text never becomes a formula."""

import pytest

from dashboard.downloads import _plain


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("", ""),
        ("+28.3", "28.3"),
        ("−0.5", "-0.5"),
        ("58", "58"),
        ("0.0007", "0.0007"),
        ("1_0", "1_0"),
        ("=1+1", "'=1+1"),
        ("-cmd", "'-cmd"),
        ("4-layer CNN", "4-layer CNN"),
        ("< 0.0001", "< 0.0001"),
    ],
)
def test_cells(cell, written):
    assert _plain(cell) == written
