"""Garbage is collected now and then, not after every run."""

import asyncio
import gc
import threading
import tomllib
import weakref
from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from dashboard import memory
from dashboard.memory import Sweeper
from tests.dashboard.conftest import ROOT


class Ring:
    def __init__(self):
        self.me = self


def test_streamlits_own_collection_after_every_run_is_off():
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["runner"]["postScriptGC"] is False
    assert "memory.tidy()" in (ROOT / "streamlit_app.py").read_text(encoding="utf-8")


def test_circles_are_collected_but_not_twice_in_a_while():
    gc.disable()
    try:
        ring = Ring()
        gone = weakref.ref(ring)
        del ring
        sweeper = Sweeper(every=3600.0)
        assert not sweeper.sweep()
        assert gone() is not None
        assert Sweeper(every=0.0).sweep()
        assert gone() is None
    finally:
        gc.enable()


@pytest.fixture
def loop():
    """An event loop that runs in a thread of its own, as a server's does."""
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


def test_visits_that_ended_are_let_go_without_another_visit(loop, monkeypatch):
    storage = MemorySessionStorage(ttl_seconds=0)
    visit = Ring()
    done = []
    state = SimpleNamespace(clear=lambda: done.append("state"))
    visit.session = SimpleNamespace(
        id="one", shutdown=lambda: done.append("uploads"), session_state=state
    )
    gone = weakref.ref(visit)
    storage.save(visit)
    del visit
    server = SimpleNamespace(
        _session_mgr=SimpleNamespace(_session_storage=storage, _storage_lock=threading.Lock()),
        _get_async_objs=lambda: SimpleNamespace(eventloop=loop),
    )
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: server)
    monkeypatch.setattr(memory, "_sweeper", Sweeper(every=0.0))
    memory.expire()
    assert done == ["uploads", "state"]
    assert gone() is None


def test_streamlit_has_what_that_asks_for():
    assert callable(Runtime._get_async_objs)
    manager = WebsocketSessionManager(MemorySessionStorage(), None, None, None)
    assert manager._storage_lock.acquire(blocking=False)
    assert callable(manager._session_storage._cache.expire)
    assert manager._session_storage._cache._data == {}
    assert callable(AppSession.shutdown)
    assert isinstance(AppSession.session_state, property)
