"""A visitor without a browser: speaks Streamlit's own protocol and remembers what is on the page.

It sends what a browser would send for a click or a text, and sees the elements that a browser
would draw. It runs no JavaScript, so the time of an answer is the server's.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_PATIENCE_S = 120.0


class NotThereError(Exception):
    """No such element is on the page."""


@dataclass
class Visitor:
    """One open page.

    Attributes
    ----------
    page : str
        Its address below the server's, such as ``"mistakes"``.
    query : str
        The query string, such as ``"part=review"``.
    """

    socket: ClientConnection
    page: str
    query: str = ""
    script: str = ""
    states: dict[str, WidgetState] = field(default_factory=dict)
    elements: dict[tuple[int, ...], tuple[Any, str]] = field(default_factory=dict)
    known: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    async def open(cls, url: str, page: str = "", query: str = "") -> Self:
        """Open a page of a server (``http://…``) and wait until it is drawn."""
        address = url.replace("http", "ws", 1) + "/_stcore/stream"
        protocol: Any = "streamlit"
        socket = await connect(address, subprotocols=[protocol], max_size=None)
        visitor = cls(socket, page, query)
        await visitor.run()
        return visitor

    async def close(self) -> None:
        """Leave the page."""
        await self.socket.close()

    async def run(self, fragment: str = "") -> float:
        """Have the page, or a fragment of it, drawn anew; return the seconds that it took."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self.query, self.page
        state.page_script_hash, state.fragment_id = self.script, fragment
        state.widget_states.widgets.extend(self.states.values())
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        await self._drawn(fragment)
        for name in [k for k, s in self.states.items() if s.WhichOneof("value") == "trigger_value"]:
            del self.states[name]
        return time.perf_counter() - began

    async def _drawn(self, fragment: str) -> None:
        touched: set[tuple[int, ...]] = set()
        while True:
            message = await self._receive()
            kind = message.WhichOneof("type")
            if kind == "new_session":
                touched = set()
            elif kind == "navigation":
                self.script = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta":
                where = tuple(message.metadata.delta_path)
                touched.add(where)
                self._take(where, message.delta)
            elif kind == "script_finished" and not self._again(message):
                self._forget(touched, fragment)
                return

    @staticmethod
    def _again(message: ForwardMsg) -> bool:
        return message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    async def _receive(self) -> ForwardMsg:
        """Return the next message; where the server only names one that it sent before, that."""
        data = await asyncio.wait_for(self.socket.recv(), _PATIENCE_S)
        message = ForwardMsg()
        message.ParseFromString(data if isinstance(data, bytes) else data.encode())
        if message.WhichOneof("type") == "ref_hash":
            path = list(message.metadata.delta_path)
            message.ParseFromString(self.known[message.ref_hash])
            message.metadata.delta_path[:] = path
        elif message.hash:
            self.known[message.hash] = message.SerializeToString()
        return message

    def _forget(self, touched: set[tuple[int, ...]], fragment: str) -> None:
        """Drop what was not drawn again."""
        for where in [w for w in self.elements if w not in touched]:
            if not fragment or self.elements[where][1] == fragment:
                del self.elements[where]

    def _take(self, where: tuple[int, ...], delta: Any) -> None:
        if delta.WhichOneof("type") == "new_element":
            kind = delta.new_element.WhichOneof("type")
            self.elements[where] = (getattr(delta.new_element, kind), delta.fragment_id)
        else:
            self.elements.pop(where, None)

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
        self.states[field_.id] = WidgetState(id=field_.id, string_value=words)

    async def choose(self, option: str) -> float:
        """Tap a pill or a segment; return the seconds until the page is drawn."""
        for element, fragment in self.elements.values():
            offered = getattr(element, "options", ())
            if option in [getattr(one, "content", None) for one in offered]:
                self.states[element.id] = WidgetState(id=element.id)
                self.states[element.id].string_array_value.data.append(option)
                return await self.run(fragment)
        raise NotThereError(f"nothing to choose '{option}'; the page says: {self.text()[-500:]}")

    async def click(self, label: str) -> float:
        """Click a button; return the seconds until the page is drawn."""
        button, fragment = self.find("Button", label)
        self.states[button.id] = WidgetState(id=button.id, trigger_value=True)
        return await self.run(fragment)
