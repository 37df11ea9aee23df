"""Errors of a release, beside what other releases and human annotators say of the same faces.

It sorts errors into three kinds by the rules in `RULES`; it knows no reviewers (see `review`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from fer.data.dataset import VOTE_COLUMNS, VOTES
from fer.data.votes import LABEL_OF_VOTE
from fer.evaluation.confident import label_quality, likely_errors
from fer.evaluation.metrics import CLASSES, Floats
from fer.release import PROBABILITIES

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["model wrong", "label doubtful", "people split"]
Order = Literal["confident", "disagreement", "label"]
KINDS: tuple[Kind, ...] = ("model wrong", "label doubtful", "people split")
ORDERS: tuple[Order, ...] = ("confident", "disagreement", "label")
_NO_FACE = VOTES.index("nf")
_MAJORITY = 0.5


@dataclass(frozen=True)
class Rule:
    """One rule: the kind that it gives, and when, in words that follow 'because'."""

    kind: Kind
    when: str


# In the order in which they are asked; the first that applies decides.
RULES: tuple[Rule, ...] = (
    Rule("label doubtful", "at least half of the annotators saw no face"),
    Rule("model wrong", "more than half of the annotators chose the label"),
    Rule("label doubtful", "more than half of the annotators chose another emotion"),
    Rule(
        "label doubtful",
        "no emotion has a majority, but the one with most votes is not the label, "
        "and every release says so too",
    ),
    Rule("people split", "no emotion has more than half of the annotators' votes"),
    Rule("label doubtful", "there are no votes, and all releases agree on another emotion"),
    Rule("model wrong", "there are no votes, and another release gives the label"),
    Rule("people split", "there are no votes; the releases disagree and none gives the label"),
    Rule("model wrong", "there are neither votes nor other releases, so the label is believed"),
)
_NOTHING_SEEN, _LABEL_WINS, _OTHER_WINS, _ALL_SAY_SO, _NO_MAJORITY = range(5)
_RELEASES_AGREE, _A_RELEASE_IS_RIGHT, _RELEASES_SPLIT, _ALONE = range(5, 9)


@dataclass(frozen=True)
class Panel:
    """The same faces as seen by several releases and, where there are votes, by annotators.

    Attributes
    ----------
    ids : tuple of str
        The releases; the first is the one whose errors are looked at.
    row : int64 array, shape (N,)
    split : str array, shape (N,)
    label : int64 array, shape (N,)
    p : float32 array, shape (R, N, 7)
        Probabilities; not a number where a release has none for a face.
    votes : int64 array, shape (N, 10), or None
        In the order of `fer.data.dataset.VOTES`.
    """

    ids: tuple[str, ...]
    row: npt.NDArray[np.int64]
    split: npt.NDArray[np.str_]
    label: npt.NDArray[np.int64]
    p: npt.NDArray[np.float32]
    votes: npt.NDArray[np.int64] | None

    def __post_init__(self) -> None:
        """Check that everything speaks of the same faces."""
        n = len(self.row)
        if self.p.shape != (len(self.ids), n, CLASSES) or not self.ids:
            raise ValueError(f"expected p of ({len(self.ids)}, {n}, {CLASSES}), got {self.p.shape}")
        if len(self.label) != n or len(self.split) != n:
            raise ValueError(f"expected {n} labels and splits")
        if self.votes is not None and self.votes.shape != (n, len(VOTES)):
            raise ValueError(f"expected votes of ({n}, {len(VOTES)}), got {self.votes.shape}")
        if np.isnan(self.p[0]).any():
            raise ValueError("expected probabilities for every face of the first release")

    @cached_property
    def predicted(self) -> npt.NDArray[np.int64]:
        """What each release says; ``(R, N)``, -1 where it has no probabilities."""
        said: npt.NDArray[np.int64] = self.p.argmax(axis=2)
        said[np.isnan(self.p[:, :, 0])] = -1
        return said

    @property
    def emotion_votes(self) -> npt.NDArray[np.int64] | None:
        """Votes for the seven emotions in label order; ``(N, 7)``."""
        if self.votes is None:
            return None
        return np.asarray(self.votes[:, :CLASSES][:, np.argsort(LABEL_OF_VOTE)])


def panel(predictions: Mapping[str, "pd.DataFrame"], votes: "pd.DataFrame | None" = None) -> Panel:
    """Lay predictions of several releases over the rows of the first.

    Parameters
    ----------
    predictions : mapping of str to DataFrame
        In the columns of ``predictions.parquet``; the first names the faces and their labels.
    votes : DataFrame, optional
        ``row`` and the ten `VOTE_COLUMNS`.
    """
    (_, first), *_ = predictions.items()
    row = first["row"].to_numpy(np.int64)
    columns = list(PROBABILITIES)
    parts = [
        table[columns].to_numpy(np.float32)
        if table["row"].equals(first["row"])
        else table.set_index("row")[columns].reindex(row).to_numpy(np.float32)
        for table in predictions.values()
    ]
    counted = None
    if votes is not None and set(VOTE_COLUMNS) <= set(votes.columns):
        table = votes.set_index("row")[list(VOTE_COLUMNS)].reindex(row, fill_value=0)
        counted = table.to_numpy(np.int64)
    return Panel(
        ids=tuple(predictions),
        row=row,
        split=first["split"].to_numpy(str),
        label=first["emotion"].to_numpy(np.int64),
        p=np.stack(parts),  # (R, N, 7)
        votes=counted,
    )


def says_one_thing(predictions: "pd.DataFrame") -> bool:
    """Return whether a release gives every face the same label: it is no witness about any."""
    said = predictions[list(PROBABILITIES)].to_numpy().argmax(axis=1)
    return bool((said == said[:1]).all())


def disagreement(p: npt.NDArray[np.floating]) -> Floats:
    """Return the generalised Jensen–Shannon divergence of releases, 0 where all say the same.

    Lin (1991), eq. 5.1, with equal weights and base 7, so that 1 is the largest possible.

    Parameters
    ----------
    p : float array, shape (R, N, 7)
        Not a number where a release is missing.

    Returns
    -------
    float64 array, shape (N,)
    """
    there = ~np.isnan(p[:, :, 0])  # (R, N)
    weight = there / np.maximum(there.sum(axis=0), 1)
    filled = np.where(there[:, :, None], p, 0).astype(np.float64)
    middle = (weight[:, :, None] * filled).sum(axis=0)  # (N, 7)
    apart = _entropy(middle) - (weight * _entropy(filled)).sum(axis=0)
    return np.asarray(np.clip(apart, 0, 1))


def _entropy(p: Floats) -> Floats:
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    return np.asarray(-(p * logs).sum(axis=-1) / np.log(CLASSES))


def rule_of(seen: Panel) -> npt.NDArray[np.int64]:
    """Return for each face the place in `RULES` of the rule that explains an error on it; (N,).

    A face without a single vote is judged by the releases.
    """
    said = seen.predicted  # (R, N)
    there = said >= 0
    alone = there.sum(axis=0) < 2
    unanimous = ((said == said[0]) | ~there).all(axis=0) & (said[0] != seen.label) & ~alone
    rescued = (said == seen.label).any(axis=0)
    cases = [
        (unanimous, _RELEASES_AGREE),
        (rescued, _A_RELEASE_IS_RIGHT),
        (~alone, _RELEASES_SPLIT),
    ]
    own = seen.emotion_votes
    if seen.votes is not None and own is not None:
        total = seen.votes.sum(axis=1)
        most = own.max(axis=1)
        at_label = own[np.arange(len(own)), seen.label]
        at_said = own[np.arange(len(own)), said[0]]
        voted = total > 0
        majority = most > _MAJORITY * total
        cases = [
            (voted & (seen.votes[:, _NO_FACE] >= _MAJORITY * total), _NOTHING_SEEN),
            (voted & majority & (at_label == most), _LABEL_WINS),
            (voted & majority, _OTHER_WINS),
            (voted & unanimous & (at_label < most) & (at_said == most), _ALL_SAY_SO),
            (voted, _NO_MAJORITY),
            *cases,
        ]
    conditions, numbers = zip(*cases, strict=True)
    return np.asarray(np.select(conditions, numbers, default=_ALONE), np.int64)


def judged(seen: Panel) -> "pd.DataFrame":
    """Return what is known of every face, right or wrong, by the first release.

    Returns
    -------
    DataFrame, N rows
        ``row, split, emotion, predicted, wrong, confidence`` (0–1), ``agree`` (how many releases
        say what the first says, itself included), ``releases`` (how many say anything),
        ``disagreement`` and ``quality`` (0–1), ``likely_error``, ``human`` (share of votes for the
        label, not a number without votes), ``kind`` and ``rule`` (place in `RULES`).
    """
    import pandas as pd

    said = seen.predicted
    first = seen.p[0]
    rule = rule_of(seen)
    human = np.full(len(seen.row), np.nan)
    own = seen.emotion_votes
    if seen.votes is not None and own is not None:
        total = seen.votes.sum(axis=1)
        at_label = own[np.arange(len(own)), seen.label]
        np.divide(at_label, total, out=human, where=total > 0)
    of_rule = np.array([KINDS.index(entry.kind) for entry in RULES])
    return pd.DataFrame(
        {
            "row": seen.row,
            "split": seen.split,
            "emotion": seen.label,
            "predicted": said[0],
            "wrong": said[0] != seen.label,
            "confidence": first.max(axis=1, initial=0),
            "agree": ((said == said[0]) & (said >= 0)).sum(axis=0),
            "releases": (said >= 0).sum(axis=0),
            "disagreement": disagreement(seen.p),
            "quality": label_quality(seen.label, first),
            "likely_error": likely_errors(seen.label, first),
            "human": human,
            "kind": pd.Categorical.from_codes(of_rule[rule], categories=pd.Index(KINDS)),
            "rule": rule,
        }
    )


def ordered(faces: "pd.DataFrame", order: Order) -> "pd.DataFrame":
    """Return faces of `judged`, the most telling first; equal ones by row.

    ``"confident"``: most confident first. ``"disagreement"``: where the releases differ most.
    ``"label"``: likely label errors first, then by the quality of the label.
    """
    by, ascending = {
        "confident": (["confidence", "row"], [False, True]),
        "disagreement": (["disagreement", "row"], [False, True]),
        "label": (["likely_error", "quality", "row"], [False, True, True]),
    }[order]
    return faces.sort_values(by, ascending=ascending, kind="stable")


def because(rule: int) -> str:
    """Return a rule in words: 'Label doubtful, because …'."""
    chosen = RULES[rule]
    return f"{chosen.kind.capitalize()}, because {chosen.when}."
