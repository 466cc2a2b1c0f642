"""The one-time notice 一次性告知单: which papers are still missing, all of them at once, and how to bring them.

It names the ticket and the clerk, never the citizen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from printers.document import (
    Checklist,
    Columns,
    Cut,
    Document,
    Element,
    Feed,
    Line,
    Marks,
    Phrases,
    QrCode,
    QrPair,
    Rule,
)

SIGNATURE_COLUMNS = 16
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the guide: its name, and what is to be said of it (原件，本人页和户主页)."""

    name: str
    note: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSlip:
    """Plain facts of one notice; `times` counts the notices of this ticket, this one included.

    `deadline` is the last day to bring what is missing. `how` are (label, text, text in English): where to come
    back, who may come instead.
    `printed_at` is the text `YYYY-MM-DD HH:MM:SS` in the hall's zone, `marks` are 补打 or 样张. The `…_en` fields are read for
    language en only.
    """

    hall: str
    serial: str
    number: str
    item_name: str
    missing: tuple[Paper, ...]
    clerk: str
    printed_at: str
    times: int = 1
    window: str = ""
    badge: str = ""
    case_type: str = ""
    promise: str = ""
    checked: tuple[Paper, ...] = ()
    deadline: date | None = None
    how: tuple[tuple[str, str, str], ...] = ()
    guide_url: str | None = None
    enquiry_phone: str | None = None
    complaints_phone: str | None = "12345"
    marks: tuple[str, ...] = ()
    language: Literal["zh-CN", "en"] = "zh-CN"
    hall_en: str = ""
    item_name_en: str = ""


def notice_slip(data: NoticeSlip) -> Document:
    """Lay out the notice. Raises ValueError when nothing is missing: then there is nothing to tell."""
    if not data.missing:
        raise ValueError("a notice names at least one missing paper")
    english = data.language == "en"
    parts = [
        *_head(data, english),
        Rule(),
        *_missing(data, english),
        *_checked(data, english),
        Rule(),
        *_how(data, english),
        *_foot(data, english),
        Cut(),
    ]
    return Document(tuple(parts))


def _head(data: NoticeSlip, english: bool) -> list[Element]:
    hall = (data.hall, data.hall_en) if english else (data.hall,)
    parts: list[Element] = [Line("一次性告知单", size=2, align="center", bold=True)]
    if english:
        parts.append(Line("Notice of missing papers", align="center"))
    parts += [Line(name, align="center") for name in hall if name]
    if data.marks:
        parts.append(Marks(data.marks))
    parts += [Rule(), Columns((f"编号 {data.serial}",), f"补正 第 {data.times} 次")]
    facts = (("号票", data.number), ("窗口", data.window), ("工号", data.badge))
    parts.append(Phrases(tuple(f"{label} {fact}" for label, fact in facts if fact), align="left", gap="   "))
    parts.append(Line(f"事项 {data.item_name}", shorter=(data.item_name,)))
    if english and data.item_name_en:
        parts.append(Line(data.item_name_en))
    if data.case_type:
        kind = (f"类型 {data.case_type}", *((data.promise,) if data.promise else ()))
        parts.append(Phrases(kind, align="left", gap="   "))
    return parts


def _missing(data: NoticeSlip, english: bool) -> list[Element]:
    count = len(data.missing)
    parts: list[Element] = [Line(f"还缺 {count} 项材料", size=2, bold=True)]
    if english:
        parts.append(Line("1 paper is missing" if count == 1 else f"{count} papers are missing"))
    parts.append(Checklist("", _named(data.missing, english), sign="1."))
    return parts


def _checked(data: NoticeSlip, english: bool) -> list[Element]:
    if not data.checked:
        return []
    title = "已经核对过的 Already checked" if english else "已经核对过的"
    return [Feed(8), Checklist(title, _named(data.checked, english), sign="√")]


def _named(papers: Sequence[Paper], english: bool) -> tuple[str, ...]:
    names = [f"{paper.name}（{paper.note}）" if paper.note else paper.name for paper in papers]
    if not english:
        return tuple(names)
    return tuple(f"{name} {paper.name_en}".rstrip() for name, paper in zip(names, papers, strict=True))


def _how(data: NoticeSlip, english: bool) -> list[Element]:
    if not data.how and data.deadline is None:
        return []
    parts: list[Element] = [Line("怎么补 What to do" if english else "怎么补", bold=True)]
    if data.deadline is not None:
        parts += _until(data.deadline, english)
    for label, text, text_en in data.how:
        parts.append(Line(f"{label}  {text}"))
        if english and text_en:
            parts.append(Line(text_en))
    return [*parts, Rule()]


def _until(day: date, english: bool) -> list[Element]:
    """Say the last day; the short form fits 58 mm."""
    weekday = _WEEKDAYS[day.weekday()]
    whole = f"期限  {day.year} 年 {day.month} 月 {day.day} 日（星期{weekday}）前"
    short = f"期限  {day.year}年{day.month}月{day.day}日（周{weekday}）前"
    parts: list[Element] = [Line(whole, shorter=(short,))]
    if english:
        parts.append(Line(f"by {day:%A} {day.day} {day:%B} {day.year}"))
    return parts


def _foot(data: NoticeSlip, english: bool) -> list[Element]:
    parts: list[Element] = []
    numbers = (("咨询", data.enquiry_phone), ("投诉", data.complaints_phone))
    phones = tuple(f"{label} {phone}" for label, phone in numbers if phone)
    if data.guide_url:
        captions = (
            ("扫码看办事指南", "Scan for the guide") if english else ("扫码看办事指南", "和表格填写样例")
        )
        parts.append(QrPair((QrCode(data.guide_url, (*captions, *phones)),), beside=True))
    elif phones:
        parts.append(Phrases(phones, gap="   "))
    if parts:
        parts.append(Rule())
    parts.append(Line("以上是全部要补的材料，已一次性告知，不再要求指南以外的材料。"))
    if english:
        parts.append(Line("This is all that is missing; nothing beyond the guide will be asked."))
    parts += [
        Feed(8),
        Columns((f"告知人 {data.clerk}",), f"签收 {'_' * SIGNATURE_COLUMNS}"),
        Columns((data.printed_at,), "群众留存"),
    ]
    return parts
