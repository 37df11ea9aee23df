"""A room full of phones that speak with a server as browsers do, and what each of them waits.

``python -m tests.crowd [--people 60] [--seconds 10] [--postgresql] [--servers 2] [--restart]``
starts servers, opens a room, lets everybody join, vote at any moment within the seconds, and prints
what was lost, doubled and waited for. Chromium would need a gigabyte for sixty pages; these speak
the same protocol: whole runs, fragments that look every two seconds, and votes.
"""

import argparse
import contextlib
import random
import re
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

from dashboard import cache_rooms
from dashboard.store import ballots, rooms
from dashboard.store.engine import Store
from dashboard.store.rooms import Position
from fer.evaluation.rooms import OPTIONS
from tests.browser.conftest import start
from tests.postgresql import binaries, running

ASK = Position("guess", 0, "ask")
COUNTED = "Your answer is counted"
_PATIENCE = 60  # seconds


class Browser:
    """One page of the room: reads what the server sends, looks again when it is asked to."""

    def __init__(self, url, query, token=""):
        self.url, self.query, self.token = url.replace("http", "ws", 1), query, token
        self.widgets, self.buttons, self.groups, self.said = {}, {}, {}, []
        self.timers, self.page = {}, ""
        self.changed = threading.Condition()
        self.closed = False
        self._connect()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _connect(self):
        headers = {"Cookie": f"fer_seat={self.token}"} if self.token else {}
        self.socket = connect(
            f"{self.url}/_stcore/stream",
            subprotocols=["streamlit"],
            additional_headers=headers,
            max_size=None,
            open_timeout=_PATIENCE,
            ping_interval=None,
        ).__enter__()  # it lasts longer than a block
        self.run()

    def run(self, fragment="", **pressed):
        """Ask the server for a run of the page, or of one of its fragments."""
        message = BackMsg()
        wanted = message.rerun_script
        wanted.query_string, wanted.page_script_hash = self.query, self.page
        wanted.page_name = "" if self.page else "workshop"
        if fragment:
            wanted.fragment_id, wanted.is_auto_rerun = fragment, True
        for name, value in self.widgets.items():
            state = wanted.widget_states.widgets.add(id=name)
            state.string_array_value.data[:] = [value]
        if "button" in pressed:
            wanted.widget_states.widgets.add(id=pressed["button"]).trigger_value = True
        with contextlib.suppress(ConnectionClosed):
            self.socket.send(message.SerializeToString())

    def _listen(self):
        while not self.closed:
            now = time.monotonic()
            for name, (every, due) in list(self.timers.items()):
                if due <= now:
                    self.timers[name] = (every, now + every)
                    self.run(fragment=name)
            due = min([d for _, d in self.timers.values()], default=now + 1)
            try:
                data = self.socket.recv(timeout=max(0.01, due - time.monotonic()))
            except TimeoutError:
                continue
            except ConnectionClosed:
                if not self.closed:
                    self._again()
                continue
            message = ForwardMsg()
            message.ParseFromString(data)
            with self.changed:
                self._take(message)
                self.changed.notify_all()

    def _again(self):
        """Connect anew, as a browser does when its server went away."""
        self.timers.clear()
        self.page = ""
        for _ in range(_PATIENCE * 4):
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                self._connect()
                return
            time.sleep(0.25)

    def _take(self, message):
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            every = message.auto_rerun.interval
            self.timers[message.auto_rerun.fragment_id] = (every, time.monotonic() + every)
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "stop_auto_rerun":
            for name in message.stop_auto_rerun.fragment_ids:
                self.timers.pop(name, None)
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            what = element.WhichOneof("type")
            if what == "button_group":
                group = element.button_group
                self.groups[group.label] = group.id
            elif what == "button":
                self.buttons[element.button.label] = element.button.id
            elif what in ("html", "markdown", "alert"):
                self.said.append((time.monotonic(), getattr(element, what).body))

    def wait(self, pattern, since=0.0):
        """Return when a text that matches came, no earlier than `since`."""
        end = time.monotonic() + _PATIENCE
        with self.changed:
            while True:
                for at, text in self.said:
                    if at >= since and re.search(pattern, text):
                        return at
                if not self.changed.wait(end - time.monotonic()):
                    raise TimeoutError(f"nothing like {pattern!r} within {_PATIENCE} s")

    def vote(self, label):
        """Tap a label and return how many seconds it took until the page said that it counts."""
        for question, name in self.groups.items():
            if question.startswith("Which label"):
                self.widgets[name] = label
        begin = time.monotonic()
        self.run()
        return self.wait(COUNTED, begin) - begin

    def press(self, label):
        """Press a button and return when."""
        begin = time.monotonic()
        self.run(button=self.buttons[label])
        return begin

    def close(self):
        """Leave."""
        self.closed = True
        self.socket.close()


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
    draw = random.Random(seed)
    faces = cache_rooms.chosen("sketches", 2, seed)
    room, secret = rooms.open_room(
        store, "guess", "sketches", faces, "police", Position("lobby", 0, "show")
    )
    query = f"room={room.code}"
    rooms.go(store, room.code, secret, ASK)
    for url in urls:  # a server that opened a room has drawn its faces
        early = Browser(url, f"{query}&lead={secret}")
        early.wait("Face 1 of")
        early.close()
    rooms.go(store, room.code, secret, Position("lobby", 0, "show"))
    lead = Browser(urls[0], f"{query}&lead={secret}")
    lead.wait(room.code[:3])
    phones = [
        Browser(urls[n % len(urls)], query, f"{draw.getrandbits(128):032x}") for n in range(people)
    ]
    try:
        for phone in phones:
            phone.wait("You are in")
        lead.wait(f"<b>{people}</b> joined")
        begun = lead.press("Begin")
        follow = [phone.wait("Face 1 of", begun) - begun for phone in phones]
        cast = [draw.choice(("Angry", "Happy", "Sad", "Neutral")) for _ in phones]
        moments = [draw.uniform(0, seconds) for _ in phones]
        answer = []

        def person(n):
            time.sleep(moments[n])
            with contextlib.suppress(TimeoutError):  # fewer answers than people say so
                answer.append(phones[n].vote(cast[n]))

        threads = [threading.Thread(target=person, args=(n,)) for n in range(people)]
        for thread in threads:
            thread.start()
        if midway is not None:
            time.sleep(seconds / 2)
            midway()
        for thread in threads:
            thread.join()
        last = time.monotonic()
        stale = max(0.0, lead.wait(f"<b>{people}</b> of {people} answered") - last)
        return _counted(store, room.code, cast, Outcome(people, 0, 0, 0, follow, answer, stale))
    finally:
        for one in (lead, *phones):
            one.close()


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
