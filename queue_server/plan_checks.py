"""Check what one value alone cannot show: names used twice, names that lead nowhere, weak passwords.

The checks see the values that were read well, and the raw names of all: an item is not blamed for
naming a queue whose only fault is a long English name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from werkzeug.security import check_password_hash

from queue_server.domain.numbering import LETTERS, is_prefix
from queue_server.plan_lines import Path
from queue_server.plan_reader import Reader
from queue_server.plan_screens import PAGES_MOST, SCREENS_MOST, faults_of

PASSWORD_LENGTH = 8
DIFFERENT_SIGNS = 5
NAME_IN_PASSWORD = 3
BRING_MOST = 4
GROUP_LINES_MOST = 3

_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,26}[0-9](?:转[0-9]{1,6})?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_RUNS = ("01234567890", "9876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_COMMON = (
    *("password", "passw0rd", "p@ssw0rd", "admin", "administrator", "letmein", "welcome", "iloveyou"),
    *("woaini", "tinghao", "qwer1234", "abc12345", "a1234567", "1qaz2wsx", "88888888", "66668888"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """Say where a value was read: its reader knows file and lines."""

    reader: Reader
    path: Path
    value: Any

    def fault(self, code: str, key: str, zh: str, en: str, *more: int) -> None:
        """Note a fault at one key of this value; `more` are indexes below it."""
        self.reader.fault(code, (*self.path, key, *more) if key else self.path, zh, en)


@dataclass(slots=True)
class Draft:
    """Gather all that was read, by the name of its table, with the raw names for references."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    names: dict[tuple[str, str], Counter[object]] = field(default_factory=dict)
    complete: dict[str, bool] = field(default_factory=dict)

    def of(self, table: str) -> list[Found]:
        """List the well-read values of a table."""
        return self.found.get(table, [])

    def values(self, table: str) -> tuple[Any, ...]:
        """List the values alone."""
        return tuple(entry.value for entry in self.of(table))

    def known(self, table: str, key: str) -> Counter[object]:
        """Count each raw value of a key in a table, faulty entries included."""
        return self.names.get((table, key), Counter())


def check_draft(draft: Draft) -> None:
    """Run every check; faults go to the readers."""
    for check in _CHECKS:
        check(draft)


def check_hall(hall: Found) -> None:
    """Check the hall's own table."""
    if not is_zone(hall.value.zone):
        zh, en = "没有这个时区，例如 Asia/Shanghai", "no such time zone, write for example Asia/Shanghai"
        hall.fault("zone", "zone", zh, en)
    _named(hall, "code", hall.value.code)
    for key in ("enquiry_phone", "complaints_phone"):
        if not _PHONE.fullmatch(getattr(hall.value, key)):
            hall.fault(
                "phone", key, "不像电话号码，例如 0000-1234567", "not a phone number, such as 0000-1234567"
            )


def check_settings(settings: Found) -> None:
    """Check rules that hold between two settings."""
    if settings.value.absent_after > settings.value.max_calls:
        zh = "不能大于 max_calls：叫不满这么多次，就永远不能过号"
        en = "must not exceed max_calls: so many calls are never made"
        settings.fault("range", "absent_after", zh, en)


def is_zone(name: str) -> bool:
    """Say whether a name is in the time zone data."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return True


def password_fault(password: str, username: str) -> tuple[str, str] | None:
    """Say in Chinese and English what is weak in a password, or None."""
    plain = password.lower()
    if len(password) < PASSWORD_LENGTH:
        return (
            f"密码太短，至少 {PASSWORD_LENGTH} 个字符",
            f"password too short, at least {PASSWORD_LENGTH} characters",
        )
    if len(username) >= NAME_IN_PASSWORD and username.lower() in plain:
        return "密码里不能有用户名", "the password must not hold the username"
    if len(set(plain)) < DIFFERENT_SIGNS or plain.isdigit():
        return (
            "密码太简单，不要只用数字或几个重复的字符",
            "password too simple: only digits or few different characters",
        )
    letters = plain.strip("0123456789!@#$%^&*._-")
    if plain in _COMMON or letters in _COMMON or any(plain in run for run in _RUNS):
        return "这是常见密码，请换一个", "this is a common password, choose another"
    return None


def _named(entry: Found, key: str, text: str) -> None:
    if not _NAME.fullmatch(text):
        zh, en = "只能用英文字母、数字和 . _ -", "only Latin letters, digits and . _ - are allowed"
        entry.fault("pattern", key, zh, en)


def _once(draft: Draft, table: str, key: str, zh: str, en: str) -> None:
    seen: dict[object, Found] = {}
    for entry in draft.of(table):
        value = getattr(entry.value, key)
        if value is None or value == "":
            continue
        first = seen.setdefault(value, entry)
        if first is not entry:
            line = first.reader.line((*first.path, key))
            where_zh, where_en = (f"（第 {line} 行）", f" (line {line})") if line else ("", "")
            entry.fault(
                "duplicate", key, f"{zh} {value} 已用过{where_zh}", f"{en} {value} is used before{where_en}"
            )


def _leads(draft: Draft, entry: Found, key: str, value: object, target: tuple[str, str], *more: int) -> None:
    """Fault a name that no entry of the target table has."""
    if value is None or draft.known(*target)[value]:
        return
    known = ", ".join(sorted(str(name) for name in draft.known(*target)))[:80] or "-"
    zh, en = f"没有 {value}，现有：{known}", f"there is no {value}, known: {known}"
    entry.fault("reference", key, zh, en, *more)


def _check_once(draft: Draft) -> None:
    for table, key, zh, en in (
        ("waiting_zones", "name", "等候区", "waiting zone"),
        ("departments", "name", "部门", "department"),
        ("queues", "prefix", "字头", "prefix"),
        ("queues", "name", "队列名称", "queue name"),
        ("items", "code", "事项编码", "item code"),
        ("windows", "number", "窗口号", "window number"),
        ("staff", "username", "用户名", "username"),
        ("staff", "badge", "工号", "badge"),
        ("printers", "name", "打印机", "printer"),
        ("devices", "name", "设备", "device"),
        ("priorities", "code", "优先类别", "priority class"),
        ("guides", "item_code", "指南的事项", "guide of item"),
        ("screens", "code", "屏的编码", "screen code"),
        ("pages", "code", "公示页的编码", "page code"),
    ):
        _once(draft, table, key, zh, en)


def _check_queues(draft: Draft) -> None:
    served = {letter for window in draft.values("windows") for letter in (*window.own, *window.help)}
    whole = draft.complete.get("windows", False)
    for entry in draft.of("queues"):
        queue = entry.value
        if not is_prefix(queue.prefix, draft.known("queues", "prefix").total()):
            zh = f"字头只能用 {LETTERS}（I、M、O、Q、W 容易听错看错），队列超过 {len(LETTERS)} 个时可用两个字母"
            en = (
                f"prefix must be one of {LETTERS} (I, M, O, Q, W are misheard or misread), "
                f"two letters with more than {len(LETTERS)} queues"
            )
            entry.fault("prefix", "prefix", zh, en)
        elif whole and draft.of("windows") and queue.prefix not in served:
            zh, en = f"没有窗口叫 {queue.prefix} 队", f"no window calls queue {queue.prefix}"
            entry.fault("unserved", "prefix", zh, en)
        _leads(draft, entry, "waiting_zone", queue.waiting_zone, ("waiting_zones", "name"))
        _check_ticket_hours(entry)
        if (
            draft.complete.get("items")
            and not queue.skip_items
            and not draft.known("items", "queue")[queue.prefix]
        ):
            zh, en = "这个队列没有事项，请写 skip_items = true", "no item leads here, write skip_items = true"
            entry.fault("no_items", "skip_items", zh, en)


def _check_ticket_hours(entry: Found) -> None:
    queue = entry.value
    if queue.tickets_from and queue.tickets_until and queue.tickets_from >= queue.tickets_until:
        zh, en = "要晚于 tickets_from", "must be later than tickets_from"
        entry.fault("range", "tickets_until", zh, en)
    ends = None
    for index, period in enumerate(queue.periods):
        if period.end <= period.start or (ends is not None and period.start < ends):
            zh, en = "时段要从早到晚，不能重叠", "periods must be in order of time and not overlap"
            entry.fault("range", "periods", zh, en, index)
        ends = period.end


def _check_hours(draft: Draft) -> None:
    for entry in draft.of("hours"):
        band = entry.value
        if band.kind == "noon" and not band.windows:
            zh, en = "午间要写明哪些窗口办公", "name the windows that work at noon"
            entry.fault("missing", "windows", zh, en)
        for key, target in (
            ("windows", ("windows", "number")),
            ("items", ("items", "code")),
            ("queues", ("queues", "prefix")),
        ):
            for index, name in enumerate(getattr(band, key)):
                _leads(draft, entry, key, name, target, index)


def _check_items(draft: Draft) -> None:
    for entry in draft.of("items"):
        item = entry.value
        _named(entry, "code", item.code)
        _leads(draft, entry, "queue", item.queue, ("queues", "prefix"))
        if len(item.bring) > BRING_MOST:
            entry.fault(
                "length", "bring", "最多写 4 样，其余写在指南里", "at most 4, the rest belongs in the guide"
            )
        if item.bring_en and len(item.bring_en) != len(item.bring):
            zh, en = "中英文样数不同", "not as many as in Chinese"
            entry.fault("length", "bring_en", zh, en)


def _check_windows(draft: Draft) -> None:
    for entry in draft.of("windows"):
        window = entry.value
        if not window.own:
            entry.fault("empty", "own", "至少写一个队列", "name at least one queue")
        for key in ("own", "help"):
            for index, letter in enumerate(getattr(window, key)):
                _leads(draft, entry, key, letter, ("queues", "prefix"), index)
        twice = [letter for letter, count in Counter((*window.own, *window.help)).items() if count > 1]
        if twice:
            zh, en = f"{'、'.join(twice)} 写了两次", f"{', '.join(twice)} is named twice"
            entry.fault("duplicate", "help" if set(twice) & set(window.help) else "own", zh, en)
        if window.item_groups_en and len(window.item_groups_en) != len(window.item_groups):
            entry.fault("length", "item_groups_en", "中英文行数不同", "not as many lines as in Chinese")
        if len(window.item_groups) > GROUP_LINES_MOST:
            entry.fault("length", "item_groups", "最多 3 行", "at most 3 lines")
        _leads(draft, entry, "department", window.department, ("departments", "name"))
        _leads(draft, entry, "zone", window.zone, ("waiting_zones", "name"))


def _check_staff(draft: Draft) -> None:
    for entry in draft.of("staff"):
        person = entry.value
        _named(entry, "username", person.username)
        _leads(draft, entry, "window", person.window, ("windows", "number"))
        if person.password is not None and person.password_hash is not None:
            zh, en = "password 和 password_hash 只写一个", "write password or password_hash, not both"
            entry.fault("password", "password_hash", zh, en)
        if person.password_hash is not None and not _is_password_hash(person.password_hash):
            zh = "不是散列值，要像 scrypt:32768:8:1$盐$十六进制"
            en = "not a hash, such as scrypt:32768:8:1$salt$hex"
            entry.fault("password", "password_hash", zh, en)
        weak = password_fault(person.password, person.username) if person.password is not None else None
        if weak:
            entry.fault("password", "password", *weak)


def _is_password_hash(text: str) -> bool:
    try:
        check_password_hash(text, "")
    except (ValueError, OverflowError, MemoryError):
        return False
    return text.count("$") == 2


def _check_devices(draft: Draft) -> None:
    for entry in draft.of("printers"):
        if not is_printer_address(entry.value.address):
            zh = "要写成 tcp://地址:端口、usb://厂商:产品、serial:///dev/…、file:///dev/… 或 cups://名称"
            en = "must be tcp://host:port, usb://vid:pid, serial:///dev/…, file:///dev/… or cups://name"
            entry.fault("address", "address", zh, en)
        _leads(draft, entry, "agent", entry.value.agent, ("devices", "name"))
    for entry in draft.of("devices"):
        device = entry.value
        if device.kind in ("sign", "tablet") and device.window is None:
            entry.fault("missing", "window", "要写明窗口号", "its window number is missing")
        _leads(draft, entry, "window", device.window, ("windows", "number"))
        _leads(draft, entry, "zone", device.zone, ("waiting_zones", "name"))
        _leads(draft, entry, "printer", device.printer, ("printers", "name"))
        _leads(draft, entry, "second_printer", device.second_printer, ("printers", "name"))
        _leads(draft, entry, "screen", device.screen, ("screens", "code"))


def is_printer_address(address: str) -> bool:
    """Say whether a text has the shape of a printer's address; `init` also reads it as the print agent will."""
    try:
        parts = urlsplit(address)
        if parts.scheme == "tcp":
            return bool(parts.hostname) and bool(parts.port) and not parts.path
    except ValueError:
        return False
    named = parts.netloc if parts.scheme in ("usb", "cups") else parts.path.strip("/")
    return parts.scheme in ("usb", "cups", "serial", "file") and bool(named)


def _check_screens(draft: Draft) -> None:
    for table, most in (("screens", SCREENS_MOST), ("pages", PAGES_MOST)):
        for entry in draft.of(table):
            _named(entry, "code", entry.value.code)
        for entry in draft.of(table)[most:][:1]:
            entry.fault("length", "", f"最多 {most} 个", f"at most {most}")
    for entry in draft.of("screens"):
        screen = entry.value
        for path, code, zh, en in faults_of(screen):
            entry.fault(code, str(path[0]), zh, en, *(step for step in path[1:] if isinstance(step, int)))
        _leads(draft, entry, "window", screen.window, ("windows", "number"))
        _leads(draft, entry, "zone", screen.zone, ("waiting_zones", "name"))
        for index, letter in enumerate(screen.queues):
            _leads(draft, entry, "queues", letter, ("queues", "prefix"), index)
        for index, shown in enumerate(screen.entries):
            _leads(draft, entry, "entries", shown.page, ("pages", "code"), index)


def _check_guides(draft: Draft) -> None:
    items = {item.code: item for item in draft.values("items")}
    for entry in draft.of("guides"):
        guide = entry.value
        _leads(draft, entry, "item_code", guide.item_code, ("items", "code"))
        item = items.get(guide.item_code)
        if item is not None and item.case_type != guide.case_type:
            zh, en = f"与事项的 {item.case_type} 不同", f"differs from the item's {item.case_type}"
            entry.fault("mismatch", "case_type", zh, en)
        if guide.steps_en and len(guide.steps_en) != len(guide.steps):
            entry.fault("length", "steps_en", "中英文步数不同", "not as many steps as in Chinese")
        if guide.online_url is not None and not is_web_address(guide.online_url):
            entry.fault("address", "online_url", "要以 https:// 开头", "must begin with https://")


def is_web_address(text: str) -> bool:
    """Say whether a text is an http(s) address with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


_CHECKS: Iterable[Callable[[Draft], None]] = (
    _check_once,
    _check_queues,
    _check_hours,
    _check_items,
    _check_windows,
    _check_staff,
    _check_devices,
    _check_screens,
    _check_guides,
)
