"""A turn is one's at a time, seen by all, and free again however it ends."""

import threading

import pytest

from dashboard.turns import BusyError, Running, Turn


def test_others_see_how_far_it_is_and_do_not_begin():
    turn = Turn()
    assert turn.now is None
    with turn.taken("Flagship") as tell:
        assert turn.now == Running("Flagship", 0, 0)
        assert turn.now.share == 0
        tell(30, 120)
        assert turn.now == Running("Flagship", 30, 120)
        assert turn.now.share == 0.25
        with pytest.raises(BusyError), turn.taken("Swift"):
            pytest.fail("two had the turn")
        assert turn.now.what == "Flagship"
    assert turn.now is None


def test_a_turn_that_breaks_off_is_free():
    turn = Turn()
    with pytest.raises(KeyboardInterrupt), turn.taken("Flagship"):
        raise KeyboardInterrupt  # no `Exception`, as what Streamlit ends a run with
    with turn.taken("Swift") as tell:
        tell(1, 2)
        assert turn.now == Running("Swift", 1, 2)


def test_of_many_at_once_one_has_the_turn():
    turn, ready, done = Turn(), threading.Barrier(8), threading.Event()
    had, refused = [], []

    def visitor(number):
        ready.wait()
        try:
            with turn.taken(str(number)):
                had.append(number)
                done.wait(60)
        except BusyError:
            refused.append(number)
            if len(refused) == 7:
                done.set()

    threads = [threading.Thread(target=visitor, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(had), len(refused)) == (1, 7)
