"""FER+ votes (Barsoum et al. 2016): ten annotators' answers for every row of FER-2013."""

import csv
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fer.data.dataset import VOTES
from fer.errors import SourceError

# The label (0-6) that each of the first seven vote columns stands for.
LABEL_OF_VOTE = np.array([6, 3, 5, 4, 0, 1, 2])
# Joined in the right order 7 of 10 majorities repeat the label; in a wrong order, 1 or 2 do.
_LEAST_AGREEMENT = 0.4
_COUNT = re.compile(r"[0-9]{1,2}")


def read_votes(path: Path) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.uint8]]:
    """Read ``fer2013new.csv``.

    Parameters
    ----------
    path : Path
        The file as FER+ publishes it: ``Usage, Image name`` and ten columns of counts.

    Returns
    -------
    usage : str array, shape (N,)
    votes : uint8 array, shape (N, 10)
        In the order of `VOTES`.

    Raises
    ------
    SourceError
        If it is no such file; the message names the line.
    """
    usage, counts = [], []
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            for cells in reader:
                line = reader.line_num
                names = [cell.strip().lower() for cell in cells]
                if line == 1:
                    if names[:1] != ["usage"] or tuple(names[2:]) != VOTES:
                        raise SourceError(
                            f"{path.name}, line 1: expected the columns of FER+'s fer2013new.csv "
                            f"(Usage, Image name, {', '.join(VOTES)})."
                        )
                    continue
                if not any(names):
                    continue
                if len(names) != 12 or not all(map(_COUNT.fullmatch, names[2:])):
                    raise SourceError(
                        f"{path.name}, line {line}: expected 10 counts of votes, each 0 to 99. "
                        "Is the file cut off? Download it again."
                    )
                usage.append(cells[0].strip())
                counts.append([int(name) for name in names[2:]])
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path.name} is not text in CSV form ({error}).") from error
    if not counts:
        raise SourceError(f"{path.name} holds no votes.")
    return np.array(usage), np.array(counts, dtype=np.uint8)


def join_votes(
    path: Path, split: npt.NDArray[np.str_], emotion: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Read votes and check that they belong to these rows, in this order.

    Parameters
    ----------
    path : Path
        FER+'s ``fer2013new.csv``.
    split : str array, shape (N,)
    emotion : uint8 array, shape (N,)

    Returns
    -------
    uint8 array, shape (N, 10)

    Raises
    ------
    SourceError
        If number, splits, or the general drift of the answers do not fit the rows.
    """
    usage, votes = read_votes(path)
    if len(usage) != len(split):
        raise SourceError(
            f"{path.name} has {len(usage):,} rows of votes, the source {len(split):,} faces. "
            "The votes of FER+ belong to the complete FER-2013."
        )
    wrong = np.flatnonzero(usage != split)
    if len(wrong):
        raise SourceError(
            f"{path.name}, line {wrong[0] + 2}: says {usage[wrong[0]]}, the source says "
            f"{split[wrong[0]]}. The rows are not in the order of fer2013.csv."
        )
    majority = LABEL_OF_VOTE[votes[:, :7].argmax(axis=1)]
    voted = votes[:, :7].sum(axis=1) > 0
    agreement = float((majority == emotion)[voted].mean()) if voted.any() else 0.0
    if agreement < _LEAST_AGREEMENT:
        raise SourceError(
            f"{path.name}: only {agreement:.0%} of the votes agree with the labels; the rows of "
            "the source are not in the order of fer2013.csv. Import fer2013.csv for the votes."
        )
    return votes
