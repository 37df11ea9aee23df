"""A room full of phones that speak with a server as browsers do, and what each of them waits.

``python -m tests.crowd [--people 60] [--seconds 10] [--postgresql] [--servers 2] [--restart]``
starts servers, opens a room, lets everybody join, vote at any moment within the seconds, and prints
what was lost, doubled and waited for. Chromium would need a gigabyte for sixty pages; these speak
the same protocol: whole runs, fragments that look every two seconds, and votes.
"""

import argparse
import asyncio
import contextlib
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from dashboard import cache_rooms
from dashboard.store import ballots, rooms
from dashboard.store.engine import Store
from dashboard.store.rooms import Position
from fer.evaluation.rooms import OPTIONS
from tests.browser.conftest import start
from tests.postgresql import binaries, running
from tests.visitor import Visitor

ASK = Position("guess", 0, "ask")
COUNTED = "Your answer is counted"


@dataclass
class Outcome:
    """What a room of phones waited for, in seconds, and what became of its votes."""

    people: int
    joined: int
    votes: int
    wrong: int
    follow: list = field(default_factory=list)
    answer: list = field(default_factory=list)
    stale: float = 0.0

    def __str__(self):
        lines = [
            f"{self.people} people: {self.joined} joined, {self.votes} votes kept, "
            f"{self.people - self.votes} lost, {self.wrong} other than cast",
            f"{len(self.answer)} answered: median {median(self.answer):.2f} s, "
            f"slowest {max(self.answer):.2f} s",
            f"phones follow a step: median {median(self.follow):.2f} s, "
            f"slowest {max(self.follow):.2f} s",
            f"facilitator's screen: complete {self.stale:.2f} s after the last vote",
        ]
        return "\n".join(lines)


def play(urls, store, people, seconds, *, midway=None, seed=0):
    """Let a room guess one face over servers that share a store; return the `Outcome`."""
    with ThreadPoolExecutor(1) as aside:  # where a browser is driven, this thread has a loop
        room = _play(urls, store, people, seconds, midway, seed)
        return aside.submit(asyncio.run, room).result()


async def _play(urls, store, people, seconds, midway, seed):
    draw = random.Random(seed)
    faces = cache_rooms.chosen("sketches", 2, seed)
    room, secret = rooms.open_room(
        store, "guess", "sketches", faces, "police", Position("lobby", 0, "show")
    )
    query, leading = f"room={room.code}", f"room={room.code}&lead={secret}"
    rooms.go(store, room.code, secret, ASK)
    for url in urls:  # a server that opened a room has drawn its faces
        early = await Visitor.open(url, "workshop", leading)
        await early.wait("Face 1 of")
        await early.close()
    rooms.go(store, room.code, secret, Position("lobby", 0, "show"))
    lead = await Visitor.open(urls[0], "workshop", leading)
    seats = [f"fer_seat={draw.getrandbits(128):032x}" for _ in range(people)]
    phones = await asyncio.gather(
        *(Visitor.open(urls[n % len(urls)], "workshop", query, s) for n, s in enumerate(seats))
    )
    try:
        await asyncio.gather(*(phone.wait("You are in") for phone in phones))
        await lead.wait(f"<b>{people}</b> joined")
        begun = time.monotonic()
        await lead.click("Begin")
        follow = [await phone.wait("Face 1 of", begun) - begun for phone in phones]
        cast = [draw.choice(("Angry", "Happy", "Sad", "Neutral")) for _ in phones]
        votes = [
            _vote(one, label, draw.uniform(0, seconds))
            for one, label in zip(phones, cast, strict=True)
        ]
        answer = asyncio.gather(*votes)
        if midway is not None:
            await asyncio.sleep(seconds / 2)
            await asyncio.to_thread(midway)
        answer = [waited for waited in await answer if waited is not None]
        last = time.monotonic()
        stale = max(0.0, await lead.wait(f"<b>{people}</b> of {people} answered") - last)
        return _counted(store, room.code, cast, Outcome(people, 0, 0, 0, follow, answer, stale))
    finally:
        await asyncio.gather(*(one.close() for one in (lead, *phones)))


async def _vote(phone, label, moment):
    """Tap a label at a moment; return the seconds until the page says that it counts, or None."""
    await asyncio.sleep(moment)
    begin = time.monotonic()
    with contextlib.suppress(TimeoutError):  # fewer answers than people say so
        await phone.choose(label)
        return await phone.wait(COUNTED, begin) - begin
    return None


def _counted(store, code, cast, outcome):
    kept = ballots.votes(store, code, "guess", 0)
    outcome.joined, _ = ballots.turnout(store, code, ASK)
    outcome.votes = len({vote.participant for vote in kept})
    said = Counter(OPTIONS[int(vote.value)] for vote in kept)
    outcome.wrong = sum((said - Counter(cast)).values())
    return outcome


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--servers", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--restart", action="store_true")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{home}/store.db"
        if given.postgresql:
            url = stack.enter_context(running(binaries())).database(own=True)
        servers = [start(home / str(n), DATABASE_URL=url) for n in range(given.servers)]

        def restart():
            for n, server in enumerate(servers):
                server.process.kill()
                server.process.wait()
                port = int(server.url.rsplit(":", 1)[1])
                servers[n] = start(home / str(n), port=port, DATABASE_URL=url)

        try:
            store, midway = Store(url), restart if given.restart else None
            addresses = [server.url for server in servers]
            print(play(addresses, store, given.people, given.seconds, midway=midway))  # noqa: T201
        finally:
            for server in servers:
                server.process.terminate()
                server.process.wait()


if __name__ == "__main__":
    main()
