"""Reviewers and their answers: sign in, answer, take back, settle, and read all of it."""

import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dashboard.store.answers import (
    Answer,
    check_label,
    check_verdict,
    checked_comment,
    checked_name,
    fresh_id,
)
from dashboard.store.engine import Store, now
from dashboard.store.tables import ANSWERS, REVIEWERS, SETTLEMENTS, WITHDRAWALS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Reviewer:
    """Somebody who signed in."""

    id: str
    name: str


def key_of(name: str) -> str:
    """Return what two spellings of one name have in common."""
    return f"name:{unicodedata.normalize('NFKC', name).casefold()}"


def sign_in(store: Store, name: str, account: str | None = None) -> Reviewer:
    """Return the reviewer of that name, new or known.

    Parameters
    ----------
    store : Store
    name : str
        Spellings that differ in case only are one reviewer.
    account : str, optional
        Issuer and subject of an OpenID account, which then says who it is in place of the name.
    """
    clean = checked_name(name)
    key = f"oidc:{account[:290]}" if account else key_of(clean)
    with store.writing() as connection:
        return reviewer_of(store, connection, key, clean)


def reviewer_of(store: Store, connection: sa.Connection, key: str, name: str) -> Reviewer:
    """Return the reviewer with a key, made now if there is none."""
    row = {"id": fresh_id(), "key": key, "name": name, "at": now()}
    store.add(connection, REVIEWERS, [row])
    found = connection.execute(sa.select(REVIEWERS).where(REVIEWERS.c.key == key)).one()
    return Reviewer(found.id, found.name)


def own_key(connection: sa.Connection, who: Reviewer) -> str:
    """Return the key of somebody who signed in."""
    query = sa.select(REVIEWERS.c.key).where(REVIEWERS.c.id == who.id)
    return str(connection.scalars(query).one())


def keys_of_answers(connection: sa.Connection) -> dict[str, str]:
    """Return whose each answer is, by the answer's id, as keys of reviewers."""
    both = sa.select(ANSWERS.c.id, REVIEWERS.c.key)
    query = both.join(REVIEWERS, REVIEWERS.c.id == ANSWERS.c.reviewer)
    return {row.id: row.key for row in connection.execute(query)}


def save(store: Store, answer: Answer) -> None:
    """Keep an answer; when this returns, it is on the disk. Saving it again changes nothing."""
    with store.writing() as connection:
        # later than all that this reviewer said before, even if another server's clock was ahead
        last = sa.select(sa.func.max(ANSWERS.c.at)).where(ANSWERS.c.reviewer == answer.reviewer)
        at = max(now(), (connection.scalar(last) or 0) + 1)
        store.add(connection, ANSWERS, [{**row_of(answer), "at": at}])


def row_of(answer: Answer) -> dict[str, Any]:
    """Return an answer as its columns, without the time."""
    names = ("id", "reviewer", "dataset", "row", "verdict", "label", "comment", "release")
    values = {name: getattr(answer, name) for name in (*names, "predicted")}
    return {**values, "causes": ",".join(answer.causes)}


def undo(
    store: Store, reviewer: str, dataset: str, among: Container[int] | None = None
) -> int | None:
    """Withdraw the reviewer's latest answer on a dataset and return its row, if there is one.

    With `among`, the latest one on these rows.
    """
    with store.writing() as connection:
        latest = (
            sa.select(ANSWERS.c.id, ANSWERS.c.row)
            .outerjoin(WITHDRAWALS, WITHDRAWALS.c.answer == ANSWERS.c.id)
            .where(WITHDRAWALS.c.answer.is_(None))
            .where(ANSWERS.c.reviewer == reviewer, ANSWERS.c.dataset == dataset)
            .order_by(ANSWERS.c.at.desc(), ANSWERS.c.id.desc())
        )
        every = connection.execute(latest)
        found = next((one for one in every if among is None or one.row in among), None)
        if found is None:
            return None
        store.add(connection, WITHDRAWALS, [{"answer": found.id, "at": now()}])
        return int(found.row)


def answered(store: Store, reviewer: str, dataset: str) -> set[int]:
    """Return the rows of a dataset on which a reviewer's answer stands."""
    query = (
        sa.select(ANSWERS.c.row)
        .outerjoin(WITHDRAWALS, WITHDRAWALS.c.answer == ANSWERS.c.id)
        .where(ANSWERS.c.reviewer == reviewer, ANSWERS.c.dataset == dataset)
        .where(WITHDRAWALS.c.answer.is_(None))
        .distinct()
    )
    with store.reading() as connection:
        return set(connection.scalars(query))


def answers(store: Store, dataset: str, row: int | None = None) -> "pd.DataFrame":
    """Return everybody's current answers on a dataset, or on one row of it, by time.

    Columns ``id, row, reviewer`` (id), ``name, verdict, label`` (-1 for none), ``causes, comment,
    release, predicted, at``.
    """
    place = sa.func.row_number().over(
        partition_by=(ANSWERS.c.reviewer, ANSWERS.c.row),
        order_by=(ANSWERS.c.at.desc(), ANSWERS.c.id.desc()),
    )
    standing = (
        sa.select(ANSWERS, REVIEWERS.c.name, place.label("place"))
        .join(REVIEWERS, REVIEWERS.c.id == ANSWERS.c.reviewer)
        .outerjoin(WITHDRAWALS, WITHDRAWALS.c.answer == ANSWERS.c.id)
        .where(ANSWERS.c.dataset == dataset, WITHDRAWALS.c.answer.is_(None))
        .where(sa.true() if row is None else ANSWERS.c.row == row)
        .subquery()
    )
    columns = [standing.c[name] for name in _COLUMNS]
    query = sa.select(*columns).where(standing.c.place == 1).order_by(standing.c.at, standing.c.id)
    return _frame(store, query, _COLUMNS)


def first_answers(store: Store, dataset: str) -> "pd.DataFrame":
    """Return what everybody said first of each face, where an answer of theirs still stands.

    Before it nobody else's answer was shown; a later one may be swayed. Columns as `answers`.
    """
    place = sa.func.row_number().over(
        partition_by=(ANSWERS.c.reviewer, ANSWERS.c.row),
        order_by=(ANSWERS.c.at, ANSWERS.c.id),
    )
    taken = sa.func.count(WITHDRAWALS.c.answer)
    pair = (ANSWERS.c.reviewer, ANSWERS.c.row)
    stands = sa.func.count(ANSWERS.c.id).over(partition_by=pair) - taken.over(partition_by=pair)
    said = (
        sa.select(ANSWERS, REVIEWERS.c.name, place.label("place"), stands.label("stands"))
        .join(REVIEWERS, REVIEWERS.c.id == ANSWERS.c.reviewer)
        .outerjoin(WITHDRAWALS, WITHDRAWALS.c.answer == ANSWERS.c.id)
        .where(ANSWERS.c.dataset == dataset)
        .subquery()
    )
    columns = [said.c[name] for name in _COLUMNS]
    query = sa.select(*columns).where(said.c.place == 1, said.c.stands > 0)
    return _frame(store, query.order_by(said.c.at, said.c.id), _COLUMNS)


def settlements(store: Store, dataset: str) -> "pd.DataFrame":
    """Return what was settled about each face of a dataset; columns `_SETTLED`."""
    place = sa.func.row_number().over(
        partition_by=SETTLEMENTS.c.row,
        order_by=(SETTLEMENTS.c.at.desc(), SETTLEMENTS.c.id.desc()),
    )
    latest = (
        sa.select(SETTLEMENTS, REVIEWERS.c.name, place.label("place"))
        .join(REVIEWERS, REVIEWERS.c.id == SETTLEMENTS.c.reviewer)
        .where(SETTLEMENTS.c.dataset == dataset)
        .subquery()
    )
    columns = [latest.c[name] for name in _SETTLED]
    query = (
        sa.select(*columns)
        .where(latest.c.place == 1, latest.c.verdict.is_not(None))
        .order_by(latest.c.row)
    )
    return _frame(store, query, _SETTLED)


def settle(
    store: Store,
    reviewer: str,
    dataset: str,
    row: int,
    verdict: str | None,
    label: int | None = None,
    comment: str = "",
) -> None:
    """Decide a face for everybody; without a verdict, open it again."""
    if verdict is not None:
        check_verdict(verdict)
    check_label(label)
    with store.writing() as connection:
        same = (SETTLEMENTS.c.dataset == dataset) & (SETTLEMENTS.c.row == row)
        last = connection.scalar(sa.select(sa.func.max(SETTLEMENTS.c.at)).where(same))
        entry = {
            **{"id": fresh_id(), "reviewer": reviewer, "dataset": dataset, "row": row},
            **{"verdict": verdict, "label": label, "comment": checked_comment(comment)},
            "at": max(now(), (last or 0) + 1),
        }
        store.add(connection, SETTLEMENTS, [entry])


@dataclass(frozen=True)
class Progress:
    """How far a reviewer is: answers that stand, and when the latest was given (ms)."""

    reviewer: str
    name: str
    answered: int
    at: int


def progress(store: Store, dataset: str) -> list[Progress]:
    """Return everybody who answered on a dataset, the busiest first."""
    query = (
        sa.select(
            REVIEWERS.c.id,
            REVIEWERS.c.name,
            sa.func.count(sa.distinct(ANSWERS.c.row)).label("answered"),
            sa.func.max(ANSWERS.c.at).label("at"),
        )
        .join(ANSWERS, ANSWERS.c.reviewer == REVIEWERS.c.id)
        .outerjoin(WITHDRAWALS, WITHDRAWALS.c.answer == ANSWERS.c.id)
        .where(ANSWERS.c.dataset == dataset, WITHDRAWALS.c.answer.is_(None))
        .group_by(REVIEWERS.c.id, REVIEWERS.c.name)
    )
    with store.reading() as connection:
        found = [Progress(r.id, r.name, r.answered, r.at) for r in connection.execute(query)]
    return sorted(found, key=lambda p: (-p.answered, p.name))


_COLUMNS = (
    *("id", "row", "reviewer", "name", "verdict", "label", "causes", "comment"),
    *("release", "predicted", "at"),
)
_SETTLED = ("row", "verdict", "label", "reviewer", "name", "comment", "at")


def _frame(store: Store, query: sa.Select[Any], columns: Iterable[str]) -> "pd.DataFrame":
    import pandas as pd

    with store.reading() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.assign(label=frame["label"].fillna(-1).astype(int))
