"""A crowd: photographs that come one after another, of each of which only what is small is kept.

It knows no Streamlit: what the browser sends comes in as plain values, and may be anything.
"""

import base64
import binascii
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fer.emotions import EMOTIONS
from fer.recognition.chain import Recogniser
from fer.recognition.photographs import Outcome, recognise_each

MOST = 5_000  # photographs of one crowd
LARGEST = 25  # megabytes of one photograph
UNSURE, NO_FACE, UNREAD = "Not sure", "No face found", "Not read"
_NAME = 300  # characters of a name that are kept
_ONE = threading.Lock()  # one photograph at a time on this server: the largest take 0.5 GB


@dataclass
class Crowd:
    """What is known of the photographs that have come so far.

    Attributes
    ----------
    run : str
        The name that the browser gave to this crowd.
    release : str
        Id of the release that labels it.
    total : int
        Photographs that are to come.
    left : int
        Files that are no photographs and were left out.
    lines : list of str
        For each photograph the JSON of `Outcome.to_json`; no picture.
    counts : Counter
        Faces by label or `UNSURE`; photographs under `NO_FACE` and `UNREAD`.
    ended : bool
        Whether the visitor stopped it, or all have come.
    """

    run: str
    release: str
    total: int
    left: int = 0
    lines: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    ended: bool = False

    @property
    def faces(self) -> int:
        """How many faces were found."""
        return sum(self.counts[name] for name in (*EMOTIONS, UNSURE))

    def contents(self) -> Iterator[dict[str, Any]]:
        """Yield what `Outcome.to_json` returned of every photograph."""
        return (json.loads(line) for line in self.lines)

    def add(self, outcome: Outcome) -> None:
        """Keep what is small of an outcome."""
        self.lines.append(json.dumps(outcome.to_json(), ensure_ascii=False))
        if outcome.result is None:
            self.counts[UNREAD] += 1
            return
        if not outcome.result.faces:
            self.counts[NO_FACE] += 1
        self.counts.update(f.emotion if f.sure else UNSURE for f in outcome.result.faces)

    def status(self) -> dict[str, Any]:
        """Return how far it is, as plain values for the browser."""
        return {
            "run": self.run,
            "received": len(self.lines),
            "total": self.total,
            "left": self.left,
            "faces": self.faces,
            "ended": self.ended,
            "counts": [self.counts[name] for name in (*EMOTIONS, UNSURE, NO_FACE, UNREAD)],
        }


def take(crowd: Crowd | None, sent: Any, recogniser: Recogniser) -> Crowd | None:
    """Label what the browser sent, and return the crowd that it belongs to.

    Photographs that are already there, or that come before their turn, are passed over: whoever
    sends reads from `Crowd.status` where to go on.

    Parameters
    ----------
    crowd : Crowd, optional
        What has come so far.
    sent : mapping
        ``run``, ``total``, ``left``, ``start`` (the place of the first photograph),
        ``photographs`` (each a ``name`` and its ``data`` as base64, or an ``error``), ``ended``.
    recogniser : Recogniser
    """
    if not isinstance(sent, Mapping) or not isinstance(sent.get("run"), str):
        return crowd
    release = recogniser.release.id
    given = sent.get("photographs") or []
    if crowd is not None and crowd.run == sent["run"] and sent.get("ended") and not given:
        crowd.ended = True
        return crowd
    if crowd is None or (crowd.run, crowd.release) != (sent["run"], release):
        crowd = Crowd(sent["run"][:80], release, _count(sent, "total"), _count(sent, "left"))
    if isinstance(given, list) and sent.get("start") == len(crowd.lines):
        for one in given[: MOST - len(crowd.lines)]:
            with _ONE:
                crowd.add(_labelled(one, recogniser))
    crowd.ended = bool(sent.get("ended")) or len(crowd.lines) >= crowd.total
    return crowd


def _count(sent: Mapping[str, Any], name: str) -> int:
    value = sent.get(name)
    return min(MOST, max(0, value)) if isinstance(value, int) else 0


def _labelled(one: Any, recogniser: Recogniser) -> Outcome:
    """Return what becomes of one photograph as it was sent; whatever is wrong is its error."""
    sent = one if isinstance(one, Mapping) else {}
    name = str(sent.get("name") or "a photograph without a name")[:_NAME]
    if error := sent.get("error"):
        return Outcome(name, None, str(error)[:_NAME])
    text = sent.get("data")
    if not isinstance(text, str):
        return Outcome(name, None, "It did not arrive. Try it by itself.")
    if len(text) > LARGEST * 1024**2 * 4 / 3 + 4:
        return Outcome(name, None, f"It has more than {LARGEST} MB. Save it smaller and try again.")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return Outcome(name, None, "It arrived damaged. Try it by itself.")
    return next(recognise_each(recogniser, [(name, data)]))
