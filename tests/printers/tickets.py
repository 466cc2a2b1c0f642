"""Tickets for the tests, as a hall would print them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from printers.raster import Fonts
from printers.slips import TicketSlip

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
