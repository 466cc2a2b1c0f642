from __future__ import annotations

import json
from typing import Any

import pytest

from printers import slips
from printers.document import Columns, Document, DocumentError, Line, QrCode, QrPair
from tests.printers.tickets import VARIANTS, ticket


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_document_survives_the_way_through_json(variant: str) -> None:
    document = slips.ticket_slip(ticket(**VARIANTS[variant]))
    assert Document.from_json(json.loads(json.dumps(document.to_json()))) == document


def test_the_json_form_is_stable() -> None:
    document = Document((Line("好", size=2), QrPair((QrCode("http://a/", ("码",)),)), Columns(("左",), "右")))
    assert document.to_json() == {
        "v": 1,
        "elements": [
            {"e": "line", "text": "好", "size": 2},
            {"e": "qr_pair", "codes": [{"payload": "http://a/", "captions": ["码"]}]},
            {"e": "columns", "left": ["左"], "right": "右"},
        ],
    }


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (None, "version"),
        ({"v": 2, "elements": []}, "version"),
        ({"v": 1, "elements": {}}, "elements"),
        ({"v": 1, "elements": ["line"]}, r"elements\[0\]"),
        ({"v": 1, "elements": [{"e": "rule"}, {"e": "dance"}]}, r"elements\[1\]\.e"),
        ({"v": 1, "elements": [{"e": "line"}]}, r"elements\[0\]\.text: missing"),
        ({"v": 1, "elements": [{"e": "line", "text": 3}]}, r"elements\[0\]\.text"),
        ({"v": 1, "elements": [{"e": "line", "text": "a", "size": True}]}, r"\.size"),
        ({"v": 1, "elements": [{"e": "line", "text": "a", "align": "up"}]}, r"\.align"),
        ({"v": 1, "elements": [{"e": "line", "text": "a", "colour": "red"}]}, r"\.colour: unknown"),
        ({"v": 1, "elements": [{"e": "qr_pair", "codes": []}]}, r"\.codes"),
        ({"v": 1, "elements": [{"e": "qr_pair", "codes": [{"payload": 1}]}]}, r"codes\[0\]\.payload"),
        ({"v": 1, "elements": [{"e": "feed", "dots": 10**9}]}, r"\.dots"),
    ],
)
def test_a_faulty_document_is_refused_with_the_place(data: Any, place: str) -> None:
    with pytest.raises(DocumentError, match=place):
        Document.from_json(data)
