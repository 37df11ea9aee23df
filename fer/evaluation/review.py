"""What reviewers decided about faces, and scores that take it into account.

An answer says whose mistake an error was. It counts once two reviewers of a face agree or somebody
settled it; until then the official label stands.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from fer.emotions import EMOTIONS
from fer.evaluation.agreement import tally
from fer.evaluation.metrics import Counts

if TYPE_CHECKING:
    import pandas as pd

Way = Literal["left out", "relabelled"]
VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "model": "The model is wrong",
        "label": "The label is wrong",
        "people": "People could disagree",
        "noface": "Not a face",
    }
)
CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "occlusion": "Occlusion",
        "pose": "Pose",
        "drawing": "Drawing",
        "text": "Text",
        "blur": "Blur",
        "mixed": "Mixed expression",
    }
)
ANSWER_COLUMNS = ("row", "reviewer", "verdict", "label")


def outcomes(answers: "pd.DataFrame", settlements: "pd.DataFrame | None" = None) -> "pd.DataFrame":
    """Return what holds for every face that was reviewed.

    Parameters
    ----------
    answers : DataFrame
        ``row, reviewer, verdict, label``: the current answer of each reviewer on each face; a
        verdict of `VERDICTS`, a label 0–6 or -1 for none.
    settlements : DataFrame, optional
        ``row, verdict, label``: at most one for a face; they overrule the answers.

    Returns
    -------
    DataFrame
        By ``row`` (index, sorted): ``verdict`` and ``label``, ``people`` (how many answered) and
        ``how``: ``"agreed"``, ``"settled"``, or, without a verdict, ``"conflict"`` and
        ``"one reviewer"``: nobody agrees alone.
    """
    import pandas as pd

    # a label belongs to the outcome only where the label is what is wrong
    meant = answers["verdict"] + np.where(
        answers["verdict"] == "label", answers["label"].astype(str), ""
    )
    by_face = answers.assign(meant=meant).groupby("row", sort=True)
    found = by_face.agg(
        verdict=("verdict", "first"),
        label=("label", "first"),
        people=("reviewer", "nunique"),
        meanings=("meant", "nunique"),
    )
    conflict = found.pop("meanings") > 1
    alone = found["people"] < 2
    found["how"] = np.where(conflict, "conflict", np.where(alone, "one reviewer", "agreed"))
    found.loc[conflict | alone, "verdict"] = ""
    found.loc[conflict | alone | (found["verdict"] != "label"), "label"] = -1
    if settlements is not None and len(settlements):
        settled = settlements.set_index("row")[["verdict", "label"]].assign(people=0, how="settled")
        settled["people"] = found["people"].reindex(settled.index, fill_value=0)
        found = pd.concat([found.drop(settled.index, errors="ignore"), settled]).sort_index()
    return found.astype({"label": int, "people": int})


def after_review(predictions: "pd.DataFrame", decided: "pd.DataFrame", way: Way) -> "pd.DataFrame":
    """Return predictions with the reviewers' outcomes applied; all other rows as they are.

    Faces judged "label wrong" or "not a face" are left out; with ``way="relabelled"`` a wrong label
    is replaced by the one that the reviewers gave, where they gave one.

    Parameters
    ----------
    predictions : DataFrame
        In the columns of ``predictions.parquet``.
    decided : DataFrame
        Of `outcomes`.
    way : str
    """
    bad = decided.index[decided["verdict"].isin(["label", "noface"])]
    if way == "left out":
        return predictions[~predictions["row"].isin(bad)]
    given = decided.loc[(decided["verdict"] == "label") & (decided["label"] >= 0), "label"]
    kept = predictions[~predictions["row"].isin(bad.difference(given.index))]
    fresh = kept["row"].map(given)
    emotion = fresh.where(fresh.notna(), kept["emotion"]).astype(predictions["emotion"].dtype)
    return kept.assign(emotion=emotion)


def verdict_counts(answers: "pd.DataFrame") -> Counts:
    """Count verdicts by face, for agreement; ``(faces, 4)`` in the order of `VERDICTS`."""
    names = list(VERDICTS)
    return tally(answers["row"], (names.index(v) for v in answers["verdict"]), len(names))


def label_counts(answers: "pd.DataFrame") -> Counts:
    """Count the labels that reviewers would give by face, for agreement; ``(faces, 7)``."""
    return tally(answers["row"], answers["label"], len(EMOTIONS))
