"""How long a training will take here: from what was timed on this machine, else from its cost.

It imports no torch: a page asks it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer.files import write_json

# Multiply-accumulates of one face forward; `networks.mac_count` says the same, but needs torch.
MACS = {"tiny": 211_392, "cnn2": 62_008_832, "cnn4": 290_475_520}
_FILE = "speeds.json"
_PASSES = 3  # forward, and about twice as much backward
_SLOW, _FAST = 3e9, 120e9  # multiply-accumulates a second: a busy old core, several new ones
_FACE_S = 1e-4  # and what every face costs beside, at most
_ASIDE_S = (10.0, 60.0)  # opening the faces, starting, making the release
_BELOW, _ABOVE = 0.8, 1.6  # the same machine may be busier or less busy than when it was timed


@dataclass(frozen=True)
class Estimate:
    """Seconds from start to finish, and whether this network has been timed here."""

    low: float
    high: float
    timed: bool


def estimate(runs: Path, network: str, data: str, faces: int, epochs: int) -> Estimate:
    """Return how long a training takes from start to finish.

    Parameters
    ----------
    runs : Path
        Where trainings that ran here left their speeds.
    network, data : str
    faces : int
        Of Training.
    epochs : int
    """
    known = _read(runs)
    speed, aside = known["speed"].get(network), known["aside"].get(data)
    seen = faces * epochs
    if speed:
        low, high = seen / speed * _BELOW, seen / speed * _ABOVE
    else:
        macs = MACS[network] * _PASSES * seen
        low, high = macs / _FAST, macs / _SLOW + seen * _FACE_S
    before, after = (aside * _BELOW, aside * _ABOVE) if aside else _ASIDE_S
    return Estimate(low + before, high + after, timed=speed is not None)


def remember(runs: Path, kind: str, name: str, value: float) -> None:
    """Keep a figure that was timed here.

    Parameters
    ----------
    runs : Path
    kind : str
        ``"speed"``: faces a second of a network, or ``"aside"``: seconds beside training that a
        dataset takes.
    name : str
        Of the network or the dataset.
    value : float
    """
    known = _read(runs)
    known[kind][name] = round(value, 3)
    write_json(runs / _FILE, known)


def _read(runs: Path) -> dict[str, dict[str, float]]:
    try:
        content: Any = json.loads((runs / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = {}
    known: dict[str, dict[str, float]] = {"speed": {}, "aside": {}}
    for kind, found in known.items():
        given = content.get(kind) if isinstance(content, dict) else None
        for name, value in given.items() if isinstance(given, dict) else ():
            if isinstance(value, int | float) and value > 0:
                found[name] = float(value)
    return known
