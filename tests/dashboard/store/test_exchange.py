"""Export and import: the same comes back, nothing twice, and broken files change nothing."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.store import exchange
from dashboard.store.answers import Answer
from dashboard.store.cells import plain, safe
from dashboard.store.engine import Store
from dashboard.store.failures import StoreError
from dashboard.store.reviews import answers, progress, save, settle, settlements, sign_in, undo

SET = "sketches"
WRITERS = {"csv": exchange.to_csv, "json": exchange.to_json}


@pytest.fixture
def filled(store):
    ann, bob = sign_in(store, "=Ann"), sign_in(store, "Bob", account="issuer|7")
    save(store, Answer(ann.id, SET, 1, "label", 3, ("blur", "mixed"), '=HYPERLINK("x")', "cnn4", 4))
    save(store, Answer(ann.id, SET, 1, "people", 2, comment='\'-5\nsecond; "line"'))
    save(store, Answer(bob.id, SET, 2, "noface", comment="@SUM(1)"))
    save(store, Answer(bob.id, SET, 3, "model"))
    undo(store, bob.id, SET)
    settle(store, bob.id, SET, 1, "people", comment="+1")
    return store


def whole(store):
    return exchange.records(store)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_brings_all_of_it_back_and_only_once(filled, kind, tmp_path):
    data = WRITERS[kind](whole(filled)).encode()
    fresh = Store(f"sqlite:///{tmp_path}/fresh.db")
    first = exchange.merge(fresh, exchange.read(data))
    assert (first.added, first.known) == (5, 0)
    again = exchange.merge(fresh, exchange.read(data))
    assert (again.added, again.known) == (0, 5)
    assert whole(fresh) == whole(filled)
    assert (
        answers(fresh, SET)
        .drop(columns="reviewer")
        .equals(answers(filled, SET).drop(columns="reviewer"))
    )
    assert settlements(fresh, SET)["name"].tolist() == ["Bob"]
    fresh.close()


def test_importing_into_where_it_came_from_adds_nothing(filled):
    before = whole(filled)
    found = exchange.merge(filled, exchange.read(exchange.to_csv(before).encode()))
    assert found.added == 0
    assert whole(filled) == before


def test_a_later_file_brings_only_what_is_new(filled, tmp_path):
    early = exchange.to_json(whole(filled)).encode()
    undo(filled, sign_in(filled, "=ann").id, SET)
    late = exchange.to_json(whole(filled)).encode()
    fresh = Store(f"sqlite:///{tmp_path}/fresh.db")
    for data in (early, late, early):
        exchange.merge(fresh, exchange.read(data))
    assert whole(fresh) == whole(filled)
    assert {p.name: p.answered for p in progress(fresh, SET)} == {"=Ann": 1, "Bob": 1}
    fresh.close()


def test_no_cell_starts_a_formula(filled):
    rows = list(csv.reader(io.StringIO(exchange.to_csv(whole(filled)))))
    assert len(rows) == 6
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    assert any(cell == '\'=HYPERLINK("x")' for row in rows for cell in row)


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝a1"), max_size=6))
def test_a_cell_comes_back_as_it_was(text):
    assert plain(safe(text)) == text
    assert safe(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


BROKEN = {
    "empty": (b"", "columns"),
    "binary": (b"\xff\xfe\x00", "UTF-8"),
    "prose": (b"these are no reviews", "columns"),
    "half": (b'{"format": "fer reviews 1", "rec', "no whole JSON"),
    "another": (b'{"format": "other", "records": []}', "lacks the format"),
    "list": (b"[1, 2]", "lacks the format"),
    "numbers": (b'{"format": "fer reviews 1", "records": [1]}', "no list of objects"),
    "short line": ((",".join(exchange.FIELDS) + "\nanswer,1\n").encode(), "Line 2"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_a_sentence(name):
    data, told = BROKEN[name]
    with pytest.raises(StoreError, match=told):
        exchange.read(data)


CHANGES = {
    "id": "../x",
    "kind": "poem",
    "at": "yesterday",
    "reviewer": "",
    "dataset": "a b",
    "row": -1,
    "verdict": "nobody",
    "label": "Bored",
    "causes": ["sun"],
    "comment": "x" * 1001,
    "release": "<script>",
    "predicted": 9,
    "withdrawn_at": "2026-01-01T00:00:00",
}


@pytest.mark.parametrize("name", CHANGES)
def test_one_wrong_record_and_nothing_is_imported(filled, name, tmp_path):
    records = exchange.read(exchange.to_json(whole(filled)).encode())
    records.sort(key=lambda record: record["kind"])  # answers before what settles, at one time too
    records[1][name] = CHANGES[name]
    fresh = Store(f"sqlite:///{tmp_path}/fresh.db")
    with pytest.raises(StoreError, match=r"Record 2.*Nothing was imported") as refused:
        exchange.merge(fresh, records)
    assert "Traceback" not in str(refused.value)
    assert whole(fresh) == []
    records[1].pop(name)
    if name in ("id", "kind", "at", "reviewer", "dataset", "row", "verdict", "label"):
        with pytest.raises(StoreError, match="Record 2"):
            exchange.merge(fresh, records)
    fresh.close()


def standing(store):
    return answers(store, SET).drop(columns=["id", "reviewer"]).to_dict("records")


@pytest.fixture
def shared(store):
    """Ann, Bob by name, and one with an account, each with an answer."""
    ann, bob = sign_in(store, "Ann"), sign_in(store, "Bob")
    cem = sign_in(store, "Cem", account="issuer|7")
    for who in (ann, bob, cem):
        save(store, Answer(who.id, SET, 1, "model"))
    return store, ann, bob, cem


def test_nobody_takes_back_what_another_said(shared):
    store, ann, bob, cem = shared
    before = standing(store)
    records = whole(store)
    for record in records:
        record["withdrawn_at"] = "2026-01-02T00:00:00+00:00"
        if record["reviewer"] == "Bob":
            record["reviewer"] = "Ann"  # under the id of Bob's answer
    exchange.merge(store, records, ann)
    assert {a["name"] for a in standing(store)} == {"Bob", "Cem"}  # perhaps of one millisecond
    exchange.merge(store, records, cem)
    assert standing(store) == [a for a in before if a["name"] == "Bob"]
    exchange.merge(store, whole(store), bob)
    assert standing(store) == [a for a in before if a["name"] == "Bob"]


def test_an_account_speaks_for_itself_only(shared):
    store, ann, _, cem = shared
    fresh = [{**r, "id": f"{n:032x}", "row": 2} for n, r in enumerate(whole(store))]
    done = exchange.merge(store, fresh, ann)
    assert (done.added, done.foreign) == (2, 1)
    fresh = [{**r, "id": f"{n + 9:032x}", "row": 3} for n, r in enumerate(fresh)]
    done = exchange.merge(store, fresh, cem)
    assert (done.added, done.foreign) == (1, 2)
    assert [a["name"] for a in standing(store) if a["row"] == 3] == ["Cem"]
    assert {a["name"] for a in standing(store) if a["row"] == 2} == {"Ann", "Bob"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", "9999-12-31T23:59:59-23:00"),
        ("at", "1999-12-31T00:00:00+00:00"),
        ("withdrawn_at", "2999-01-01T00:00:00+00:00"),
        ("account", "\ud800"),
        ("account", "a\u202eb"),
        ("id", "\ud800"),
        ("kind", "\ud800"),
    ],
)
def test_times_and_text_that_would_break_a_page_are_refused(shared, field, value):
    store, ann, _, _ = shared
    before = whole(store)
    with pytest.raises(StoreError, match="Record 1") as refused:
        exchange.merge(store, [{**before[0], "id": "0" * 32, field: value}], ann)
    str(refused.value).encode()
    assert whole(store) == before


def test_json_is_json(filled):
    content = json.loads(exchange.to_json(whole(filled)))
    assert content["format"] == exchange.FORMAT
    assert [r["kind"] for r in content["records"]].count("settlement") == 1
    assert {r["at"][-6:] for r in content["records"]} == {"+00:00"}
