"""Cascades are loaded once, and one that is missing is named."""

import pytest

from fer.recognition.cascades import cascade
from fer.recognition.detect import FIRST, SECOND
from fer.recognition.eyes import CASCADES


@pytest.mark.parametrize("name", [FIRST, SECOND, *CASCADES])
def test_a_cascade_is_loaded_once(name):
    assert cascade(name) is cascade(name)
    assert not cascade(name).empty()


def test_one_that_is_missing_is_named():
    with pytest.raises(RuntimeError, match=r"haarcascade_nobody\.xml"):
        cascade("nobody")
