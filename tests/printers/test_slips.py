from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from printers import slips
from printers.document import Checklist, Cut, Line, Marks, QrPair
from printers.escpos import PROFILE_58, PROFILE_80
from printers.layout import TextRow, lay_out
from printers.notice import NoticeSlip, notice_slip
from printers.profile import Profile
from tests.printers.tickets import ENGLISH, NO_FONTS, NO_ITEM, NOTICE, ticket

PAPERS = pytest.mark.parametrize("profile", [PROFILE_80, PROFILE_58], ids=["80", "58"])


def rows_of(profile: Profile = PROFILE_80, **changes: Any) -> list[TextRow]:
    rows = lay_out(slips.ticket_slip(ticket(**changes)), profile, NO_FONTS)
    return [row for row in rows if isinstance(row, TextRow)]


def texts_of(profile: Profile = PROFILE_80, **changes: Any) -> list[str]:
    return [row.text.strip() for row in rows_of(profile, **changes)]


@PAPERS
def test_a_ticket_says_all_it_must(profile: Profile) -> None:
    text = "\n".join(texts_of(profile))
    for wanted in (
        "示范区柳河镇便民服务中心", "社会保险 · 人社窗口", "C026", "城乡居民基本养老保险参保登记", "前面 3 人",
        "约10-20分钟", "请到东侧等候区", "留意叫号和大屏", "要带的材料", "□ 居民身份证", "过号不作废", "30 分钟内",
        "最多叫 3 次", "2 次未到算过号", "恢复后等 2 人", "12333", "12345", "2026-11-20 09:54:36", "取号机1",
        "7QK3-M2XD",
    ):  # fmt: skip
        assert wanted in text


@PAPERS
def test_no_line_is_wider_than_the_paper(profile: Profile) -> None:
    from printers.gb18030 import columns

    for changes in ({}, ENGLISH, NO_ITEM, {"hall": "某某省某某市某某县某某某某镇便民服务中心大厅"}):
        for row in rows_of(profile, **changes):
            assert columns(row.text) * row.wide <= profile.columns, row.text


def test_a_long_hall_name_breaks_after_the_town() -> None:
    assert texts_of(hall="示范区柳河街道社区便民服务中心大厅")[:2] == [
        "示范区柳河街道",
        "社区便民服务中心大厅",
    ]
    assert texts_of(hall="阳光市示范区柳河镇便民服务中心")[:2] == ["阳光市示范区柳河镇", "便民服务中心"]


def test_a_hall_name_of_sixteen_hanzi_is_one_double_height_line_on_narrow_paper() -> None:
    first = rows_of(PROFILE_58, hall="阳光市示范区柳河镇便民服务中心一")[0]
    assert (first.text, first.wide, first.tall) == ("阳光市示范区柳河镇便民服务中心一", 1, 2)


def test_the_wait_is_one_line_on_wide_paper_and_two_on_narrow() -> None:
    assert "前面 3 人  约10-20分钟" in texts_of(PROFILE_80)
    assert "前面 3 人" in texts_of(PROFILE_58) and "约10-20分钟" in texts_of(PROFILE_58)


def test_nobody_ahead_sends_the_citizen_to_the_screen() -> None:
    texts = texts_of(people_ahead=0)
    assert "请直接看大屏" in texts
    assert not [text for text in texts if "前面" in text or ("分钟" in text and "过号" not in text)]


@pytest.mark.parametrize(
    ("wait", "wanted"), [((0, 5), "5分钟内"), ((10, 10), "约10分钟"), ((95, 120), "约95-120分钟")]
)
def test_a_wait_is_said_as_people_say_it(wait: tuple[int, int], wanted: str) -> None:
    assert any(wanted in text for text in texts_of(wait=wait))


def test_a_wait_nobody_can_tell_is_said_so() -> None:
    assert "等候时间暂无法估计" in texts_of(wait=None)


def test_more_than_five_materials_are_counted_not_listed() -> None:
    texts = texts_of(materials_total=7)
    assert "共 7 项，扫右边的码" in texts
    assert not [text for text in texts if "□" in text]
    assert "共 7 项，扫下面的码" in texts_of(replace(PROFILE_80, qr="native"), materials_total=7)
    assert "共 7 项，请问导办台" in texts_of(materials_total=7, guide_url=None)


def test_an_english_ticket_names_each_paper_in_both_languages() -> None:
    both: dict[str, Any] = {"language": "en", "materials": ("身份证", "照片"), "materials_total": 2}
    assert "□ 身份证 ID card" in texts_of(**both, materials_en=("ID card", "Photo"))
    assert "□ 身份证" in texts_of(**both, materials_en=("ID card",))
    assert "□ 身份证" in texts_of(
        materials=both["materials"], materials_total=2, materials_en=("ID card", "Photo")
    )


def test_a_ticket_without_item_has_one_code_and_no_materials() -> None:
    document = slips.ticket_slip(ticket(**NO_ITEM))
    assert not [part for part in document.elements if isinstance(part, Checklist)]
    assert [len(part.codes) for part in document.elements if isinstance(part, QrPair)] == [1]


def test_marks_are_white_on_black_and_nothing_else_is() -> None:
    marked = [row for row in rows_of(marks=("优先", "补打")) if any(reverse for _, reverse in row.runs)]
    assert [row.runs for row in marked] == [((" 优先 ", True), (" ", False), (" 补打 ", True))]
    assert not [part for part in slips.ticket_slip(ticket()).elements if isinstance(part, Marks)]


def test_every_line_meant_for_the_citizen_has_english_under_it() -> None:
    texts = texts_of(**ENGLISH)
    for chinese, english in (
        ("示范区柳河镇便民服务中心", "Liuhe Town Service Centre"),
        ("社会保险 · 人社窗口", "Social insurance, Window 3"),
        ("城乡居民基本养老保险参保登记", "Pension insurance registration"),
        ("前面 3 人  约10-20分钟", "3 ahead of you, about 10-20 min"),
        ("请到东侧等候区，留意叫号和大屏", "Go to the east area and watch the screen"),
    ):
        assert texts[texts.index(chinese) + 1] == english
    assert any("Where am I" in text and "What to bring" in text for text in texts)
    assert any("Restore within 30 min" in text for text in texts)


def test_the_rule_for_missed_calls_follows_the_settings() -> None:
    texts = texts_of(max_calls=4, absent_after=3, return_within_min=45, return_after=0)
    assert "过号不作废：45 分钟内到导办台恢复" in texts
    assert "最多叫 4 次，3 次未到算过号；恢复后即可叫号" in texts
    assert "过号不作废：请到导办台恢复" in texts_of(return_within_min=None)
    assert "过号不作废：30 分钟内、再叫 5 位以前到导办台恢复" in texts_of(return_within_places=5)


def test_a_hall_where_a_missed_number_is_void_says_so() -> None:
    texts = texts_of(missed_void=True, language="en")
    assert "过号作废，请重新取号" in texts and "Missed? The number is void, take a new one" in texts
    assert not [text for text in texts if "恢复" in text or "go first" in text]


@PAPERS
def test_where_missed_numbers_are_void_no_line_promises_a_return(profile: Profile) -> None:
    texts = texts_of(profile, **{**ENGLISH, "missed_void": True})
    assert not [text for text in texts if "恢复" in text or "Restore" in text or "go first" in text]


def test_one_number_for_questions_and_complaints_is_one_line() -> None:
    assert "咨询投诉 12345" in texts_of(enquiry_phone="12345")
    assert "投诉 12345" in texts_of(enquiry_phone=None)


@PAPERS
def test_a_five_character_number_stays_large_without_the_figure_font(profile: Profile) -> None:
    row = next(row for row in rows_of(profile, number="AB026") if row.text == "AB026")
    assert row.wide == (6 if profile is PROFILE_80 else 4)


@PAPERS
def test_the_test_slip_ends_with_a_cut_and_shows_a_ruler(profile: Profile) -> None:
    document = slips.test_slip("前台", "2026-11-20 09:54:36", profile.columns)
    assert isinstance(document.elements[-1], Cut)
    ruler = next(part for part in document.elements if isinstance(part, Line) and part.text.startswith("123"))
    assert len(ruler.text) == profile.columns


def test_a_notice_without_a_last_day_says_none() -> None:
    def said(notice: NoticeSlip) -> list[str]:
        lines = (part.text for part in notice_slip(notice).elements if isinstance(part, Line))
        return [line for line in lines if line.startswith(("期限", "by "))]

    english = replace(NOTICE, language="en")
    assert said(NOTICE) == ["期限  2026 年 12 月 4 日（星期五）前"]
    assert said(english) == ["期限  2026 年 12 月 4 日（星期五）前", "by Friday 4 December 2026"]
    assert said(replace(english, deadline=None)) == []
