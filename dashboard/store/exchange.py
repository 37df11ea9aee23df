"""Reviews as files: export to CSV or JSON, and import of the same without doubling.

A record is an answer (withdrawn or not) or a settlement with its id. What is already here by its id
is passed over, so that the same file can be imported any number of times, and files of two
installations can be merged. A file is what its bearer wrote: nobody's account speaks through it
but the bearer's own, and nobody else's answer is taken back.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.store import reviews
from dashboard.store.answers import (
    LARGEST_ROW,
    Answer,
    as_text,
    check_label,
    check_verdict,
    checked_comment,
    checked_name,
)
from dashboard.store.cells import plain, safe
from dashboard.store.engine import Store
from dashboard.store.failures import StoreError
from dashboard.store.tables import ANSWERS, REVIEWERS, SETTLEMENTS, WITHDRAWALS
from fer.emotions import EMOTIONS
from fer.errors import FerError

FORMAT = "fer reviews 1"
FIELDS = (
    *("kind", "id", "at", "reviewer", "account", "dataset", "row", "verdict", "label", "causes"),
    *("comment", "release", "predicted", "withdrawn_at"),
)
_MOST = 1_000_000
_ID = re.compile(r"[0-9a-f]{32}")
_DATASET = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_RELEASE = re.compile(r"[A-Za-z0-9_.-]{0,100}")
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)  # what a clock may be wrong by


@dataclass(frozen=True)
class Imported:
    """What an import added, what was there before, and what was not the importer's to bring."""

    added: int
    known: int
    foreign: int = 0


def records(store: Store, dataset: str | None = None) -> list[dict[str, Any]]:
    """Return all answers, also superseded and withdrawn ones, and all settlements, by time."""
    both: list[dict[str, Any]] = []
    who = (REVIEWERS.c.name.label("reviewer_name"), REVIEWERS.c.key)
    given = (
        sa.select(ANSWERS, *who, WITHDRAWALS.c.at.label("withdrawn_at"))
        .join(REVIEWERS, REVIEWERS.c.id == ANSWERS.c.reviewer)
        .outerjoin(WITHDRAWALS, WITHDRAWALS.c.answer == ANSWERS.c.id)
    )
    settled = sa.select(SETTLEMENTS, *who).join(REVIEWERS, REVIEWERS.c.id == SETTLEMENTS.c.reviewer)
    if dataset is not None:
        given = given.where(ANSWERS.c.dataset == dataset)
        settled = settled.where(SETTLEMENTS.c.dataset == dataset)
    with store.reading() as connection:
        for kind, query in (("answer", given), ("settlement", settled)):
            both += [_record(kind, dict(r)) for r in connection.execute(query).mappings()]
    return sorted(both, key=lambda r: (r["at"], r["id"]))


def _record(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    key = str(row["key"])
    values = {
        **dict.fromkeys(FIELDS),
        **{name: row[name] for name in FIELDS if name in row},
        "kind": kind,
        "reviewer": row["reviewer_name"],
        "account": key.removeprefix("oidc:") if key.startswith("oidc:") else None,
        "at": _iso(row["at"]),
        "causes": [c for c in str(row.get("causes") or "").split(",") if c],
        "withdrawn_at": _iso(row.get("withdrawn_at")),
    }
    for name in ("label", "predicted"):
        values[name] = None if values[name] is None else EMOTIONS[values[name]]
    return values


def to_json(found: list[dict[str, Any]]) -> str:
    """Return records as JSON."""
    return json.dumps({"format": FORMAT, "records": found}, indent=1, ensure_ascii=False) + "\n"


def to_csv(found: list[dict[str, Any]]) -> str:
    """Return records as CSV whose cells start no formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FIELDS)
    for record in found:
        cells = {**record, "causes": " ".join(record["causes"])}
        writer.writerow(["" if cells[f] is None else safe(str(cells[f])) for f in FIELDS])
    return text.getvalue()


def read(data: bytes) -> list[dict[str, Any]]:
    """Return the records of a file that `to_json` or `to_csv` wrote.

    Raises
    ------
    StoreError
        If it is none; the message names the record or line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StoreError("The file is not text in UTF-8. Export it again.") from error
    found = _from_json(text) if text.lstrip()[:1] in ("{", "[") else _from_csv(text)
    if len(found) > _MOST:
        raise StoreError(f"The file has {len(found):,} records; up to {_MOST:,} can be imported.")
    return found


def _from_json(text: str) -> list[dict[str, Any]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"The file is no whole JSON ({error}). Export it again.") from error
    listed = content.get("records") if isinstance(content, dict) else None
    if not isinstance(content, dict) or content.get("format") != FORMAT or listed is None:
        raise StoreError(f"The file is no export of reviews: it lacks the format '{FORMAT}'.")
    if not isinstance(listed, list) or not all(isinstance(r, dict) for r in listed):
        raise StoreError("The file's records are no list of objects. Export it again.")
    return listed


def _from_csv(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if tuple(reader.fieldnames or ()) != FIELDS:
            raise StoreError(f"The first line must name the columns {', '.join(FIELDS)}.")
        for row in reader:
            if None in row or None in row.values():
                raise StoreError(
                    f"Line {reader.line_num} does not have {len(FIELDS)} cells. Is it cut off?"
                )
            cells: dict[str, Any] = {name: plain(cell) or None for name, cell in row.items()}
            cells["causes"] = (cells["causes"] or "").split()
            found.append(cells)
    except csv.Error as error:
        raise StoreError(f"The file is no CSV ({error}). Export it again.") from error
    return found


def merge(
    store: Store, found: list[dict[str, Any]], importer: reviews.Reviewer | None = None
) -> Imported:
    """Add records that are not here yet, all or none.

    Parameters
    ----------
    store : Store
    found : list of dict
        Of `read`.
    importer : Reviewer, optional
        Who brings them. Records of accounts that are not the importer's are passed over, and of one
        with an account all that are not its own; so is the withdrawal of another's answer that
        stands here. Without an importer it is the installation's keeper, who may bring anything.

    Raises
    ------
    StoreError
        If one is not right; the message says which.
    """
    checked = list(_checked(found))
    added = 0
    with store.writing() as connection:
        everything = len(checked)
        own = None if importer is None else reviews.own_key(connection, importer)
        checked = [r for r in checked if own is None or _may_bring(r["who"][0], own)]
        foreign = everything - len(checked)
        here = {} if own is None else reviews.keys_of_answers(connection)
        known: dict[str, str] = {}
        for record in checked:
            key, name = record.pop("who")
            if key not in known:
                known[key] = reviews.reviewer_of(store, connection, key, name).id
            record["reviewer"] = known[key]
        for kind, table in (("answer", ANSWERS), ("settlement", SETTLEMENTS)):
            rows = [dict(r) for r in checked if r["kind"] == kind]
            gone = [
                {"answer": row["id"], "at": row["withdrawn_at"]}
                for row in rows
                if row["withdrawn_at"] is not None and here.get(row["id"], own) == own
            ]
            columns = {c.name for c in table.columns}
            fit = [{k: v for k, v in row.items() if k in columns} for row in rows]
            added += store.add(connection, table, fit)
            if kind == "answer":
                store.add(connection, WITHDRAWALS, gone)
    return Imported(added, len(checked) - added, foreign)


def _may_bring(key: str, own: str) -> bool:
    """Return whether who has the key `own` may bring what one with `key` said.

    A name has no password: whoever signs in by name could sign in by any other.
    """
    return key == own or not (key.startswith("oidc:") or own.startswith("oidc:"))


def _checked(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, record in enumerate(found, start=1):
        try:
            yield _columns(record)
        except FerError as error:
            raise StoreError(f"Record {number}: {as_text(error)} Nothing was imported.") from error
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise StoreError(
                f"Record {number} is not as it was exported ({as_text(error)}). "
                "Nothing was imported."
            ) from error


def _columns(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as columns of its table, with ``who`` gave it, once all is right."""
    kind, name = str(record["kind"]), checked_name(str(record["reviewer"]))
    account = str(record.get("account") or "")
    if account != as_text(account):
        raise ValueError(f"the account '{account}'")
    if kind not in ("answer", "settlement"):
        raise ValueError(f"unknown kind '{kind}'")
    for pattern, value in (
        (_ID, record["id"]),
        (_DATASET, record["dataset"]),
        (_RELEASE, record.get("release") or ""),
    ):
        if not pattern.fullmatch(str(value)):
            raise ValueError(f"'{value}'")
    label, predicted = _label(record["label"]), _label(record.get("predicted"))
    row = int(record["row"])
    if not 0 <= row <= LARGEST_ROW:
        raise ValueError(f"row {row}")
    verdict = record["verdict"]
    withdrawn = record.get("withdrawn_at")
    values: dict[str, Any] = {
        **{"kind": kind, "id": str(record["id"]), "at": _ms(record["at"])},
        **{"dataset": str(record["dataset"]), "row": row, "verdict": verdict, "label": label},
        "comment": checked_comment(str(record.get("comment") or "")),
        "withdrawn_at": None if withdrawn is None else _ms(withdrawn),
        "who": (f"oidc:{account[:290]}" if account else reviews.key_of(name), name),
    }
    if kind == "settlement":
        if verdict is not None:
            check_verdict(str(verdict))
        check_label(label)
        return values
    answer = Answer(
        id=values["id"],
        reviewer="",
        dataset=values["dataset"],
        row=row,
        verdict=str(verdict),
        label=label,
        causes=tuple(str(c) for c in record.get("causes") or ()),
        comment=values["comment"],
        release=str(record.get("release") or ""),
        predicted=predicted,
    )
    return {**values, **reviews.row_of(answer)}


def _label(name: Any) -> int | None:
    return None if name is None else EMOTIONS.index(str(name))


def _iso(ms: int | None) -> str | None:
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")


def _ms(text: Any) -> int:
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise ValueError(f"'{text}' names no time zone")
    if not _EARLIEST <= moment <= datetime.now(UTC) + _AHEAD:
        raise ValueError(f"the time '{text}' is before 2000 or ahead of this server's clock")
    return round(moment.timestamp() * 1000)
