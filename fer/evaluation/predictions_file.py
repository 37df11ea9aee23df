"""Somebody else's predictions as bytes: CSV or parquet into a table of the contract's columns.

It knows columns and types; what the values may be, `fer.evaluation.submission` knows.
"""

import io
import re
from typing import TYPE_CHECKING, Any

from fer.errors import PredictionsError
from fer.release import PREDICTION_COLUMNS, PROBABILITIES

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 1_000_000
MOST_BYTES = 200_000_000
WHOLE = ("row", "emotion")
QUOTED = 40  # letters of a wrong value that a message repeats


def read_table(data: bytes) -> "tuple[pa.Table, bool]":
    """Read a table in the columns of ``predictions.parquet``.

    Parameters
    ----------
    data : bytes
        CSV (UTF-8, commas, a header) or parquet; which of them, its content says.

    Returns
    -------
    table : pyarrow.Table
        ``row, emotion`` as int64, ``split`` as a dictionary of text, probabilities as float64; a
        cell may still be null.
    lines : bool
        Whether it was CSV, whose rows people count in lines.

    Raises
    ------
    PredictionsError
        If it is neither, is too large, or its columns are others.
    """
    if not data:
        raise PredictionsError("it is empty.")
    if len(data) > MOST_BYTES:
        raise PredictionsError(
            f"it has {len(data) / 1e6:,.0f} MB; at most {MOST_BYTES / 1e6:,.0f} MB are read."
        )
    lines = not data.startswith(b"PAR1")
    return (_csv(data) if lines else _parquet(data)), lines


def _types() -> dict[str, Any]:
    import pyarrow as pa

    whole, text = dict.fromkeys(WHOLE, pa.int64()), {"split": pa.dictionary(pa.int32(), pa.utf8())}
    return {**whole, **text, **dict.fromkeys(PROBABILITIES, pa.float64())}


def _columns(found: list[str]) -> None:
    """Refuse columns that are missing, unknown or there twice."""
    missing = [column for column in PREDICTION_COLUMNS if column not in found]
    strange = [f"'{column[:QUOTED]}'" for column in found if column not in PREDICTION_COLUMNS]
    twice = sorted({column for column in found if found.count(column) > 1})
    for what, columns in (("lacks", missing), ("has twice", twice), ("also has", strange)):
        if columns:
            more = f" and {len(columns) - 8} more" if len(columns) > 8 else ""
            raise PredictionsError(
                f"it {what} the column{'s' * (len(columns) > 1)} {', '.join(columns[:8])}{more}. "
                f"Expected exactly: {','.join(PREDICTION_COLUMNS)}."
            )


def _too_many(rows: int) -> None:
    if rows > MOST_ROWS:
        raise PredictionsError(f"it has {rows:,} rows; at most {MOST_ROWS:,} are read.")


def _parquet(data: bytes) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data), read_dictionary=["split"])
        _columns(file.schema_arrow.names)
        _too_many(file.metadata.num_rows)
        groups = range(file.metadata.num_row_groups)
        size = sum(file.metadata.row_group(i).total_byte_size for i in groups)
        if size > 2 * MOST_BYTES:
            raise PredictionsError(f"it unpacks to {size / 1e6:,.0f} MB, which is too much.")
        for field in file.schema_arrow:
            kind = "text" if field.name == "split" else "numbers"
            kind = "whole numbers" if field.name in WHOLE else kind
            if not _fits(field.type, kind):
                raise PredictionsError(f"column {field.name} holds {field.type}, expected {kind}.")
        table = file.read()
        return table.cast(pa.schema([(n, _types()[n]) for n in table.column_names]))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise PredictionsError(f"it is no whole parquet file ({_short(error)}).") from error


def _fits(kind: "pa.DataType", expected: str) -> bool:
    import pyarrow as pa

    if expected == "text":
        inner = kind.value_type if pa.types.is_dictionary(kind) else kind
        return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))
    whole = bool(pa.types.is_integer(kind))
    return whole or (expected == "numbers" and bool(pa.types.is_floating(kind)))


def _csv(data: bytes) -> "pa.Table":
    import pyarrow as pa
    from pyarrow import csv

    header = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip(b"\r")
    try:
        names = [part.strip('"') for part in header[:10_000].decode("utf-8").split(",")]
    except UnicodeDecodeError:
        names = ["\0"]
    if "\0" in "".join(names):
        raise PredictionsError("it is neither parquet nor CSV in UTF-8.")
    if len(names) == 1 and max(header.count(b";"), header.count(b"\t")) >= 9:
        raise PredictionsError("its columns are not separated by commas. Save it with commas.")
    _columns(names)

    def parse(types: dict[str, Any], *, threads: bool) -> pa.Table:
        return csv.read_csv(
            io.BytesIO(data),
            read_options=csv.ReadOptions(use_threads=threads),
            parse_options=csv.ParseOptions(ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(column_types=types, strings_can_be_null=True),
        )

    try:
        table = parse(_types(), threads=True)
    except pa.ArrowException:
        # slower, but it knows where
        try:
            text = parse(dict.fromkeys(PREDICTION_COLUMNS, pa.utf8()), threads=False)
        except pa.ArrowException as error:
            raise PredictionsError(_ragged(str(error))) from error
        _point_out(text)
        raise PredictionsError("it is no table of numbers.") from None
    _too_many(table.num_rows)
    return table


def _ragged(message: str) -> str:
    found = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", message)
    if found:
        line, expected, got = found.groups()
        return f"line {int(line):,} has {got} columns, expected {expected}."
    return f"it cannot be read as CSV ({_short(message)})."


def _point_out(text: "pa.Table") -> None:
    """Name the first cell that is no number."""
    import pyarrow.compute as pc

    for column in (*WHOLE, *PROBABILITIES):
        values = pc.utf8_trim_whitespace(text[column]).combine_chunks()
        kind = r"^[+-]?\d{1,18}$" if column in WHOLE else r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
        good = pc.match_substring_regex(values, kind).fill_null(True)
        if not pc.all(good).as_py():
            at = pc.index(good, False).as_py()
            expected = "a whole number" if column in WHOLE else "a number"
            said = str(values[at].as_py())[:QUOTED]
            raise PredictionsError(f"line {at + 2:,}: {column} is '{said}', expected {expected}.")


def _short(error: object) -> str:
    return str(error).splitlines()[0][:120] if str(error) else "unreadable"
