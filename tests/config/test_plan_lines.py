"""Where each key of a TOML text stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.config import SAMPLE_HALL, TEMPLATE
from queue_server.plan_lines import Path, key_lines

TEXT = '''# a remark = "not a key"
title = "x [no] # remark"
zones = [
  # between
  {name = "a", name_en = 'b'},
  { name = "c" }, # after
]
long = """
[not.a.header]
key = 1 \\"""
"""""
[hall]
"quoted key" = 1
a.b = [[1, 2], [
  3]]
[[windows]]
number = 1
[windows.place]
floor = 1979-05-27 07:32:00
[[windows]]
number = 2
[[windows.own]]
letter = 'A'
[[windows.own]]
letter = 'B'
'''


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("zones", 0), 5),
        (("zones", 0, "name_en"), 5),
        (("zones", 1, "name"), 6),
        (("long",), 8),
        (("hall",), 12),
        (("hall", "quoted key"), 13),
        (("hall", "a", "b", 0, 1), 14),
        (("hall", "a", "b", 1, 0), 15),
        (("windows", 0), 16),
        (("windows", 0, "place", "floor"), 19),
        (("windows", 1), 20),
        (("windows", 1, "number"), 21),
        (("windows", 1, "own", 0, "letter"), 23),
        (("windows", 1, "own", 1), 24),
    ],
)
def test_a_key_is_found_on_its_line(path: Path, line: int) -> None:
    assert key_lines(TEXT)[path] == line


@pytest.mark.parametrize("text", [TEXT, SAMPLE_HALL.read_text("utf-8"), TEMPLATE.read_text("utf-8"), ""])
def test_every_key_that_tomllib_sees_has_a_line_and_no_other(text: str) -> None:
    assert set(key_lines(text)) == set(_paths(tomllib.loads(text)))


@given(st.lists(st.text(alphabet="ab.=[]{},\"'# \n1\\", max_size=12), max_size=6))
def test_any_text_tomllib_accepts_is_walked_alike(parts: list[str]) -> None:
    text = "\n".join(parts)
    try:
        raw = tomllib.loads(text)
    except ValueError:
        return
    assert set(key_lines(text)) == set(_paths(raw))


_KEYS = st.sampled_from(["a", "b-1", '"q k"', "'l.k'", '"\\u0041"', "3"])
_LEAVES = st.sampled_from(
    ['"s,]"', "'}'", "1_000", "1979-05-27", "true", '"""m\n"q" """', "'''\nx'''", "-inf"]
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: "[ " + " ,# c\n ".join(parts) + "\n]"),
    max_leaves=6,
)


@given(st.lists(st.tuples(_KEYS, _KEYS, _VALUES, st.booleans()), max_size=6))
def test_generated_documents_are_walked_alike(parts: list[tuple[str, str, str, bool]]) -> None:
    text = "".join(f"[[t.{outer}]] # h\n{key} = {value}\n" for outer, key, value, _ in parts)
    text += "".join(
        f"[x{n}.{outer}]\n{key}.z={value}\n" for n, (outer, key, value, dotted) in enumerate(parts) if dotted
    )
    try:
        raw = tomllib.loads(text)
    except ValueError:
        return
    assert set(key_lines(text)) == set(_paths(raw))
