"""Recipes in words: what a release does not use is not said of it."""

import pytest

from dashboard.recipes import _said


@pytest.mark.parametrize(
    ("field", "recipe", "said"),
    [
        ("teacher", {"teacher": "a+b"}, "a + b"),
        ("lesson", {"lesson": "plain", "teacher": "a"}, "each training face as it is"),
        ("lesson", {"lesson": "plain", "teacher": ""}, "—"),
        ("voting", {"voting": "labels", "votes": 0.5}, "how faces with such votes are labelled"),
        ("voting", {"voting": "shares", "votes": 0.0}, "—"),
        ("voting", {"voting": "shares"}, "—"),
    ],
)
def test_what_is_not_used_is_not_said(field, recipe, said):
    assert _said(field, recipe) == said
