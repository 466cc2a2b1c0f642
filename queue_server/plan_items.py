"""Read the item table from CSV, as a spreadsheet saves it: one row an item, columns as in `ItemPlan`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any

from queue_server.plan import ItemPlan
from queue_server.plan_faults import Fault
from queue_server.plan_lines import Path
from queue_server.plan_reader import Reader

TABLE = "items"

_TRUE = ("true", "1", "是", "yes")
_FALSE = ("false", "0", "否", "no")
_FLAGS = ("online", "sample")
_NUMBERS = ("popular",)
_NUMBER_DIGITS = 9
_LISTS = ("bring", "bring_en")


def decode_table(data: bytes) -> str:
    """Decode a CSV file: UTF-8 with or without mark, else GB18030 as Chinese Excel saves it.

    Raises UnicodeDecodeError when it is neither.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def read_items(data: bytes, file: str, faults: list[Fault]) -> tuple[Reader, list[dict[str, Any]] | None]:
    """Turn the file into raw tables as TOML would give them, and a reader that knows the line of each row.

    The rows are None when the file as a whole cannot be read; the fault is noted.
    """
    lines: dict[Path, int] = {(): 1}
    reader = Reader(file, lines, faults)
    try:
        rows = list(_numbered_rows(decode_table(data)))
    except (UnicodeDecodeError, csv.Error):
        reader.fault(
            "file", (), "不是 CSV 文字文件，请另存为 CSV UTF-8", "not a CSV text file, save it as CSV UTF-8"
        )
        return reader, None
    if not rows:
        reader.fault("empty", (), "文件是空的", "the file is empty")
        return reader, None
    header = [cell.strip() for cell in rows[0][1]]
    if not _good_header(reader, header):
        return reader, None
    found: list[dict[str, Any]] = []
    for line, cells in rows[1:]:
        path: Path = (TABLE, len(found))
        lines[path] = line
        if len(cells) > len(header):
            reader.fault("columns", path, "这一行的格数比表头多", "more cells than the header has")
        found.append(
            {key: _cell(key, text.strip()) for key, text in zip(header, cells, strict=False) if text.strip()}
        )
    return reader, found


def _numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    source = csv.reader(io.StringIO(text, newline=""))
    line = 1
    for cells in source:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = source.line_num + 1


def _good_header(reader: Reader, header: list[str]) -> bool:
    known = {entry.name: entry for entry in fields(ItemPlan)}
    before = len(reader.faults)
    reader.unknown_keys(dict.fromkeys(header), tuple(known), ())
    for name in sorted({name for name in header if header.count(name) > 1}):
        reader.fault("duplicate", (name,), "表头里有两列同名", "two columns have this name")
    for name, entry in known.items():
        if entry.default is MISSING and entry.default_factory is MISSING and name not in header:
            reader.fault("missing", (name,), f"表头缺少 {name} 列", f"the header has no column {name}")
    return len(reader.faults) == before


def _cell(key: str, text: str) -> Any:
    """Give a cell the type its column has; what does not fit stays text and is faulted by the reader."""
    if key in _FLAGS:
        return True if text.lower() in _TRUE else False if text.lower() in _FALSE else text
    if key in _NUMBERS:
        return int(text) if text.isdecimal() and len(text) <= _NUMBER_DIGITS else text
    if key in _LISTS:
        return [part.strip() for part in text.split("|")]
    return text
