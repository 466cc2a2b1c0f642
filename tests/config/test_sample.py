"""The demo hall and the installer's template, as shipped."""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from queue_server.config import SAMPLE, SAMPLE_HALL, TEMPLATE, load_plan, load_server
from queue_server.plan import HallPlan, ItemPlan

HANZI = re.compile(r"[\u3400-\u9fff]+")
GENERAL = {28, 29, 30, 33, 34, 35, *range(36, 46), 47, 48, *range(50, 63)}
TILES = {
    "A": GENERAL,
    "B": {*range(13, 28), 31, 32},
    "C": {*range(1, 9), 49},
    "D": {*range(9, 13), 46},
}


@pytest.fixture(scope="module")
def hall() -> HallPlan:
    return load_plan(SAMPLE_HALL)


def test_the_demo_hall_is_named_by_the_rule_of_its_county(hall: HallPlan) -> None:
    assert hall.name == "示范区柳河镇便民服务中心"
    assert hall.sample
    assert hall.hours is None
    assert hall.zone == "Asia/Shanghai"


def test_all_62_items_lead_into_the_queue_of_their_tile(hall: HallPlan) -> None:
    tiles: dict[str, set[int]] = {}
    for item in hall.items:
        tiles.setdefault(item.queue, set()).add(int(item.code.removeprefix("AQ")))
    assert tiles == TILES
    assert [item.code for item in hall.items] == [f"AQ{number:02d}" for number in range(1, 63)]


def test_only_queues_without_items_skip_the_list(hall: HallPlan) -> None:
    with_items = {item.queue for item in hall.items}
    assert [queue.prefix for queue in hall.queues] == list("ABCDEF")
    assert {queue.prefix for queue in hall.queues if queue.skip_items} == set("EF")
    assert with_items == set("ABCD")


def test_the_official_notes_and_case_types_are_kept(hall: HallPlan) -> None:
    items = hall.items
    assert sum(item.case_type == "即办件" for item in items) == 36
    assert sum(item.note == "帮办代办" for item in items) == 32
    assert [item.code for item in items if item.note == "当场办"] == ["AQ01", "AQ10", "AQ13"]
    assert all((item.when == "spot") == (item.case_type == "即办件") for item in items)


def test_every_item_is_short_bilingual_searchable_and_marked_sample(hall: HallPlan) -> None:
    for item in hall.items:
        assert len(item.short_name) <= 10
        assert item.name_en.isascii()
        assert item.initials.replace(" ", "").isalpha() and item.initials.isupper()
        assert len(item.bring) == len(item.bring_en)
        assert item.sample
    assert len({item.short_name for item in hall.items}) == 62


def test_initials_follow_the_reading_of_the_word(hall: HallPlan) -> None:
    initials = {item.code: item.initials for item in hall.items}
    assert initials["AQ12"].startswith("CXJMYLJZJZTDJBYLJZ")
    assert initials["AQ31"].startswith("ZRZHSSJMZFHFCJBZ")
    assert initials["AQ34"] == "MJJFRMTJ MJJFTJ"


def test_windows_call_their_own_queue_and_the_general_window_helps_all(hall: HallPlan) -> None:
    assert [(window.number, "".join(window.own), "".join(window.help)) for window in hall.windows] == [
        *((1, "A", "BCDEF"), (2, "B", ""), (3, "C", ""), (4, "D", ""), (5, "E", ""), (6, "F", "")),
    ]
    assert [window.department for window in hall.windows] == [
        *(None, "民政局", "人社局", "医保局", "公安局", "市场监管局"),
    ]


def test_the_staff_have_badges_and_no_password_in_the_file(hall: HallPlan) -> None:
    clerks = [person for person in hall.staff if person.role == "clerk"]
    assert [(person.username, person.badge, person.window) for person in clerks] == [
        (f"clerk_{number}", f"101{number}", number) for number in range(1, 7)
    ]
    assert {person.role for person in hall.staff} == {"clerk", "guide", "manager"}
    assert all(person.password is None and person.password_hash is None for person in hall.staff)


def test_twelve_guides_have_all_elements_and_say_that_they_are_samples(hall: HallPlan) -> None:
    assert len(hall.guides) == 12
    items = {item.code: item for item in hall.items}
    assert {items[guide.item_code].queue for guide in hall.guides} == set("ABCD")
    for guide in hall.guides:
        assert guide.missing() == ()
        assert guide.sample
        assert "示例" in guide.summary
        assert guide.item_name == items[guide.item_code].name
        assert guide.summary_en and len(guide.steps_en) == len(guide.steps)
        assert all(material.name_en and material.note_en for material in guide.materials)


def test_whatever_a_citizen_reads_of_the_sample_has_its_english(hall: HallPlan) -> None:
    assert len(hall.items) == 62
    assert [item.code for item in hall.items if not item.category_en] == []
    assert [item.code for item in hall.items if len(item.bring_en) != len(item.bring)] == []
    for guide in hall.guides:
        assert set(guide.elements_en()) | {"item_name"} == set(guide.elements())
        assert guide.agents_en
        assert HANZI.findall("".join(guide.elements_en().values()) + guide.agents_en + guide.summary_en) == []
    for table in ("departments", "waiting_zones", "windows", "devices", "printers"):
        assert [one.name for one in getattr(hall, table) if not one.name_en] == [], table
    assert [who.username for who in hall.staff if not who.post_en] == []
    assert [one.number for one in hall.windows if len(one.item_groups_en) != len(one.item_groups)] == []
    assert [one.code for one in hall.priorities if not (one.name_en and one.detail_en)] == []


def test_an_element_nobody_has_translated_is_not_in_the_english(hall: HallPlan) -> None:
    guide = dataclasses.replace(hall.guides[0], fee_standard_en="", steps_en=(), agents_en="")
    missing = set(guide.elements()) - set(guide.elements_en())
    assert missing == {"item_name", "fee_standard", "handling_procedure"}


def test_guide_elements_are_the_official_seventeen(hall: HallPlan) -> None:
    assert list(hall.guides[0].elements()) == [
        *("item_name", "item_type", "legal_basis", "implementing_body", "acceptance_conditions"),
        *("statutory_time_limit", "promised_time_limit", "result_name", "fee_standard", "fee_basis"),
        *("required_materials", "handling_procedure", "review_criteria", "appointment"),
        *("enquiry_channels", "complaint_channels", "case_type"),
    ]


def test_the_six_priority_classes_are_those_of_the_protocol(hall: HallPlan) -> None:
    codes = ["military", "disabled", "elderly", "maternity", "fire_rescue", "martyr_family"]
    assert [group.code for group in hall.priorities] == codes
    assert {group.head_start_s for group in hall.priorities} == {900}


def test_rating_levels_are_the_national_five_with_eight_options_each(hall: HallPlan) -> None:
    assert [(level.level, level.name) for level in hall.rating_levels] == [
        *((5, "非常满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "非常不满意")),
    ]
    assert all(len(level.options) == 8 for level in hall.rating_levels)
    texts = [option.text_en for level in hall.rating_levels for option in level.options]
    assert len(set(texts)) == 40


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str, Any]]:
    for entry in dataclasses.fields(value):
        inner = getattr(value, entry.name)
        if entry.name.endswith("_en"):
            yield f"{path}.{entry.name}", getattr(value, entry.name.removesuffix("_en")), inner
        for one in inner if isinstance(inner, tuple) else (inner,):
            if dataclasses.is_dataclass(one):
                yield from _texts(one, f"{path}.{entry.name}")


def test_every_text_with_an_english_field_has_both_languages(hall: HallPlan) -> None:
    assert [path for path, chinese, english in _texts(hall) if bool(chinese) != bool(english)] == []


def test_telephone_numbers_are_plainly_invented() -> None:
    for file in (SAMPLE_HALL, *sorted((SAMPLE / "guides").glob("*.toml"))):
        text = file.read_text(encoding="utf-8")
        assert "0536" not in text
        assert "0000-1234" in text


def test_the_item_table_has_the_columns_of_an_item() -> None:
    with (SAMPLE / "items.csv").open(encoding="utf-8", newline="") as source:
        header = next(csv.reader(source))
    assert set(header) == {entry.name for entry in dataclasses.fields(ItemPlan)}


def test_the_template_loads_as_it_stands(tmp_path: Path) -> None:
    copy = tmp_path / "hall.toml"
    copy.write_bytes(TEMPLATE.read_bytes())
    hall = load_plan(copy)
    assert hall.hours is not None
    assert [len(day) for day in hall.hours.days] == [2, 2, 2, 2, 2, 0, 0]
    assert load_server(copy, {}).data_dir == tmp_path / "var"


def test_defaults_shown_in_the_template_are_the_real_ones() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    plain = load_plan(TEMPLATE).settings
    for entry in dataclasses.fields(plain):
        shown = [line for line in text.splitlines() if line.startswith(f"# {entry.name} = ")]
        assert shown, entry.name
        value = getattr(plain, entry.name)
        if value is not None:
            written = str(value).lower() if isinstance(value, bool | int) else f'"{value}"'
            assert shown[0].split("=")[1].split("#")[0].strip() == written
