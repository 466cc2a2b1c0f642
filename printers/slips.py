"""The slips of a hall: which lines a ticket has, in which words and order.

A slip never names the citizen, nor the group a priority rests on; a priority is the mark 优先.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from printers.document import (
    Checklist,
    Columns,
    Cut,
    Document,
    Element,
    Feed,
    Heading,
    Line,
    Logo,
    Marks,
    Number,
    Phrases,
    QrCode,
    QrPair,
    Rule,
)
from printers.template import STANDARD, fill, parse

Language = Literal["zh-CN", "en"]
MATERIALS_SHOWN = 5
WINDOWS_SHOWN = 3
LONG_WAIT_MIN = 60
PRIORITY, REPRINT, BOOKED, SAMPLE = "优先", "补打", "预约", "样张"
_MARKS_EN = {PRIORITY: "Priority", REPRINT: "Reprint", BOOKED: "Booked", SAMPLE: "Sample"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSlip:
    """Plain facts of one ticket at the moment it is issued.

    `wait` is (low, high) in minutes, None when it cannot be told; `people_ahead` None when unknown.
    `windows` are window numbers, used when `where` (a name such as 人社窗口) is empty. `issued_at` is
    the text `YYYY-MM-DD HH:MM:SS` in the hall's zone. The `…_en` fields are read for language en only;
    an empty one leaves its English line out. Materials are short Chinese names, as in the guide.
    """

    hall: str
    number: str
    queue_name: str
    phone_url: str
    issued_at: str
    kiosk_name: str
    short_code: str
    where: str = ""
    windows: tuple[str, ...] = ()
    item_name: str | None = None
    marks: tuple[str, ...] = ()
    people_ahead: int | None = None
    wait: tuple[int, int] | None = None
    waiting_zone: str | None = None
    materials: tuple[str, ...] = ()
    materials_total: int = 0
    guide_url: str | None = None
    max_calls: int = 3
    absent_after: int = 2
    missed_void: bool = False
    return_within_min: int | None = 30
    return_within_places: int = 0
    return_after: int = 2
    enquiry_phone: str | None = None
    complaints_phone: str | None = "12345"
    language: Language = "zh-CN"
    hall_en: str = ""
    queue_name_en: str = ""
    where_en: str = ""
    item_name_en: str = ""
    waiting_zone_en: str = ""
    materials_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """Say how a hall's tickets look: its template (`printers/template.py`, "" the standard one) and logo."""

    template: str = ""
    logo: str = ""


def ticket_slip(data: TicketSlip, look: Look | None = None) -> Document:
    """Lay out a citizen's ticket. Raises TemplateError."""
    look = look or Look()
    english = data.language == "en"
    filled = fill(
        parse(look.template or STANDARD),
        lambda block: _logo(look.logo) if block == "logo" else _BLOCKS[block](data, english),
        _values(data),
        _values_en(data) if english else None,
    )
    return Document((*filled, Cut()))


def _values(data: TicketSlip) -> dict[str, str]:
    return {
        "hall": data.hall,
        "number": data.number,
        "queue": data.queue_name,
        "windows": data.where or _windows(data.windows),
        "item": data.item_name or "",
        "ahead": "" if data.people_ahead is None else str(data.people_ahead),
        "zone": data.waiting_zone or "",
        "enquiries": data.enquiry_phone or "",
        "complaints": data.complaints_phone or "",
        "date": data.issued_at[:10],
        "time": data.issued_at[11:16],
        "kiosk": data.kiosk_name,
        "code": data.short_code,
    }


def _values_en(data: TicketSlip) -> dict[str, str]:
    return _values(data) | {
        "hall": data.hall_en,
        "queue": data.queue_name_en,
        "windows": data.where_en or _windows_en(data.windows),
        "item": data.item_name_en,
        "zone": data.waiting_zone_en,
    }


def missed_call_lines(data: TicketSlip) -> list[str]:
    """Return what a ticket says of a missed call, as its lines of text, in the ticket's language."""
    english = data.language == "en"
    found = [
        part.text if isinstance(part, Line) else part.gap.join(part.parts)
        for part in _missed_call(data, english)
        if isinstance(part, Line | Phrases)
    ]
    return found[len(found) // 2 :] if english else found


def test_slip(printer_name: str, printed_at: str, columns: int) -> Document:
    """Lay out a short slip that shows whether paper, characters, sizes, QR and cutter are right."""
    ruler = "".join(str(place % 10) for place in range(1, columns + 1))
    hanzi = "听号取号叫号窗口大厅服务"
    return Document(
        (
            Heading("打印测试"),
            _centre(printer_name),
            Rule(),
            Number("A018"),
            Marks((PRIORITY, REPRINT)),
            Rule(),
            Line(ruler),
            Line((hanzi * 4)[: columns // 2]),
            Line("“”—…·×①℃|é|〇|（）《》"),
            Line("中文 ABC 0123", size=2),
            Line("生僻字：㙍𠮷（画出来的）"),
            QrPair((QrCode("https://example.org/t/1", ("二维码",)),)),
            Rule(),
            Columns((printed_at,), "完"),
            Cut(),
        )
    )


def _centre(text: str) -> Line:
    return Line(text, align="center")


def _logo(png: str) -> list[Element]:
    return [Logo(png)] if png else []


def _hall(data: TicketSlip, english: bool) -> list[Element]:
    parts: list[Element] = [Heading(data.hall)]
    if english and data.hall_en:
        parts.append(Line(data.hall_en, align="center", shorter=(data.hall_en.split(",")[0],)))
    return parts


def _item(data: TicketSlip, english: bool) -> list[Element]:
    names = (data.item_name, data.item_name_en if english and data.item_name else "")
    return [_centre(name) for name in names if name]


def _business(data: TicketSlip, english: bool) -> list[Element]:
    where = data.where or _windows(data.windows)
    lines: list[Element] = [_joined(data.queue_name, where, " · ")]
    if english and data.queue_name_en:
        where_en = data.where_en or _windows_en(data.windows)
        lines.append(_joined(data.queue_name_en, where_en, ", "))
    return lines


def _joined(first: str, second: str, gap: str) -> Phrases:
    return Phrases(tuple(part for part in (first, second) if part), gap=gap)


def _windows(windows: tuple[str, ...]) -> str:
    if len(windows) > WINDOWS_SHOWN:
        return f"{windows[0]} 号等 {len(windows)} 个窗口"
    return f"{' 或 '.join(windows)} 号窗口" if windows else ""


def _windows_en(windows: tuple[str, ...]) -> str:
    if len(windows) > WINDOWS_SHOWN:
        return f"Window {windows[0]}, one of {len(windows)}"
    return f"Window {' or '.join(windows)}" if windows else ""


def _marks(marks: tuple[str, ...], english: bool) -> tuple[str, ...]:
    if not english:
        return marks
    return tuple(f"{mark} {_MARKS_EN[mark]}" if mark in _MARKS_EN else mark for mark in marks)


def _waiting(data: TicketSlip, english: bool) -> list[Element]:
    lines: list[Element] = []
    if data.people_ahead == 0:
        lines.append(Phrases(("请直接看大屏",), size=2, bold=True))
        if english:
            lines.append(_centre("Please watch the screen now"))
    elif data.people_ahead is not None:
        phrases = [f"前面 {data.people_ahead} 人"]
        if data.wait is not None:
            phrases.append(_minutes(data.wait))
        lines.append(Phrases(tuple(phrases), size=2, bold=True))
        if data.wait is None:
            lines.append(_centre("等候时间暂无法估计"))
        if english:
            lines.append(_centre(f"{data.people_ahead} ahead of you{_minutes_en(data.wait)}"))
    zone = (f"请到{data.waiting_zone}",) if data.waiting_zone else ()
    listen = "留意叫号和大屏" if zone else "请留意叫号和大屏"
    lines.append(Phrases((*zone, listen), gap="，"))
    if english:
        zone_en = data.waiting_zone_en
        lines.append(
            _centre(f"Go to {zone_en} and watch the screen" if zone_en else "Please watch the screen")
        )
    return lines


def _minutes(wait: tuple[int, int]) -> str:
    low, high = wait
    if low <= 0:
        return f"{high}分钟内"
    if hours := _hours(low, high):
        return f"约{hours}小时"
    return f"约{low}分钟" if low == high else f"约{low}-{high}分钟"


def _minutes_en(wait: tuple[int, int] | None) -> str:
    if wait is None:
        return ", no estimate yet"
    low, high = wait
    if low <= 0:
        return f", up to {high} min"
    if hours := _hours(low, high):
        return f", about {hours} h"
    return f", about {low} min" if low == high else f", about {low}-{high} min"


def _hours(low: int, high: int) -> str:
    """Return a long wait in whole hours, rounded outward; nothing when minutes say it better."""
    if low < LONG_WAIT_MIN or high <= 2 * LONG_WAIT_MIN:
        return ""
    return f"{low // 60}-{-(-high // 60)}"


def _materials(data: TicketSlip, english: bool) -> list[Element]:
    total = max(data.materials_total, len(data.materials))
    if not total:
        return []
    title = "要带的材料 What to bring" if english else "要带的材料"
    if total <= MATERIALS_SHOWN and len(data.materials) == total:
        both = english and len(data.materials_en) == len(data.materials)
        lines = map(" ".join, zip(data.materials, data.materials_en, strict=True)) if both else data.materials
        return [Checklist(title, tuple(lines)), Feed(8)]
    places = [("右边", "right"), ("下面", "lower")] if data.guide_url else []
    texts = [f"共 {total} 项，扫{place}的码" for place, _ in places] or [f"共 {total} 项，请问导办台"] * 2
    if english:
        hints = [f", scan the {place} code" for _, place in places] or [", ask at the guide desk"] * 2
        texts = [f"{text} ({total} in all{hint})" for text, hint in zip(texts, hints, strict=True)]
    stacked = texts[1] if texts[1] != texts[0] else None
    return [Checklist(title, (), texts[0], stacked), Feed(8)]


def _codes(data: TicketSlip, english: bool) -> tuple[QrCode, ...]:
    codes = [QrCode(data.phone_url, ("看我排到哪了", "Where am I") if english else ("看我排到哪了",))]
    if data.guide_url:
        codes.append(QrCode(data.guide_url, ("看要带什么", "What to bring") if english else ("看要带什么",)))
    return tuple(codes)


def _missed_call(data: TicketSlip, english: bool) -> list[Element]:
    """Say the hall's rule for a missed call, from its settings."""
    after, calls, absent = data.return_after, data.max_calls, data.absent_after
    limit, limits_en = (
        f"最多叫 {calls} 次，{absent} 次未到算过号",
        [f"Up to {calls} calls, missed after {absent}"],
    )
    back = f"恢复后等 {after} 人" if after else "恢复后即可叫号"
    if after and not data.missed_void:
        limits_en.append(f"then {after} go first")
    first, first_en = _after_a_miss(data)
    lines: list[Element] = [
        first,
        Line(limit) if data.missed_void else Phrases((limit, back), align="left", gap="；"),
    ]
    if english:
        lines.append(Line(first_en))
        lines.append(Phrases(tuple(limits_en), align="left", gap="; "))
    return lines


def _after_a_miss(data: TicketSlip) -> tuple[Line, str]:
    """Say what becomes of a missed number, in both languages."""
    minutes, places = data.return_within_min, data.return_within_places
    if data.missed_void:
        return Line("过号作废，请重新取号"), "Missed? The number is void, take a new one"
    if minutes is None:
        first = Line("过号不作废：请到导办台恢复", shorter=("过号请到导办台恢复",))
        return first, "Missed your call? Go to the guide desk."
    within = f"{minutes} 分钟内" + (f"、再叫 {places} 位以前" if places else "")
    short = f"过号不作废，{minutes} 分钟内可恢复"
    first = Line(f"过号不作废：{within}到导办台恢复", shorter=() if places else (short,))
    calls = f" and {places} calls" if places else ""
    return first, f"Missed? Restore within {minutes} min{calls} at the guide desk"


def _phones(data: TicketSlip, english: bool) -> list[Element]:
    lines: list[Element] = []
    enquiry, complaints = data.enquiry_phone, data.complaints_phone
    ask, complain = ("咨询 Ask", "投诉 Complaints") if english else ("咨询", "投诉")
    if enquiry and complaints and enquiry != complaints:
        lines.append(Columns((f"{ask} {enquiry}",), f"{complain} {complaints}"))
    elif complaints:
        both = "咨询投诉 Help" if english else "咨询投诉"
        lines.append(Line(f"{both if enquiry == complaints else complain} {complaints}"))
    elif enquiry:
        lines.append(Line(f"{ask} {enquiry}"))
    return lines


_BLOCKS: dict[str, Callable[[TicketSlip, bool], Sequence[Element]]] = {
    "hall": _hall,
    "queue": _business,
    "number": lambda data, _english: [Number(data.number)],
    "marks": lambda data, english: [Marks(_marks(data.marks, english))] if data.marks else [],
    "item": _item,
    "wait": _waiting,
    "materials": _materials,
    "codes": lambda data, english: [QrPair(_codes(data, english))],
    "missed": _missed_call,
    "phones": _phones,
    "foot": lambda data, _english: [Columns((data.issued_at, data.kiosk_name), data.short_code)],
}
