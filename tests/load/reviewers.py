"""Twenty reviewers at once: ``python -m tests.load.reviewers [HOW MANY] [ANSWERS EACH]``.

Each signs in on *Mistakes*, and then answers one face after the other with two clicks. Printed are
the seconds from the click on "Save and next" until the next face is drawn, and whether every
answer is in the store afterwards.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sqlalchemy import create_engine, text

from tests.browser.conftest import start
from tests.visitor import Visitor

_PAUSE_S = 2.0  # that a person needs at least to look at a face


async def _review(url: str, number: int, answers: int) -> list[float]:
    visitor = await Visitor.open(url, "mistakes", "desk=review&queue=all")
    visitor.fill("Your name", f"Reviewer {number}")
    await visitor.click("Begin to review")
    took = []
    rng = np.random.default_rng(number)
    for _ in range(answers):
        await asyncio.sleep(_PAUSE_S * (0.5 + rng.random()))
        await visitor.click(("The model is wrong", "The label is wrong")[int(rng.integers(2))])
        took.append(await visitor.click("Save and next"))
        if "Saved:" not in visitor.text():
            raise RuntimeError(f"not saved: {visitor.text()[:300]}")
    await visitor.close()
    return took


async def _all(url: str, people: int, answers: int) -> list[float]:
    parts = await asyncio.gather(*(_review(url, number, answers) for number in range(people)))
    return [seconds for part in parts for seconds in part]


def main(people: int = 20, answers: int = 10) -> None:
    """Start a server, let everybody review, and print what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder))
        try:
            began = time.perf_counter()
            took = asyncio.run(_all(server.url, people, answers))
            span = time.perf_counter() - began
        finally:
            server.process.terminate()
            server.process.wait()
        with create_engine(f"sqlite:///{folder}/store.db").connect() as store:
            kept = store.execute(text("select count(*) from answers")).scalar()
    median, high = np.percentile(took, [50, 95])
    print(  # noqa: T201
        f"{people} reviewers, {len(took)} answers in {span:.0f} s, {kept} in the store; "
        f"from click to next face: median {median:.2f} s, 95 % below {high:.2f} s; "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
