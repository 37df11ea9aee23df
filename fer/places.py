"""Where things lie: releases in ``weights/``, datasets in ``data/``, trainings in ``runs/``.

Each can be moved by an environment variable: ``FER_WEIGHTS``, ``FER_DATA``, ``FER_RUNS``.
"""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def _place(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable) or _ROOT / default)


WEIGHTS = _place("FER_WEIGHTS", "weights")
DATA = _place("FER_DATA", "data")
RUNS = _place("FER_RUNS", "runs")
