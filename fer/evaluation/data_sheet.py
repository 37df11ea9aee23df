"""Data sheets: what a dataset holds, where it comes from, and what is known to be wrong with it.

After Gebru et al. (2021), *Datasheets for datasets*. Counts come from the rows at hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from fer.data.dataset import VOTE_COLUMNS
from fer.emotions import EMOTIONS, SPLITS, TEST_SPLITS
from fer.evaluation import paper
from fer.evaluation.document import Document, Table
from fer.evaluation.people import against_people, people, votes_of
from fer.evaluation.scorecard import leaked_rows
from fer.evaluation.wording import percent

if TYPE_CHECKING:
    import pandas as pd

Counts = npt.NDArray[np.int64]
Paragraphs = list[str | tuple[str, str]]
FER2013, DRAWN = "fer2013", "sketches"
_NOT_A_FACE = "votes_nf"
_FER2013: Paragraphs = [
    (
        "How it was collected",
        "In 2013, by Pierre-Luc Carrier and Aaron Courville: searches on Google Images for 184 "
        "words of emotion, joined with words of gender, age or ethnicity to nearly 600 queries, "
        "the first 1,000 pictures of each. OpenCV found the faces, people threw out wrong ones and "
        "mended the cropping, Mehdi Mirza and Ian Goodfellow mapped the words to seven labels "
        "(Goodfellow et al. 2013).",
    ),
    (
        "Who is in it",
        "People whose pictures Google found in 2013. No consent of theirs is reported. Names, "
        "ages, sex and origin are not part of it, so that nobody can say who is missing, or for "
        "whom a model works worse.",
    ),
    (
        "What it is for",
        "A contest at ICML 2013. It has been the usual test of such models since; its pictures are "
        "not part of this project.",
    ),
]
_DRAWN: Paragraphs = [
    (
        "How they were made",
        "Drawn by this project from random numbers with a fixed seed: a person, a pose, a light, "
        "and an expression as movements of the face after Ekman, Friesen & Hager (2002).",
    ),
    ("Who is in them", "Nobody: these people do not exist, and no face had to be lent."),
    (
        "What they are for",
        "Trying every page without anybody's picture, and quick trainings. They are clearer than "
        "photographs and all of one hand: figures on them say nothing of photographs.",
    ),
    ("Known noise", "None by intention: the label is what the face was drawn to show."),
]


# FER-2013's faces of each label, by which another dataset under its name is told apart.
PUBLISHED = (4953, 547, 5121, 8989, 6077, 4002, 6198)


@dataclass(frozen=True)
class Holdings:
    """How many faces a dataset holds.

    Attributes
    ----------
    faces, leaked : int64 array, shape (7, 3)
        By emotion and split: all, and test rows whose exact picture also stands in Training.
    repeated : int, optional
        Rows whose exact picture stands in an earlier row; None where pictures are not at hand.
    otherwise : int, optional
        Of these, how many carry another label there.
    whole : bool
        Whether Training is counted.
    """

    faces: Counts
    leaked: Counts
    repeated: int | None = None
    otherwise: int | None = None
    whole: bool = True

    @classmethod
    def of(cls, rows: "pd.DataFrame", *, known_leaks: bool = False) -> Self:
        """Count rows.

        Parameters
        ----------
        rows : DataFrame
            ``row, emotion, split``, and of a dataset on this machine ``first`` and ``leaked``.
        known_leaks : bool
            Whether they are FER-2013's, whose leaked rows are known without the pictures.
        """
        emotion = rows["emotion"].to_numpy(np.int64)
        split = np.array([SPLITS.index(name) for name in rows["split"]], np.int64)
        if "leaked" in rows:
            leaked = rows["leaked"].to_numpy(bool)
        else:
            leaked = rows["row"].isin(leaked_rows() if known_leaks else ()).to_numpy(bool)
        repeated = otherwise = None
        if "first" in rows and "row" in rows:
            later = rows[rows["first"] != rows["row"]]
            labels = dict(zip(rows["row"], rows["emotion"], strict=True))
            before = later["first"].map(labels)
            repeated, otherwise = len(later), int((before != later["emotion"]).sum())
        return cls(
            _tally(emotion, split),
            _tally(emotion[leaked], split[leaked]),
            repeated,
            otherwise,
            bool((split == 0).any()),
        )


def _tally(emotion: Counts, split: Counts) -> Counts:
    counts = np.zeros((len(EMOTIONS), len(SPLITS)), np.int64)
    np.add.at(counts, (emotion, split), 1)
    return counts


def data_sheet(
    name: str, title: str, rows: "pd.DataFrame", *, missed: int = 0
) -> tuple[Document, Holdings]:
    """Write the data sheet of a dataset, and return what it counts beside it.

    Parameters
    ----------
    name, title : str
        Its folder, and what visitors read for it.
    rows : DataFrame
        ``row, emotion, split``; of a dataset on this machine all of its columns.
    missed : int
        Photographs in which no face was found.
    """
    held = Holdings.of(rows, known_leaks=name == FER2013)
    if name == FER2013 and not (held.whole and _totals(held) != PUBLISHED):
        told = [*_FER2013, ("Known noise", _noise(rows, held))]
    elif name == DRAWN:
        told = list(_DRAWN)
    else:
        told = _imported(rows, missed)
    if name != DRAWN or "leaked" in rows:  # a plan has no pictures that could repeat
        told.append(("Repeated pictures", _repeats(held)))
    sheet = Document(
        title=f"Data sheet: {title}",
        lead=_lead(title, held),
        paragraphs=told,
        tables=[_faces(held), *_leaks(held)],
        notes=[_origin(name, held)],
    )
    return sheet, held


def _totals(held: Holdings) -> tuple[int, ...]:
    return tuple(int(n) for n in held.faces.sum(axis=1))


def _lead(title: str, held: Holdings) -> str:
    totals = held.faces.sum(axis=1)
    most, least = int(totals.argmax()), int(totals.argmin())
    where = "" if held.whole else " of its two test splits"
    if totals[most] == totals[least]:
        return f"{title}: {totals.sum():,} faces{where}, {totals[most]:,} of each label."
    return (
        f"{title}: {totals.sum():,} faces{where}, {totals[most]:,} labelled {EMOTIONS[most]} and "
        f"{totals[least]:,} {EMOTIONS[least]}."
    )


def _noise(rows: "pd.DataFrame", held: Holdings) -> str:
    low, high = paper.HUMAN
    said = (
        f"People reach {percent((low + high) / 2, 0)} ± {(high - low) / 2 * 100:.0f} on its labels "
        "(Goodfellow et al. 2013). FER+ asked ten more annotators about every row (Barsoum et al. "
        "2016)"
    )
    if not set(VOTE_COLUMNS) <= set(rows.columns):
        return f"{said}; where their votes are imported, this page counts how often they differ."
    votes = votes_of(rows)
    matrix, agreed = against_people(rows["emotion"], votes)
    one = people(votes).one
    none = int((rows[_NOT_A_FACE] > len(VOTE_COLUMNS) / 2).sum())
    return (
        f"{said}: of the {matrix.sum():,} rows where one of the seven has the most votes, "
        f"{percent(agreed.value)} carry that label ({percent(agreed.low)} to "
        f"{percent(agreed.high)}); one annotator agrees with the majority of the others in "
        f"{percent(one.value)} of votes. {none:,} rows are no face, say more than half of them."
    )


def _imported(rows: "pd.DataFrame", missed: int) -> Paragraphs:
    told: Paragraphs = [
        (
            "How it was collected",
            "It was imported on this machine. This project sees its files, not where they come "
            "from: ask whoever runs this server.",
        ),
        ("Who is in it", "Not recorded here. Were they asked? That is for whoever imported it."),
    ]
    if "found" in rows:
        several = int((rows["found"] > 1).sum())
        told.append(
            (
                "Photographs",
                f"The face was found in {len(rows):,} of {len(rows) + missed:,} photographs; in "
                f"{several:,} of them there are several, and the largest was taken.",
            )
        )
    return told


def _repeats(held: Holdings) -> str:
    leaked = int(held.leaked.sum())
    said = "Test pictures that also stand, pixel for pixel, in Training are called leaked: "
    said += f"{leaked:,} rows." if leaked else "there are none."
    if leaked:
        said += " For a release that learnt from more splits, pictures of those are leaked too."
    if held.repeated is not None:
        said += f" {held.repeated:,} rows in all repeat the picture of an earlier row"
        said += f", {held.otherwise:,} of them under another label." if held.repeated else "."
    return said


def _faces(held: Holdings) -> Table:
    shown = [i for i in range(len(SPLITS)) if held.faces[:, i].any()]
    whole = held.faces.sum()
    rows = [
        [name, *(f"{line[i]:,}" for i in shown), f"{line.sum():,}", percent(line.sum() / whole)]
        for name, line in zip(EMOTIONS, held.faces, strict=True)
    ]
    sums = held.faces.sum(axis=0)
    rows.append(["all", *(f"{sums[i]:,}" for i in shown), f"{whole:,}", percent(1.0)])
    return Table(
        "Faces by class and split", ("", *(SPLITS[i] for i in shown), "all", "share"), rows
    )


def _leaks(held: Holdings) -> Sequence[Table]:
    if not held.leaked.any():
        return ()
    places = [SPLITS.index(name) for name in TEST_SPLITS]

    def cells(leaked: Counts, faces: Counts) -> list[str]:
        shares = leaked / np.maximum(faces, 1)
        return [f"{leaked[i]:,} ({percent(float(shares[i]))})" for i in places]

    lines = zip(EMOTIONS, held.leaked, held.faces, strict=True)
    rows = [[name, *cells(leaked, faces)] for name, leaked, faces in lines]
    rows.append(["all", *cells(held.leaked.sum(axis=0), held.faces.sum(axis=0))])
    return (Table("Leaked rows, and their share of the class", ("", *TEST_SPLITS), rows),)


def _origin(name: str, held: Holdings) -> str:
    if held.repeated is not None:
        return f"Counted in the dataset '{name}' on this machine."
    if name == DRAWN:
        return "Counted in the plan by which they are drawn."
    return "Counted in the predictions of the releases; Training needs the dataset itself."
