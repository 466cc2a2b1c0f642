"""The words a hall's calls may need, as they are looked for in a folder of recordings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from queue_server.domain.announcement import Language
from queue_server.hall import Hall
from queue_server.hall_voice import call_said, sentences_of_calls
from tests.databases import SQLITE, Place
from tests.domain.factories import NINE
from tests.use_cases.small_hall import SmallHall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    small = SmallHall(Place(SQLITE, tmp_path_factory.mktemp("hall")).hall())
    voice = replace(
        small.hall.plan.voice,
        template="{queue}请 {number} 号，到 {window} 号{window_name}",
        template_en="{queue}: number {number}, window {window}, {window_name}",
    )
    yield small.hall.under(replace(small.hall.plan, voice=voice), 1)
    small.close()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_few_sentences_have_every_word_of_every_call(hall: Hall, language: Language) -> None:
    asked = sentences_of_calls(hall, language)
    known = {word for sentence in asked for word in sentence.words}
    plan = hall.plan
    for queue in plan.queues:
        for window in plan.windows:
            said = call_said(hall, f"{queue.prefix}2740", str(window.number), language, NINE, 1)
            part = said.parts[-1]
            assert part.language == language and set(part.words) <= known
    assert len(asked) == len(plan.queues) + len(plan.windows) - 1


def test_a_hall_that_never_speaks_english_lacks_no_english_word(hall: Hall) -> None:
    voice = replace(hall.plan.voice, english="never")
    assert sentences_of_calls(hall.under(replace(hall.plan, voice=voice), 2), "en") == []
