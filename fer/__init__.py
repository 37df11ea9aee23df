"""Facial expression recognition: data, training, recognition and evaluation.

``fer.load("flagship").recognise(photo)`` is the whole chain in one line. Importing this package
imports neither torch nor OpenCV; each part is loaded when it is first used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from fer.recognition.chain import Recogniser

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def load(release: str, weights: "str | Path | None" = None) -> "Recogniser":
    """Return the recognition chain of a release.

    Parameters
    ----------
    release : str
        The release's id, the name of its folder under `weights`.
    weights : str or Path, optional
        Folder of the releases; the repository's ``weights/`` by default.

    Returns
    -------
    Recogniser
        Its ``recognise(photo)`` returns every face with its box, crop and probabilities.

    Raises
    ------
    ReleaseError
        If there is no such release, or its files do not match its card.
    """
    from fer.recognition.chain import Recogniser
    from fer.release import WEIGHTS, Release

    return Recogniser(Release.open((WEIGHTS if weights is None else weights), release))
