"""The tables. Reviews are only ever added to: an answer is superseded by a later one or withdrawn.

A room moves on and a vote in it may change: those rows are replaced. Times are whole milliseconds
since 1970 in UTC, equal on every database.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
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

# A room of the workshop. Who knows the secret leads it; here lies only its hash.
ROOMS = Table(
    "rooms",
    METADATA,
    Column("code", String(8), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("plan", String(16), nullable=False),
    Column("dataset", String(80), nullable=False),
    Column("faces", Text, nullable=False),  # rows, divided by commas
    Column("context", String(16), nullable=False),
    Column("changes", Text, nullable=False),  # what the room set otherwise; see `stakes.Changes`
    Column("stage", String(16), nullable=False),
    Column("item", SmallInteger, nullable=False),
    Column("phase", String(8), nullable=False),
    Column("since", BigInteger, nullable=False),  # when the stage was entered
    Column("begun", BigInteger),  # when the room left the lobby
    Column("opened", BigInteger, nullable=False),
    Column("closed", BigInteger),
)

# Who sits in a room: a hash of a browser's number and the room, so that rooms cannot be joined up.
PARTICIPANTS = Table(
    "participants",
    METADATA,
    Column("room", ForeignKey("rooms.code", ondelete="CASCADE"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

VOTES = Table(
    "votes",
    METADATA,
    Column("room", String(8), primary_key=True),
    Column("participant", String(32), primary_key=True),
    Column("stage", String(16), primary_key=True),
    Column("item", SmallInteger, primary_key=True),
    Column("field", String(32), primary_key=True),
    Column("value", Double),
    Column("text", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["room", "participant"], ["participants.room", "participants.id"], ondelete="CASCADE"
    ),
    Index("votes_by_stage", "room", "stage", "item"),
)
