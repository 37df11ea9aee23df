"""The seven emotions of FER-2013, in the one order that everything here uses.

A label is the word that a face was filed under, not what a person felt.
"""

from collections.abc import Mapping
from types import MappingProxyType

EMOTIONS: tuple[str, ...] = (
    "Angry",
    "Disgust",
    "Fear",
    "Happy",
    "Sad",
    "Surprise",
    "Neutral",
)
SPLITS: tuple[str, ...] = ("Training", "PublicTest", "PrivateTest")
TEST_SPLITS: tuple[str, ...] = SPLITS[1:]

_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "anger": "Angry",
        "disgusted": "Disgust",
        "afraid": "Fear",
        "fearful": "Fear",
        "scared": "Fear",
        "happiness": "Happy",
        "joy": "Happy",
        "sadness": "Sad",
        "surprised": "Surprise",
        "suprise": "Surprise",
        "neutrality": "Neutral",
    }
)
_SPLIT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "train": "Training",
        "training": "Training",
        "publictest": "PublicTest",
        "val": "PublicTest",
        "valid": "PublicTest",
        "validation": "PublicTest",
        "privatetest": "PrivateTest",
        "test": "PrivateTest",
        "testing": "PrivateTest",
    }
)


def label_of(name: str) -> int | None:
    """Return the label (0–6) that a class name in any common spelling means.

    Parameters
    ----------
    name : str
        Such as ``"happy"``, ``"Happiness"``, ``"3"`` or ``"3_happy"``.

    Returns
    -------
    int or None
        The index into `EMOTIONS`, or None when the name means none of them.
    """
    plain = name.strip().lower()
    digits = plain[: len(plain) - len(plain.lstrip("0123456789"))]
    word = plain[len(digits) :].strip(" _-.")
    if word:
        title = _ALIASES.get(word, word.capitalize())
        return EMOTIONS.index(title) if title in EMOTIONS else None
    known = len(digits) == 1 and int(digits) < len(EMOTIONS)
    return int(digits) if known else None


def split_of(name: str) -> str | None:
    """Return the split that a folder name such as ``"train"`` or ``"Val"`` means, if any."""
    return _SPLIT_NAMES.get(name.strip().lower())
