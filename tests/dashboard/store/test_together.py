"""Ten people over two servers, and a server that is killed: nothing that was confirmed is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.store.answers import Answer
from dashboard.store.engine import Store
from dashboard.store.reviews import answers, progress, save, sign_in, undo

ROOT = Path(__file__).parents[3]
SET = "sketches"
EACH = 12
SERVER = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from dashboard.store.engine import Store
from dashboard.store.answers import Answer
from dashboard.store.reviews import progress, save, sign_in
url, first, people, each = sys.argv[1], *map(int, sys.argv[2:])
store = Store(url)
def person(number):
    me = sign_in(store, f"Person {number}")
    for row in range(each):
        answer = Answer(me.id, "sketches", row, "model", comment=str(number))
        save(store, answer)
        os.write(1, f"{answer.id}\\n".encode())  # whole lines, whatever other threads write
        progress(store, "sketches")
with ThreadPoolExecutor(people) as pool:
    list(pool.map(person, range(first, first + people)))
"""


def server(url, first, people, each):
    command = [sys.executable, "-c", SERVER, url, str(first), str(people), str(each)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_ten_people_over_two_servers_lose_nothing(address):
    both = [server(address, first, 5, EACH) for first in (0, 5)]
    confirmed = [line for one in both for line in one.communicate(timeout=120)[0].split()]
    assert [one.returncode for one in both] == [0, 0]
    assert len(set(confirmed)) == 10 * EACH
    store = Store(address)
    kept = answers(store, SET)
    assert set(kept["id"]) == set(confirmed)
    assert [p.answered for p in progress(store, SET)] == [EACH] * 10
    assert {p.name for p in progress(store, SET)} == {f"Person {n}" for n in range(10)}
    store.close()


def test_a_confirmed_answer_survives_kill_9(address):
    running = server(address, 0, 3, 100_000)
    confirmed = [running.stdout.readline().strip() for _ in range(40)]
    running.kill()
    rest = running.communicate(timeout=30)[0].split()
    confirmed += [line for line in rest if len(line) == 32]
    store = Store(address)
    kept = answers(store, SET)
    assert len(confirmed) >= 40
    assert set(confirmed) <= set(kept["id"])
    save(store, Answer(sign_in(store, "Ann").id, SET, 1, "model"))
    store.close()


@pytest.mark.parametrize("direction", [1, -1])
def test_servers_see_each_other_at_once(address, direction):
    one, other = (Store(address), Store(address))[::direction]
    ann = sign_in(one, "Ann")
    for count in range(1, 4):
        save(one, Answer(ann.id, SET, count, "model"))
        assert [p.answered for p in progress(other, SET)] == [count]
    undo(other, ann.id, SET)
    assert [p.answered for p in progress(one, SET)] == [2]
    one.close()
    other.close()
