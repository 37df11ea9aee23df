"""Which faces one model gets right and another wrong, and in what order to look at them."""

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from fer.evaluation.entries import Aligned

Kind = Literal["fixed", "broken", "wrong", "all"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def outcomes(
    aligned: Aligned,
    a: int,
    b: int,
    kind: Kind,
    *,
    label: int | None = None,
    said_a: int | None = None,
    said_b: int | None = None,
) -> npt.NDArray[np.intp]:
    """Return the faces of a kind, those first of which the wrong ones were most certain.

    Parameters
    ----------
    aligned : Aligned
    a, b : int
        Which entries.
    kind : str
        ``"fixed"``: A is right, B wrong. ``"broken"``: A is wrong, B right. ``"wrong"``: both are
        wrong. ``"all"``: any.
    label, said_a, said_b : int, optional
        Only faces of this label, and of these predictions of A and of B, 0–6.

    Returns
    -------
    intp array
        Places in the aligned rows.
    """
    first, second = aligned.predicted(a), aligned.predicted(b)
    right_a, right_b = first == aligned.emotion, second == aligned.emotion
    chosen = {
        "fixed": right_a & ~right_b,
        "broken": ~right_a & right_b,
        "wrong": ~right_a & ~right_b,
        "all": np.ones(aligned.n, bool),
    }[kind]
    for values, asked in ((aligned.emotion, label), (first, said_a), (second, said_b)):
        if asked is not None:
            chosen = chosen & (values == asked)
    places = np.flatnonzero(chosen)
    certainty = np.zeros(len(places), np.float32)
    for which, right in ((a, right_a), (b, right_b)):
        certainty += np.where(right[places], 0, aligned.confidence(which)[places])
    return places[np.argsort(-certainty, kind="stable")]
