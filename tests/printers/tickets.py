"""Tickets for the tests, as a hall would print them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from printers.document import Document
from printers.notice import NoticeSlip, Paper, notice_slip
from printers.raster import Fonts
from printers.slips import Look, TicketSlip, test_slip, ticket_slip

NO_FONTS = Fonts()

PLAIN = TicketSlip(
    hall="示范区柳河镇便民服务中心",
    number="C026",
    queue_name="社会保险",
    where="人社窗口",
    item_name="城乡居民基本养老保险参保登记",
    people_ahead=3,
    wait=(10, 20),
    waiting_zone="东侧等候区",
    materials=(
        "居民身份证",
        "居民户口簿（本人页、户主页）",
        "参保登记表（窗口可领可填）",
        "社会保障卡或银行卡",
    ),
    materials_total=4,
    phone_url="http://192.168.1.20:8000/t/AbCdEfGhIjKlMnOpQrSt12",
    guide_url="http://192.168.1.20:8000/g/AQ01",
    enquiry_phone="12333",
    complaints_phone="12345",
    issued_at="2026-11-20 09:54:36",
    kiosk_name="取号机1",
    short_code="7QK3-M2XD",
)
NO_ITEM: dict[str, Any] = {"item_name": None, "materials": (), "materials_total": 0, "guide_url": None}
ENGLISH: dict[str, Any] = {
    "language": "en",
    "hall_en": "Liuhe Town Service Centre",
    "queue_name_en": "Social insurance",
    "where_en": "Window 3",
    "item_name_en": "Pension insurance registration",
    "waiting_zone_en": "the east area",
    "materials_en": (
        "ID card",
        "Household register",
        "Registration form",
        "Social security card or bank card",
    ),
}
VARIANTS: dict[str, dict[str, Any]] = {
    "item": {},
    "no-item": NO_ITEM,
    "english": ENGLISH,
    "priority": {"marks": ("优先",)},
    "reprint": {"marks": ("优先", "补打")},
    "nobody-ahead": {"people_ahead": 0, "wait": None},
    "no-estimate": {"wait": None, "waiting_zone": None},
    "many-materials": {"materials_total": 7},
}


def ticket(**changes: Any) -> TicketSlip:
    """Return the plain ticket with some fields changed."""
    return replace(PLAIN, **changes)


NOTICE = NoticeSlip(
    hall="示范区柳河镇便民服务中心",
    serial="GZ20261120-0031",
    number="C026",
    window="3",
    badge="1017",
    item_name="城乡居民基本养老保险参保登记",
    case_type="即办件",
    promise="材料齐全当场办结",
    missing=(Paper("居民户口簿", "原件，本人页和户主页", "Household register"),),
    checked=(
        Paper("居民身份证", "下次仍请带上", "ID card"),
        Paper("参保登记表", "已填好，窗口留存"),
        Paper("社会保障卡或银行卡"),
    ),
    deadline=date(2026, 12, 4),
    how=(
        ("再来", "凭本单到导办台", "Come back to the guide desk with this slip"),
        ("代办", "可请代办员上门取件，免费", "An agent may fetch it from you, free"),
        ("时间", "周一至周五 8:30-12:00 13:30-17:30", ""),
    ),
    guide_url="http://192.168.1.20:8000/g/AQ01",
    enquiry_phone="12333",
    clerk="王晓燕",
    printed_at="2026-11-20 10:19:08",
)
# A circle of 24 dots: black and white, as printers/logo.py makes them.
LOGO = (
    "iVBORw0KGgoAAAANSUhEUgAAABgAAAAYAQAAAADIDABVAAAAR0lEQVR42l3GsRGAIBAAweMkILQEOtHStDItxR"
    "IICRjfgMxgZ3YJLwabg8dOs9F9GN68AhJAMP9zkCTN72glu1IsrGYqccYHi2QSJtplA3IAAAAASUVORK5CYII="
)
TEMPLATE = """\
【标志】
【大厅】
> {业务} · {窗口}
【号码】
【标记】
---
#> 国庆放假
10月1日至7日不办公，8日（星期四）起照常办公。
EN: Closed 1-7 October.
---
【等候】
【二维码】
【过号】
{日期} {时间} || {短码}"""


def documents(columns: int) -> dict[str, Document]:
    """Return every kind of slip, by name."""
    made = {name: ticket_slip(ticket(**changes)) for name, changes in VARIANTS.items()}
    made["template"] = ticket_slip(ticket(marks=("优先",)), Look(TEMPLATE, LOGO))
    made["template-english"] = ticket_slip(ticket(**ENGLISH), Look(TEMPLATE, LOGO))
    made["notice"] = notice_slip(NOTICE)
    second = replace(
        NOTICE,
        times=2,
        missing=(*NOTICE.missing, Paper("近期免冠照片", "2 张")),
        language="en",
        marks=("补打",),
    )
    made["notice-english"] = notice_slip(second)
    made["test"] = test_slip("取号机打印机", "2026-11-20 09:54:36", columns)
    return made
