"""The visitor without a browser, against a server that sends what Streamlit's sends."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.server import serve

from tests.visitor import NotThereError, Visitor

PART = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


def alone(coroutine):
    """Run a coroutine in a thread of its own: a browser test leaves a loop behind in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


def message(kind=None, **values):
    made = ForwardMsg()
    if kind is not None:
        for name, value in values.items():
            setattr(getattr(made, kind), name, value)
        getattr(made, kind).SetInParent()
    return made


def element(place, kind, fragment="", name="", **values):
    made = ForwardMsg()
    made.metadata.delta_path[:] = [0, place]
    made.delta.fragment_id = fragment
    inner = getattr(made.delta.new_element, kind)
    inner.SetInParent()
    for key, value in values.items():
        setattr(inner, key, value)
    made.hash = name
    return made


def finished(how=ForwardMsg.FINISHED_SUCCESSFULLY):
    made = ForwardMsg()
    made.script_finished = how
    return made


class Server:
    """Answers every request for a run with what `page` makes of it; can go away."""

    def __init__(self, page):
        self.page, self.asked, self.cookies, self.port = page, [], [], 0

    async def _talk(self, socket):
        self.cookies.append(socket.request.headers.get("Cookie", ""))
        async for data in socket:
            request = BackMsg()
            request.ParseFromString(data)
            self.asked.append(request.rerun_script)
            for answer in self.page(request.rerun_script):
                await socket.send(answer.SerializeToString())

    @contextlib.asynccontextmanager
    async def there(self):
        async with serve(self._talk, "127.0.0.1", self.port, subprotocols=["streamlit"]) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{self.port}"


def options(place):
    made = element(place, "button_group", id="group", label="Which label?")
    for name in ("Happy", "Sad"):
        made.delta.new_element.button_group.options.add(content=name)
    return made


def states(request):
    return {state.id: state for state in request.widget_states.widgets}


def test_what_is_entered_is_sent_and_what_is_not_drawn_again_is_gone():
    def page(request):
        sent = states(request)
        yield message("new_session")
        yield element(0, "text_input", id="name", label="Your name")
        yield element(1, "button", id="go", label="Go")
        if "go" in sent:
            yield element(2, "html", body=f"Hello {sent['name'].string_value}")
        yield finished()

    async def visit():
        server = Server(page)
        async with server.there() as url:
            visitor = await Visitor.open(url, "workshop", "room=X", "fer_seat=1")
            visitor.fill("Your name", "Ada")
            await visitor.click("Go")
            assert "Hello Ada" in visitor.text()
            await visitor.run()  # a click counts once, a text stays
            assert "Hello" not in visitor.text()
            assert states(server.asked[-1])["name"].string_value == "Ada"
            with pytest.raises(NotThereError, match="no Button 'Gone'"):
                await visitor.click("Gone")
            await visitor.close()
        assert server.cookies == ["fer_seat=1"]
        assert {(r.page_name, r.query_string) for r in server.asked} == {("workshop", "room=X")}

    alone(visit())


def test_a_message_that_was_sent_before_is_only_named():
    asked = []

    def page(request):
        asked.append(request)
        yield message("new_session")
        if len(asked) == 1:
            yield element(0, "html", name="abc", body="as before")
        else:
            named = ForwardMsg()
            named.ref_hash = "abc"
            named.metadata.delta_path[:] = [0, 7]
            yield named
        yield finished()

    async def visit():
        async with Server(page).there() as url:
            visitor = await Visitor.open(url)
            await visitor.run()
            assert list(visitor.elements) == [(0, 7)]
            assert [text for _, text in visitor.said] == ["as before", "as before"]
            await visitor.close()

    alone(visit())


def test_a_fragment_looks_again_until_it_is_told_to_stop_and_leaves_the_rest_alone():
    def page(request):
        yield message("new_session")
        if not request.fragment_id:
            yield element(0, "html", body="the rest")
            yield element(1, "html", "part", body="first")
            yield element(2, "html", "part", body="only at first")
            yield message("auto_rerun", fragment_id="part", interval=0.01)
            yield finished()
            return
        yield element(1, "html", "part", body="looked again")
        if request.is_auto_rerun:
            stop = ForwardMsg()
            stop.stop_auto_rerun.fragment_ids.append("part")
            yield stop
        yield finished(PART)

    async def visit():
        server = Server(page)
        async with server.there() as url:
            visitor = await Visitor.open(url)
            await visitor.wait("looked again")
            await asyncio.sleep(0.2)
            looks = len(server.asked)
            await asyncio.sleep(0.2)
            assert len(server.asked) == looks
            assert visitor.text() == "the rest looked again"
            assert {r.is_auto_rerun for r in server.asked if r.fragment_id} == {True}
            await visitor.close()

    alone(visit())


def test_a_run_that_is_cut_short_is_not_the_end():
    def page(request):
        yield message("new_session")
        yield finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN)
        yield message("new_session")
        yield element(0, "html", body="drawn")
        yield finished()

    async def visit():
        async with Server(page).there() as url:
            visitor = await Visitor.open(url)
            assert visitor.text() == "drawn"
            await visitor.close()

    alone(visit())


def test_a_tap_while_the_server_is_away_is_sent_when_it_is_back():
    def page(request):
        yield message("new_session")
        yield options(0)
        if "group" in states(request):
            yield element(1, "html", body="counted")
        yield finished()

    async def visit():
        server = Server(page)
        async with server.there() as url:
            visitor = await Visitor.open(url, "workshop")
        await asyncio.sleep(0.1)
        tap = asyncio.create_task(visitor.choose("Sad"))
        await asyncio.sleep(0.1)
        assert not tap.done()
        async with server.there():
            await tap
            await visitor.wait("counted")
            assert list(states(server.asked[-1])["group"].string_array_value.data) == ["Sad"]
            assert server.asked[-1].page_name == "workshop"
            assert len(server.cookies) == 2
            await visitor.close()

    alone(visit())


def test_a_visitor_that_cannot_read_says_so_at_once():
    def page(request):
        named = ForwardMsg()
        named.ref_hash = "never sent"
        yield named

    async def visit():
        async with Server(page).there() as url:
            with pytest.raises(KeyError, match="never sent"):
                await Visitor.open(url)

    alone(visit())
