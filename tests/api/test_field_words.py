"""Whatever is wrong with a field is said in the caller's language, by the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from queue_server.api import accounts, bodies, settings
from queue_server.api.field_errors import KIND_OF, field_errors
from queue_server.domain.field_faults import FIELD_FAULTS, OTHER
from tests.hall import Hall, both_modes

NASTY: list[Any] = [
    *(
        None,
        True,
        -1,
        0,
        10**400,
        1.5,
        float("inf"),
        float("nan"),
        "",
        " ",
        "x",
        "a\x00b",
        "\ud800",
        "好" * 500,
    ),
    *(
        "17",
        "1e9",
        "2026-11-26",
        "2026-11-26T09:30:00",
        "2026-13-45T99:99:99Z",
        "nonsense",
        b"bytes",
        object(),
    ),
    *([], ["x"] * 50, ["x" * 65], [None], [1], {}, {"x": 1}, {"": None}, {"hall": 1, "AAA": "x"}),
]


def models() -> list[type[BaseModel]]:
    """Return every published body of a command."""
    found = {
        each
        for module in (bodies, settings, accounts)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, BaseModel) and each is not BaseModel
    }
    return sorted(found, key=lambda model: model.__name__)


def faults() -> Iterator[ValidationError]:
    """Send every body every kind of nonsense in every field."""
    for model in models():
        wrong = [*NASTY, *({name: value} for name in [*model.model_fields, "nothing"] for value in NASTY)]
        for body in wrong:
            try:
                model.model_validate(body)
            except ValidationError as error:
                yield error


def test_every_fault_of_every_field_has_its_words_in_both_languages() -> None:
    assert len(models()) > 25
    kinds, unknown = set(), set()
    for error in faults():
        kinds |= {fault["type"] for fault in error.errors()}
        unknown |= {fault["type"] for fault in error.errors() if fault["type"] not in KIND_OF}
        for english in (False, True):
            for words in field_errors(error, english=english).values():
                assert all(said.isascii() == english for said in words), words
    assert not unknown
    assert set(KIND_OF) <= kinds | {"datetime_object_invalid", "datetime_from_date_parsing"}
    assert set(KIND_OF.values()) == set(FIELD_FAULTS) - {OTHER}


def test_a_choice_is_named_without_a_foreign_or() -> None:
    with pytest.raises(ValidationError) as wrong:
        bodies.Pause.model_validate({"reason": "bored"})
    assert field_errors(wrong.value, english=False) == {
        "reason": ["只能是：away、handover、meeting、fault、other。"]
    }
    assert field_errors(wrong.value, english=True) == {
        "reason": ["Must be one of: away, handover, meeting, fault, other."]
    }


@both_modes
@pytest.mark.parametrize(
    ("path", "body", "field", "zh", "en"),
    [
        ("/api/v1/tickets", {"queue_id": "x" * 65}, "queue_id", "最多 64 个字。", "At most 64 characters."),
        ("/api/v1/tickets", [], "_schema", "要填一组字段（JSON 对象）。", "This must be an object."),
        ("/login", {"username": "x"}, "password", "这一项必须填。", "This is needed."),
    ],
)
def test_a_caller_reads_what_is_wrong_in_their_own_language(
    hall: Hall, path: str, body: Any, field: str, zh: str, en: str
) -> None:
    for language, words in (("", zh), ("zh-CN", zh), ("en", en)):
        answer = hall.by("kiosk").ask("POST", path, body, headers={"Accept-Language": language})
        assert answer.refused(422, "invalid")["errors"] == {"json": {field: [words]}}
