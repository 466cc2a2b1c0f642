"""Read plain TOML values into the frozen values of the plan, noting every fault instead of stopping.

The type of each field is the rule: `Annotated[str, Length(1, 10)]`, `Literal[58, 80]`, `tuple[...]`,
`X | None`, a dataclass for a table. A value that breaks its rule becomes `BROKEN` and one fault.
"""

from __future__ import annotations

import re
import types
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from queue_server.plan_faults import Fault, spell_path
from queue_server.plan_kinds import Length, Size
from queue_server.plan_lines import Path

T = TypeVar("T")

_SPACE = 32
_DELETE = 127
_SHOWN_MOST = 40
_LONG_NUMBER = 10**18
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)

# What a Chinese input method writes for the plain marks.
MARKS = str.maketrans(
    {"：": ":", "，": ",", "、": ",", "；": ",", "－": "-", "–": "-", "—": "-", "~": "-", "～": "-"}
)


class _Broken:
    """Stand for a value that had a fault."""


BROKEN: Final = _Broken()

_TYPE_WORDS: Final[dict[type, tuple[str, str]]] = {
    str: ("文字，要放在引号里", "text in quotes"),
    int: ("整数", "a whole number"),
    bool: ("true 或 false", "true or false"),
    date: ("日期，如 2026-10-01", "a date such as 2026-10-01"),
    time: ('时间，如 "8:30"', 'a time such as "8:30"'),
    list: ('列表，如 ["A", "B"]', 'a list such as ["A", "B"]'),
    dict: ("一个表", "a table"),
}


class Reader:
    """Read one file's values; `lines` gives the line of a key path, 0-based inside arrays."""

    def __init__(self, file: str, lines: Mapping[Path, int], faults: list[Fault]) -> None:
        self.file = file
        self.lines = lines
        self.faults = faults

    def line(self, path: Path) -> int | None:
        """Find the line of a key, or of the nearest table around it."""
        while path not in self.lines:
            if not path:
                return None
            path = path[:-1]
        return self.lines[path]

    def fault(self, code: str, path: Path, zh: str, en: str) -> None:
        """Note one fault at a key path."""
        self.faults.append(Fault(code, self.file, self.line(path), spell_path(path), zh, en))

    def table(self, kind: type[T], raw: object, path: Path) -> T | None:
        """Read a table into a dataclass; None when any of its keys had a fault."""
        if not isinstance(raw, dict):
            self._wrong_type(dict, raw, path)
            return None
        known = _fields(cast("Hashable", kind))
        self.unknown_keys(raw, tuple(known), path)
        values: dict[str, Any] = {}
        for name, (entry, rule) in known.items():
            if name in raw:
                values[name] = self.value(rule, raw[name], (*path, name))
            elif entry.default is MISSING and entry.default_factory is MISSING:
                self.fault("missing", (*path, name), f"缺少 {name}", f"{name} is missing")
                values[name] = BROKEN
        if any(value is BROKEN for value in values.values()):
            return None
        return kind(**values)

    def tables(self, kind: type[T], raw: object, path: Path) -> list[tuple[Path, T]]:
        """Read an array of tables; those with a fault are left out of the answer."""
        if not isinstance(raw, list):
            name = path[-1]
            self.fault("type", path, f"要写成 [[{name}]]", f"must be written as [[{name}]]")
            return []
        found = []
        for index, entry in enumerate(raw):
            value = self.table(kind, entry, (*path, index))
            if value is not None:
                found.append(((*path, index), value))
        return found

    def unknown_keys(self, raw: Mapping[str, object], known: tuple[str, ...], path: Path) -> None:
        """Note each key that means nothing, with the nearest one that does."""
        for key in raw:
            if key in known:
                continue
            near = get_close_matches(key, known, 1, 0.6)
            zh = f"不认识 {key}" + (f"，是不是 {near[0]}？" if near else "")
            en = f"unknown key {key}" + (f", did you mean {near[0]}?" if near else "")
            self.fault("unknown_key", (*path, key), zh, en)

    def value(self, rule: Any, raw: object, path: Path) -> Any:
        """Read one value by the type of its field; BROKEN when it had a fault."""
        origin = get_origin(rule)
        if origin is Annotated:
            base, limit = get_args(rule)[:2]
            return self._within(limit, self.value(base, raw, path), path)
        if origin in (Union, types.UnionType):
            return self.value(next(arm for arm in get_args(rule) if arm is not type(None)), raw, path)
        if origin is Literal:
            return self._choice(get_args(rule), raw, path)
        if origin is tuple:
            return self._tuple(get_args(rule)[0], raw, path)
        if is_dataclass(rule) and isinstance(rule, type):
            read = self.table(rule, raw, path)
            return BROKEN if read is None else read
        if origin is not None:
            return self._settings(raw, path)
        return self._plain(rule, raw, path)

    def _plain(self, rule: type, raw: object, path: Path) -> Any:
        if rule is date and isinstance(raw, str):  # JSON has no dates
            raw = _date(raw)
        if rule is time and isinstance(raw, str):
            return self._time(raw, path)
        # bool is an int and datetime is a date to Python, but not to the person writing the file.
        fits = isinstance(raw, rule) and (rule is bool or not isinstance(raw, bool))
        if not fits or (rule is date and isinstance(raw, datetime)):
            return self._wrong_type(rule, raw, path)
        return raw

    def _time(self, raw: str, path: Path) -> Any:
        try:
            return time_of_day(raw)
        except ValueError:
            return self._wrong_type(time, raw, path)

    def _wrong_type(self, rule: type, raw: object, path: Path) -> _Broken:
        zh, en = _TYPE_WORDS[rule]
        self.fault("type", path, f"应当是{zh}，现在是 {_short(raw)}", f"must be {en}, got {_short(raw)}")
        return BROKEN

    def _choice(self, choices: tuple[object, ...], raw: object, path: Path) -> Any:
        if any(raw == choice and type(raw) is type(choice) for choice in choices):
            return raw
        words = " | ".join(str(choice) for choice in choices)
        self.fault(
            "choice",
            path,
            f"只能是 {words}，现在是 {_short(raw)}",
            f"must be one of {words}, got {_short(raw)}",
        )
        return BROKEN

    def _tuple(self, rule: Any, raw: object, path: Path) -> Any:
        if not isinstance(raw, list):
            return self._wrong_type(list, raw, path)
        values = [self.value(rule, entry, (*path, index)) for index, entry in enumerate(raw)]
        return BROKEN if any(value is BROKEN for value in values) else tuple(values)

    def _settings(self, raw: object, path: Path) -> Any:
        if not isinstance(raw, dict):
            return self._wrong_type(dict, raw, path)
        bad = [key for key, value in raw.items() if not isinstance(value, str | int | bool)]
        for key in bad:
            zh, en = "应当是文字、整数或 true/false", "must be text, a whole number or true/false"
            self.fault("type", (*path, key), zh, en)
        return BROKEN if bad else raw

    def _within(self, limit: object, value: Any, path: Path) -> Any:
        if value is BROKEN:
            return BROKEN
        if isinstance(limit, Size) and not limit.low <= value <= limit.high:
            zh = f"应当在 {limit.low} 到 {limit.high} 之间，现在是 {_short(value)}"
            en = f"must be between {limit.low} and {limit.high}, got {_short(value)}"
            self.fault("range", path, zh, en)
            return BROKEN
        if isinstance(limit, Length):
            return self._text(limit, value, path)
        return value

    def _text(self, limit: Length, value: str, path: Path) -> Any:
        # A control character would reach a printer as a command.
        allowed = "\n" if limit.lines else ""
        if any((ord(sign) < _SPACE or ord(sign) == _DELETE) and sign not in allowed for sign in value):
            self.fault(
                "control", path, "不能有换行或控制字符", "must not hold line breaks or control characters"
            )
            return BROKEN
        if limit.low and not value.strip():
            self.fault("empty", path, "不能空着", "must not be empty")
            return BROKEN
        if not limit.low <= len(value) <= limit.high:
            zh = f"应当是 {limit.low} 到 {limit.high} 个字，现在 {len(value)} 个"
            en = f"must have {limit.low} to {limit.high} characters, has {len(value)}"
            self.fault("length", path, zh, en)
            return BROKEN
        return value


def time_of_day(text: str) -> time:
    """Read a time as people write it, `8:30` or 08:30:00; raises ValueError."""
    match = _TIME.fullmatch(text.translate(MARKS).strip())
    if match is None:
        raise ValueError(f"no time of day: {text!r}")
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


def _date(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _short(raw: object) -> str:
    if isinstance(raw, dict):
        return "{…}"
    if isinstance(raw, list):
        return "[…]"
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, int) and abs(raw) >= _LONG_NUMBER:
        return "…"  # Python refuses to write very long numbers
    text = f'"{" ".join(raw.split())}"' if isinstance(raw, str) else str(raw)
    return text if len(text) <= _SHOWN_MOST else text[: _SHOWN_MOST - 1] + "…"


@cache
def _fields(kind: Hashable) -> dict[str, tuple[Field[Any], Any]]:
    if not (is_dataclass(kind) and isinstance(kind, type)):
        raise TypeError(f"{kind} is no dataclass")
    hints = get_type_hints(kind, include_extras=True)
    return {entry.name: (entry, hints[entry.name]) for entry in fields(kind)}
