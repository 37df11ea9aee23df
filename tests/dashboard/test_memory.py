"""Garbage is collected now and then, not after every run."""

import gc
import tomllib
import weakref

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
