from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.document import Columns, Cut, Element, Feed, Line, Logo, Number, QrPair, Rule
from printers.escpos import PROFILE_58, encode
from printers.slips import Look, ticket_slip
from printers.template import BLOCKS, STANDARD, VALUES, TemplateError, parse
from tests.printers.strict import printed
from tests.printers.tickets import ENGLISH, NO_ITEM, ticket

FIRST = "【号码】\n"


def elements(template: str, **changes: Any) -> tuple[Element, ...]:
    document = ticket_slip(ticket(**changes), Look(template))
    assert isinstance(document.elements[-1], Cut)
    return document.elements[:-1]


def after_number(text: str, **changes: Any) -> tuple[Element, ...]:
    number, *rest = elements(FIRST + text, **changes)
    assert number == Number("C026")
    return tuple(rest)


def test_the_standard_template_names_every_block_once() -> None:
    assert sorted(str(part) for part in parse(STANDARD) if part != "---") == sorted(BLOCKS.values())
    assert elements("") == elements(STANDARD)


@pytest.mark.parametrize("spelling", ["【{}】", "[{}]", "［{}］", "  【 {} 】  "])
@pytest.mark.parametrize("name", [*BLOCKS, *BLOCKS.values()])
def test_a_block_is_known_in_both_languages_and_widths(name: str, spelling: str) -> None:
    english = BLOCKS.get(name, name)
    assert english in parse(spelling.format(name) + ("" if english == "number" else "\n[Number]"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("请保管好号票", Line("请保管好号票")),
        ("# 放假", Line("放假", size=2, bold=True)),
        ("＊ 放假", Line("放假", bold=True)),
        ("> 放假", Line("放假", align="center")),
        (">>放假", Line("放假", align="right")),
        ("#>放假", Line("放假", size=2, bold=True, align="center")),
        ("\\# 不是大字", Line("# 不是大字")),
        ("\\【号码】", Line("【号码】")),
        ("\\--- 剪 ---", Line("--- 剪 ---")),
        ("一\\{二\\}三\\|\\|四", Line("一{二}三||四")),
        ("请到{窗口}", Line("请到人社窗口")),
        ("｛号码｝ 前面 {ahead} 人", Line("C026 前面 3 人")),
        ("{日期} {时间} || {短码}", Columns(("2026-11-20 09:54",), "7QK3-M2XD")),
        ("———", Rule()),
    ],
)
def test_a_line_says_what_it_looks_like(text: str, wanted: Element) -> None:
    assert after_number(f"{text}\n好")[0] == wanted


@pytest.mark.parametrize("name", [*VALUES, *VALUES.values()])
def test_every_value_has_a_text_on_a_ticket(name: str) -> None:
    (line,) = after_number(f"{{{name}}}")
    assert isinstance(line, Line) and line.text and "{" not in line.text


def test_a_line_whose_value_the_ticket_lacks_is_left_out() -> None:
    text = "事项：{事项}\n前面 {人数} 人\n好"
    assert after_number(text, **NO_ITEM, people_ahead=None) == (Line("好"),)
    assert after_number(text, people_ahead=0)[1] == Line("前面 0 人")


def test_english_lines_stand_on_english_tickets_alone_in_english() -> None:
    text = "请到{窗口}\nEN: Go to {窗口}\n英文：# Thank you"
    assert after_number(text) == (Line("请到人社窗口"),)
    assert after_number(text, **ENGLISH) == (
        Line("请到人社窗口"),
        Line("Go to Window 3"),
        Line("Thank you", size=2, bold=True),
    )


def test_notes_are_not_printed_and_empty_lines_leave_white_between() -> None:
    assert after_number("// 十月前去掉\n\n放假\n\n") == (Feed(12), Line("放假"))


def test_an_empty_block_leaves_no_second_rule_and_none_at_the_ends() -> None:
    found = elements("---\n【号码】\n---\n【标记】\n---\n【材料】\n---", **NO_ITEM)
    assert found == (Number("C026"),)


def test_the_logo_stands_where_the_template_puts_it_if_there_is_one() -> None:
    document = ticket_slip(ticket(), Look("【号码】\n【标志】", "iVBO"))
    assert document.elements[1] == Logo("iVBO")
    assert not [part for part in ticket_slip(ticket(), Look("")).elements if isinstance(part, Logo)]


def test_what_a_hall_leaves_out_is_left_out() -> None:
    assert not [part for part in elements("【号码】") if isinstance(part, QrPair)]


@pytest.mark.parametrize(
    ("text", "line", "zh", "en"),
    [
        ("【号吗】", 2, "不认识【号吗】，是不是【号码】？", "did you mean [号码]?"),
        ("[numbers]", 2, "是不是【number】？", "did you mean [number]?"),
        ("【天气】", 2, "不认识【天气】，可以用：标志、大厅", "unknown block [天气]"),
        ("好\n请到{窗}", 3, "不认识 {窗}，是不是 {窗口}？", "did you mean {窗口}?"),
        ("{姓名}", 2, "不认识 {姓名}", "unknown value {姓名}"),
        ("好\n好\n请到{窗口", 4, "{ 和 } 要成对", "in pairs"),
        ("请到}窗口", 2, "{ 和 } 要成对", "in pairs"),
        ("一||二||三", 2, "|| 最多写一个", "|| may stand once"),
        ("# 一||二", 2, "有 || 的行不能用", "takes no # * >"),
        ("##放假", 2, "## 里有重复的符号", "a sign stands twice in ##"),
        (">>>放假", 2, ">>> 里有重复的符号", "a sign stands twice"),
        ("【号码】", 2, "第 1 行已经有了", "stands in line 1 already"),
        ("放\x1d假", 2, "控制字符", "control"),
        ("放\ud800假", 2, "坏字符", "broken"),
        ("放\ue001假", 2, "坏字符", "broken"),
        ("好\n" * 60, 61, "最多 60 行", "at most 60 lines"),
    ],
)
def test_a_mistake_is_told_with_its_line_in_both_languages(text: str, line: int, zh: str, en: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(FIRST + text)
    (fault,) = caught.value.faults
    assert fault.line == line
    assert zh in fault.zh and en in fault.en


def test_all_mistakes_are_told_at_once_in_order() -> None:
    with pytest.raises(TemplateError) as caught:
        parse("【大听】\n{窗}\n好\n一||二||三")
    assert [fault.line for fault in caught.value.faults] == [1, 2, 4]


def test_a_template_without_the_number_is_no_ticket() -> None:
    for text in ("好", " \n", "【大厅】\n---"):
        with pytest.raises(TemplateError, match="number"):
            parse(text)


TYPED = st.one_of(
    st.sampled_from([f"【{name}】" for name in BLOCKS if name != "号码"]),
    st.sampled_from(["---", "", "// x", "EN: Hi {queue}", "{事项}||{短码}"]),
    st.text(st.sampled_from("#*>{}|\\[]【】号码窗口EN:/- x㙍\x1b\x10\x04\ud800"), max_size=12),
    st.text(max_size=60),
)


def faulty_lines(text: str) -> list[int]:
    try:
        parse(text)
    except TemplateError as error:
        return [fault.line for fault in error.faults]
    return []


def is_good(line: str) -> bool:
    return not faulty_lines(FIRST + line)


@given(st.lists(TYPED, max_size=8).map(lambda lines: FIRST + "\n".join(lines)))
def test_whatever_is_typed_is_read_or_refused_by_line(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in faulty_lines(text))


@given(st.lists(TYPED.filter(is_good), max_size=8, unique=True), st.booleans())
def test_whatever_is_not_refused_prints_cleanly(lines: list[str], english: bool) -> None:
    facts = ticket(**(ENGLISH if english else {}))
    slip = printed(encode(ticket_slip(facts, Look(FIRST + "\n".join(lines))), PROFILE_58), 384)
    assert (slip.errors, slip.warnings, slip.cut) == ([], [], "partial")
