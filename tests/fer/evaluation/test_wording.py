"""Numbers in words."""

import pytest

from fer.evaluation.wording import bare_p, listed, p_value, percent, points


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.583, "58.3\u202f%"), (0, "0.0\u202f%"), (1, "100.0\u202f%")],
)
def test_percent(value, said):
    assert percent(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.025, "+2.5"), (-0.025, "−2.5"), (0, "0.0"), (-0.0, "0.0"), (-0.0004, "0.0"), (1, "+100.0")],
)
def test_points_carry_their_sign_unless_they_round_to_none(value, said):
    assert points(value) == said


@pytest.mark.parametrize(
    ("p", "said"),
    [(0, "p < 0.0001"), (0.00009, "p < 0.0001"), (0.0496, "p = 0.0496"), (0.5512, "p = 0.55")],
)
def test_p_values_never_claim_to_be_none(p, said):
    assert p_value(p).replace("\u00a0", " ") == said
    assert p_value(p).endswith(bare_p(p))


@pytest.mark.parametrize(
    ("names", "said"), [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_lists(names, said):
    assert listed(names) == said
