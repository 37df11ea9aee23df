"""An answer about a face, and the checks of all that people type. It knows no database."""

import re
import uuid
from dataclasses import dataclass, field

from dashboard.store.failures import StoreError
from fer.emotions import EMOTIONS
from fer.evaluation.review import CAUSES, VERDICTS

LONGEST_NAME = 60
LONGEST_COMMENT = 1000
LARGEST_ROW = 2**31 - 1
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def fresh_id() -> str:
    """Return a name for a new row that no other server gives."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Answer:
    """What a reviewer says of one face. Made once, so that saving it twice keeps it once.

    Attributes
    ----------
    reviewer : str
        The id of who gives it.
    dataset, row
        Which face.
    verdict : str
        One of `VERDICTS`.
    label : int, optional
        The label (0–6) that they would give; none where no label fits.
    causes : tuple of str
        Of `CAUSES`, in their order.
    comment : str
    release, predicted
        Whose error was shown.
    """

    reviewer: str
    dataset: str
    row: int
    verdict: str
    label: int | None = None
    causes: tuple[str, ...] = ()
    comment: str = ""
    release: str = ""
    predicted: int | None = None
    id: str = field(default_factory=fresh_id)

    def __post_init__(self) -> None:
        """Check the values; text is cleaned of control characters."""
        check_verdict(self.verdict)
        check_label(self.label)
        check_label(self.predicted)
        if unknown := set(self.causes) - set(CAUSES):
            raise StoreError(f"Unknown causes: {', '.join(sorted(unknown))}.")
        if not 0 <= self.row <= LARGEST_ROW:
            raise StoreError(f"There is no row {self.row}.")
        object.__setattr__(self, "causes", tuple(c for c in CAUSES if c in self.causes))
        object.__setattr__(self, "comment", checked_comment(self.comment))


def check_verdict(verdict: str) -> None:
    """Refuse what is no verdict."""
    if verdict not in VERDICTS:
        raise StoreError(f"Say whose mistake it was: one of {', '.join(VERDICTS)}.")


def check_label(label: int | None) -> None:
    """Refuse what is neither a label nor none."""
    if label is not None and not 0 <= label < len(EMOTIONS):
        raise StoreError(f"A label is 0 to {len(EMOTIONS) - 1}, not {label}.")


def checked_comment(comment: str) -> str:
    """Return a comment without control characters, once it is short enough."""
    return checked_text(comment, LONGEST_COMMENT, "comment")


def checked_text(text: str, longest: int, what: str) -> str:
    """Return text without control characters, once it has no more than `longest` characters."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(clean) > longest:
        raise StoreError(
            f"The {what} has {len(clean):,} characters; up to {longest:,} fit. Shorten it."
        )
    return clean


def as_text(value: object) -> str:
    """Return a value as text that every database and page can take."""
    return _CONTROL.sub("", str(value))


def checked_name(name: str) -> str:
    """Return a reviewer's name without needless space, once it is one."""
    clean = " ".join(_CONTROL.sub("", name).split())
    if not clean or len(clean) > LONGEST_NAME:
        raise StoreError(f"A name has 1 to {LONGEST_NAME} characters. Enter another one.")
    return clean
