"""The tables. Rows are only ever added: an answer is superseded by a later one or withdrawn.

Times are whole milliseconds since 1970 in UTC, equal on every database.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

METADATA = MetaData()

REVIEWERS = Table(
    "reviewers",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("key", String(300), nullable=False, unique=True),  # who it is; see `reviews.sign_in`
    Column("name", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
)

# A reviewer's current answer on a face is the latest that is not withdrawn.
ANSWERS = Table(
    "answers",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("reviewer", ForeignKey("reviewers.id"), nullable=False),
    Column("dataset", String(80), nullable=False),
    Column("row", Integer, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("label", SmallInteger),
    Column("causes", String(200), nullable=False),  # words, divided by commas
    Column("comment", Text, nullable=False),
    Column("release", String(100), nullable=False),  # whose error was shown
    Column("predicted", SmallInteger),
    Column("at", BigInteger, nullable=False),
    CheckConstraint("label BETWEEN 0 AND 6", name="answers_label"),
    Index("answers_by_face", "dataset", "row"),
    Index("answers_by_reviewer", "reviewer", "at"),
)

WITHDRAWALS = Table(
    "withdrawals",
    METADATA,
    Column("answer", ForeignKey("answers.id"), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

# The latest settlement of a face holds; one without a verdict opens the face again.
SETTLEMENTS = Table(
    "settlements",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("reviewer", ForeignKey("reviewers.id"), nullable=False),
    Column("dataset", String(80), nullable=False),
    Column("row", Integer, nullable=False),
    Column("verdict", String(16)),
    Column("label", SmallInteger),
    Column("comment", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    CheckConstraint("label BETWEEN 0 AND 6", name="settlements_label"),
    Index("settlements_by_face", "dataset", "row"),
)
