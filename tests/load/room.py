"""Sixty people vote in one room: ``python -m tests.load.room [HOW MANY] [SECONDS]``.

Everybody has the page open and polls as a browser does; all vote at moments drawn from the given
seconds. Printed are the seconds from a tap until the page says that it counts, how long after the
last vote the facilitator's screen is current, and whether the store holds one vote of each.
"""

import asyncio
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from dashboard.rooms.plans import FIRST
from dashboard.store import rooms
from dashboard.store.engine import Store
from dashboard.store.rooms import Position
from fer.data.opening import DRAWN, open_dataset
from fer.emotions import EMOTIONS
from tests.browser.conftest import start
from tests.load.visitor import Visitor


async def _take_part(url: str, code: str, seconds: float, number: int) -> tuple[float, float]:
    """Join, vote, and return how long the vote took and when it was confirmed."""
    cookie = f"fer_seat={secrets.token_hex(16)}"
    visitor = await Visitor.open(url, "workshop", f"room={code}", cookie)
    waiting = np.random.default_rng(number).random() * seconds
    done = False
    polling = asyncio.create_task(visitor.stay(lambda: done))
    await asyncio.sleep(waiting)
    took = await visitor.choose(EMOTIONS[number % len(EMOTIONS)])
    if "counted" not in visitor.text():
        raise RuntimeError(f"not counted: {visitor.text()[-400:]}")
    at = time.perf_counter()
    done = True
    await polling
    await visitor.close()
    return took, at


async def _all(url: str, code: str, secret: str, people: int, seconds: float) -> tuple:
    lead = await Visitor.open(url, "workshop", f"room={code}&lead={secret}")
    whole = f"<b>{people:,}</b> of {people:,} answered"
    watching = asyncio.create_task(lead.stay(lambda: whole in lead.text()))
    parts = await asyncio.gather(*(_take_part(url, code, seconds, n) for n in range(people)))
    await asyncio.wait_for(watching, 60)
    current = time.perf_counter()
    await lead.close()
    took, at = zip(*parts, strict=True)
    return took, current - max(at)


def main(people: int = 60, seconds: float = 10.0) -> None:
    """Start a server and a room, let everybody vote, and print what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/store.db"
        drawn = open_dataset(DRAWN)
        faces = drawn.rows["row"].to_numpy()[drawn.select("PrivateTest")[:3]].tolist()
        room, secret = rooms.open_room(Store(address), "45", DRAWN, faces, "police", FIRST)
        rooms.go(Store(address), room.code, secret, Position("guess", 0, "ask"))
        server = start(Path(folder))
        try:
            took, late = asyncio.run(_all(server.url, room.code, secret, people, seconds))
        finally:
            server.process.terminate()
            server.process.wait()
        with sa.create_engine(address).connect() as store:
            kept, whose = store.execute(
                sa.text("select count(*), count(distinct participant) from votes")
            ).one()
    median, high = np.percentile(took, [50, 95])
    print(  # noqa: T201
        f"{people} people voted within {seconds:.0f} s: {kept} votes of {whose} people kept; "
        f"from tap to confirmation: median {median:.2f} s, 95 % below {high:.2f} s; "
        f"facilitator's screen current {late:.1f} s after the last; "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main(*(kind(text) for kind, text in zip((int, float), sys.argv[1:], strict=False)))
