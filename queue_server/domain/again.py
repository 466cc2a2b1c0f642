"""Say in words when numbers are given again, and what the hall's day is at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

_ZH_DAYS = "一二三四五六日"
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TODAY, _TOMORROW = 0, 1

_LEADS: dict[str, tuple[str, str]] = {
    "before": ("还没到取号时间", "Numbers are not given yet"),
    "break": ("现在是休息时间", "There is a break now"),
    "after": ("今天已停止取号", "No more numbers today"),
    "holiday": ("今天不办理", "Closed today"),
}


def words_of(params: Mapping[str, str | int], *, english: bool) -> dict[str, str]:
    """Return the words that a refusal's params stand for: `again` of `opens_at` and `days`, `lead` of `reason`."""
    chosen = 1 if english else 0
    lead = _LEADS.get(str(params.get("reason")), ("", ""))[chosen]
    opens_at = params.get("opens_at")
    if opens_at is None:
        return {"lead": lead, "again": "please ask at the desk" if english else "请到导办台咨询"}
    at, days = datetime.fromisoformat(str(opens_at)), int(params.get("days", _TODAY))
    return {"lead": lead, "again": _english(at, days) if english else _chinese(at, days)}


def _chinese(at: datetime, days: int) -> str:
    day = f"{at.month}月{at.day}日（周{_ZH_DAYS[at.weekday()]}）"
    when = {_TODAY: "", _TOMORROW: "明天 "}.get(days, day)
    return f"{when}{at:%-H:%M} 起可以取号"


def _english(at: datetime, days: int) -> str:
    day = f"{_EN_DAYS[at.weekday()]} {at.day} {_EN_MONTHS[at.month - 1]} "
    when = {_TODAY: "", _TOMORROW: "tomorrow "}.get(days, f"on {day}")
    return f"numbers {when}from {at:%-H:%M}"
