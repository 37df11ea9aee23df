"""How soon pages answer: ``python -m tests.load.pages [ROWS]``.

Without a number the committed releases are looked at (7,178 rows); with one, two made-up releases
with so many rows of predictions. Printed are the server's seconds: for the first visitor, who waits
until files are read, for the second, and for every button that only changes the view.
"""

import asyncio
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from fer.places import WEIGHTS
from fer.release import PROBABILITIES
from fer.training.releasing import seal
from tests.browser.conftest import start
from tests.visitor import NotThereError, Visitor

_PAGES = ("scorecard", "mistakes", "compare")
_MODELS = ("naive-bayes", "svm-linear")
_MOST_BUTTONS = 8


def _make(root: Path, rows: int) -> None:
    """Write two releases with random predictions, right about four times in ten."""
    rng = np.random.default_rng(0)
    label = rng.integers(0, 7, rows).astype(np.int8)
    for number, model in enumerate(_MODELS):
        folder = root / f"made-{number}"
        shutil.copytree(WEIGHTS / model, folder)
        (folder / "robustness.parquet").unlink(missing_ok=True)
        p = rng.dirichlet(np.ones(7), rows).astype(np.float32)
        hit = rng.random(rows) < 0.3
        p[hit, label[hit]] += 1
        p /= p.sum(1, keepdims=True)
        table = pd.DataFrame({"row": np.arange(rows, dtype=np.int32)})
        table["split"] = np.where(np.arange(rows) % 2, "PublicTest", "PrivateTest")
        table["emotion"] = label
        for column, values in zip(PROBABILITIES, p.T, strict=True):
            table[column] = values
        table.to_parquet(folder / "predictions.parquet", index=False)
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        seal(folder, {**card, "id": folder.name, "title": f"Made {number}", "dataset": "made"})


def _choices(visitor: Visitor) -> list[list[str]]:
    """Return the options of what looks like a row of buttons."""
    rows = [
        [getattr(one, "content", "") for one in getattr(element, "options", ())]
        for element, _ in visitor.elements.values()
    ]
    return [row for row in rows if 1 < len(row) < _MOST_BUTTONS and all(row)]


async def _look(url: str, page: str, query: str) -> None:
    began = time.perf_counter()
    visitor = await Visitor.open(url, page, query)
    first = time.perf_counter() - began
    began = time.perf_counter()
    await (await Visitor.open(url, page, query)).close()
    _say(f"{page}: first visitor {first:.2f} s, second {time.perf_counter() - began:.2f} s")
    for options in _choices(visitor):
        took = []
        for option in options:
            with contextlib.suppress(NotThereError):  # an earlier choice has put it away
                took.append(f"{option} {await visitor.choose(option):.2f}")
        _say(f"  {'; '.join(took)}")
    await visitor.close()


async def _all(url: str, queries: dict[str, str]) -> None:
    for page, query in queries.items():
        await _look(url, page, query)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


def main(rows: int = 0) -> None:
    """Start a server, look at the pages, and print what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        queries, variables = dict.fromkeys(_PAGES, ""), {}
        if rows:
            variables = {"FER_WEIGHTS": str(home / "weights")}
            (home / "weights").mkdir()
            _make(home / "weights", rows)
            queries = dict.fromkeys(_PAGES, "release=made-0&data=made")
            queries["compare"] = "data=made&releases=made-0-made-1"
        server = start(home / "home", **variables)
        try:
            asyncio.run(_all(server.url, queries))
        finally:
            server.process.terminate()
            server.process.wait()
    _say(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
