"""A visitor without a browser: speaks Streamlit's own protocol and remembers what is on the page.

It sends what a browser would send for a click, a tap or a text, sees the elements that a browser
would draw, looks again when a fragment asks for it, and comes back when its server does. It runs no
JavaScript, so the time of an answer is the server's.
"""

import asyncio
import contextlib
import re
import time
from dataclasses import dataclass, field
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

_PATIENCE_S = 120.0
_AGAIN_S = 0.25  # from one try to come back to the next
_SAYS = ("html", "markdown", "alert")


class NotThereError(Exception):
    """No such element is on the page."""


@dataclass(eq=False)
class Visitor:
    """One open page.

    Attributes
    ----------
    url : str
        The server's, ``http://…``.
    page : str
        Its address below the server's, such as ``"mistakes"``.
    query : str
        The query string, such as ``"part=review"``.
    cookies : str
        Such as ``"fer_seat=…"``.
    elements : dict
        What is on the page, with the fragment that it belongs to, by place.
    said : list of (float, str)
        What the page has said since it was opened, and when (`time.monotonic`).
    """

    url: str
    page: str = ""
    query: str = ""
    cookies: str = ""
    elements: dict[tuple[int, ...], tuple[Any, str]] = field(default_factory=dict)
    said: list[tuple[float, str]] = field(default_factory=list)
    _socket: ClientConnection | None = None
    _script: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _known: dict[str, bytes] = field(default_factory=dict)
    _touched: set[tuple[int, ...]] = field(default_factory=set)
    _drawn: int = 0
    _lost: Exception | None = None
    _timers: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _listening: asyncio.Task[None] | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @classmethod
    async def open(cls, url: str, page: str = "", query: str = "", cookies: str = "") -> Self:
        """Open a page of a server and wait until it is drawn."""
        visitor = cls(url, page, query, cookies)
        await visitor._connect()
        visitor._listening = asyncio.create_task(visitor._listen())
        await visitor.run()
        return visitor

    async def close(self) -> None:
        """Leave the page."""
        self._rest()
        self._listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listening
        await self._socket.close()

    async def run(self, fragment: str = "") -> float:
        """Have the page, or a fragment of it, drawn anew; return the seconds that it took."""
        before, began = self._drawn, time.perf_counter()
        await self._send(fragment)
        await self._until(lambda: self._drawn > before, "the page was not drawn")
        return time.perf_counter() - began

    async def wait(self, pattern: str, since: float = 0.0) -> float:
        """Return when (`time.monotonic`) a text that matches came, no earlier than `since`."""

        def found() -> float | None:
            texts = (at for at, text in self.said if at >= since and re.search(pattern, text))
            return next(texts, None)

        return await self._until(found, f"nothing like {pattern!r}")

    async def _until(self, found: Any, otherwise: str) -> Any:
        try:
            async with asyncio.timeout(_PATIENCE_S), self._changed:
                seen = await self._changed.wait_for(lambda: self._lost or found())
        except TimeoutError as error:
            raise TimeoutError(f"{otherwise} within {_PATIENCE_S:.0f} s") from error
        if self._lost is not None:
            raise self._lost
        return seen

    async def _connect(self) -> None:
        self._socket = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit"],
            additional_headers={"Cookie": self.cookies} if self.cookies else {},
            max_size=None,
            open_timeout=_PATIENCE_S,
            ping_interval=None,
        )

    async def _send(self, fragment: str = "", *, auto: bool = False) -> None:
        message = BackMsg()
        wanted = message.rerun_script
        wanted.query_string, wanted.page_name = self.query, self.page
        wanted.page_script_hash, wanted.fragment_id = self._script, fragment
        wanted.is_auto_rerun = auto
        wanted.widget_states.widgets.extend(self._states.values())
        for name in [
            n for n, s in self._states.items() if s.WhichOneof("value") == "trigger_value"
        ]:
            del self._states[name]
        with contextlib.suppress(ConnectionClosed):  # it is sent on coming back
            await self._socket.send(message.SerializeToString())

    async def _listen(self) -> None:
        while self._lost is None:
            try:
                self._read(await self._socket.recv())
            except ConnectionClosed:
                await self._again()
            except Exception as error:  # told to whoever waits
                self._lost = error
            async with self._changed:
                self._changed.notify_all()

    async def _again(self) -> None:
        """Connect anew, as a browser does when its server went away."""
        self._rest()
        self._script = ""
        self._known.clear()
        for _ in range(int(_PATIENCE_S / _AGAIN_S)):
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                await self._connect()
                await self._send()
                return
            await asyncio.sleep(_AGAIN_S)
        self._lost = TimeoutError(f"the server did not come back within {_PATIENCE_S:.0f} s")

    def _read(self, data: str | bytes) -> None:
        message = self._message(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._touched = set()
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._repeat(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            self._rest(*message.stop_auto_rerun.fragment_ids)
        elif kind == "delta":
            self._take(tuple(message.metadata.delta_path), message.delta)
        elif kind == "script_finished":
            self._finish(message.script_finished)

    def _message(self, data: str | bytes) -> ForwardMsg:
        """Return a message; where the server only names one that it sent before, that."""
        message = ForwardMsg()
        message.ParseFromString(data if isinstance(data, bytes) else data.encode())
        if message.WhichOneof("type") == "ref_hash":
            path = list(message.metadata.delta_path)
            message.ParseFromString(self._known[message.ref_hash])
            message.metadata.delta_path[:] = path
        elif message.hash:
            self._known[message.hash] = message.SerializeToString()
        return message

    def _take(self, where: tuple[int, ...], delta: Any) -> None:
        self._touched.add(where)
        if delta.WhichOneof("type") != "new_element":
            self.elements.pop(where, None)
            return
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind)
        self.elements[where] = (element, delta.fragment_id)
        if kind in _SAYS:
            self.said.append((time.monotonic(), element.body))

    def _finish(self, how: int) -> None:
        """Drop what was not drawn again; a run that is cut short is followed by another."""
        if how == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        part = how == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
        drawn = {self.elements[where][1] for where in self._touched if where in self.elements}
        for where in [w for w in self.elements if w not in self._touched]:
            if not part or self.elements[where][1] in drawn:
                del self.elements[where]
        self._drawn += 1

    def _repeat(self, fragment: str, every: float) -> None:
        """Let a fragment be drawn again and again."""

        async def look() -> None:
            while True:
                await asyncio.sleep(every)
                await self._send(fragment, auto=True)

        self._rest(fragment)
        self._timers[fragment] = asyncio.create_task(look())

    def _rest(self, *fragments: str) -> None:
        """Stop what is drawn again and again; all of it unless fragments are named."""
        for fragment in fragments or tuple(self._timers):
            timer = self._timers.pop(fragment, None)
            if timer is not None:
                timer.cancel()

    def find(self, kind: str, label: str) -> tuple[Any, str]:
        """Return the element of a kind, such as ``"Button"``, by its label, and its fragment."""
        for element, fragment in self.elements.values():
            if type(element).__name__ == kind and label in element.label:
                return element, fragment
        seen = [e.label for e, _ in self.elements.values() if type(e).__name__ == kind]
        said = self.text()[-500:]
        raise NotThereError(f"no {kind} '{label}' among {seen}; the page says: {said}")

    def text(self) -> str:
        """Return the words on the page."""
        parts = [
            str(getattr(element, "body", "") or getattr(element, "label", ""))
            for element, _ in self.elements.values()
        ]
        return " ".join(filter(None, parts))

    def fill(self, label: str, words: str) -> None:
        """Write into a text field; nothing is sent before the next click."""
        field_, _ = self.find("TextInput", label)
        self._states[field_.id] = WidgetState(id=field_.id, string_value=words)

    async def choose(self, option: str) -> float:
        """Tap a pill or a segment; return the seconds until the page is drawn."""
        for element, fragment in self.elements.values():
            offered = getattr(element, "options", ())
            if option in [getattr(one, "content", None) for one in offered]:
                self._states[element.id] = WidgetState(id=element.id)
                self._states[element.id].string_array_value.data.append(option)
                return await self.run(fragment)
        raise NotThereError(f"nothing to choose '{option}'; the page says: {self.text()[-500:]}")

    async def click(self, label: str) -> float:
        """Click a button; return the seconds until the page is drawn."""
        button, fragment = self.find("Button", label)
        self._states[button.id] = WidgetState(id=button.id, trigger_value=True)
        return await self.run(fragment)
