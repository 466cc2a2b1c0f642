"""The plan as plain values: what its file would hold, what the fields allow, and what a change changed.

Theory: a settings page sends whole *sections* (the tables of the file) as JSON; put into the plain
values of the plan in force they are read by `config.read_plan`, so a rule stands once and a field added
to `queue_server/plan.py` can be edited at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, time
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints

from queue_server import plan, plan_screens
from queue_server.plan import HallPlan
from queue_server.plan_hours import hours_table
from queue_server.plan_kinds import Length, Size
from queue_server.plan_voice import VoicePlan

_HEAD = ("code", "name", "name_en", "zone", "enquiry_phone", "complaints_phone", "sample")
_TABLES: Final = (
    *(
        "settings",
        "voice",
        "waiting_zones",
        "notices",
        "pages",
        "screens",
        "departments",
        "queues",
        "windows",
        "priorities",
        "items",
        "guides",
    ),
    *("staff", "printers", "devices", "ticket"),
)

KEYS: Final[dict[str, str]] = {
    "waiting_zones": "name",
    "departments": "name",
    "queues": "prefix",
    "windows": "number",
    "priorities": "code",
    "items": "code",
    "screens": "code",
    "pages": "code",
}
"""By which field an entry of a table is the same as before; a table without one goes by its order."""

SECTIONS: Final[dict[str, type]] = {
    "settings": plan.PolicyPlan,
    "ticket": plan.TicketPlan,
    "voice": VoicePlan,
    "waiting_zones": plan.WaitingZonePlan,
    "notices": plan.NoticePlan,
    **plan_screens.TABLES,
    "departments": plan.DepartmentPlan,
    "queues": plan.QueuePlan,
    "windows": plan.WindowPlan,
    "priorities": plan.PriorityPlan,
}
"""The tables a manager edits, besides `hall` and `hours`."""

EDITABLE: Final = ("hall", "hours", *SECTIONS)
HALL_FIELDS: Final = ("name", "name_en", "enquiry_phone", "complaints_phone")

Raw = dict[str, Any]


def plain(what: HallPlan) -> Raw:
    """Return the whole plan as the plain values of its file; what is None is left out."""
    raw: Raw = {"hall": {name: getattr(what, name) for name in _HEAD}}
    raw |= {table: _plain(getattr(what, table)) for table in _TABLES}
    zones = {zone.name: zone.name_en for zone in what.waiting_zones}
    for queue in raw["queues"]:  # a name that follows from the zone is left to follow
        if queue.get("waiting_zone_en") == zones.get(queue.get("waiting_zone")):
            queue.pop("waiting_zone_en", None)
    if what.hours is not None:
        raw["hours"] = hours_table(what.hours)
    return raw


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        pairs = ((entry.name, getattr(value, entry.name)) for entry in fields(value))
        return {name: _plain(inner) for name, inner in pairs if inner is not None}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else value


def sections(what: HallPlan) -> Raw:
    """Return what a manager edits, by section; `hours` None means open at all hours."""
    raw = plain(what)
    head = {name: raw["hall"][name] for name in HALL_FIELDS}
    return {**{name: raw.get(name) for name in EDITABLE}, "hall": head}


def merged(what: HallPlan, changed: Mapping[str, Any]) -> Raw:
    """Return the plain values of a plan with whole sections replaced; null values are left out.

    `hours` null means open at all hours; of `hall` only what a manager may change is taken.
    """
    raw = plain(what)
    for name, value in changed.items():
        if name == "hall" and isinstance(value, dict):
            raw["hall"] |= {key: value[key] for key in HALL_FIELDS if key in value}
        elif value is None:
            raw.pop(name, None)
        else:
            raw[name] = _without_null(value)
    raw = _without_what_stood_there(raw)
    return raw if "screens" in changed else _without_what_they_showed(raw)


def _without_what_stood_there(raw: Raw) -> Raw:
    """Leave out the devices of windows that are gone, the places of their staff, and screens that are gone."""
    screens = {screen.get("code") for screen in raw.get("screens") or () if isinstance(screen, dict)}
    for device in raw["devices"]:
        if device.get("screen") not in screens:
            device.pop("screen", None)
    if not isinstance(raw.get("windows"), list):
        return raw
    numbers = {window.get("number") for window in raw["windows"] if isinstance(window, dict)}
    raw["devices"] = [device for device in raw["devices"] if device.get("window") in (None, *numbers)]
    for person in raw["staff"]:
        if person.get("window") not in numbers:
            person.pop("window", None)
    return raw


def _without_what_they_showed(raw: Raw) -> Raw:
    """Leave out the signs of windows that are gone, and queues and zones that are gone from the other screens."""
    windows, queues, zones = (
        {one.get(key) for one in raw.get(table) or () if isinstance(one, dict)}
        for table, key in (("windows", "number"), ("queues", "prefix"), ("waiting_zones", "name"))
    )
    raw["screens"] = [s for s in raw["screens"] if s["layout"] != "sign" or s.get("window") in windows]
    for screen in raw["screens"]:
        screen["queues"] = [letter for letter in screen["queues"] if letter in queues]
        if screen.get("zone") not in zones:
            screen.pop("zone", None)
    return raw


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_null(inner) for key, inner in value.items() if inner is not None}
    return [_without_null(inner) for inner in value] if isinstance(value, list) else value


def with_items(raw: Raw, put: Iterable[Raw], gone: Iterable[str]) -> Raw:
    """Return the plain values with some items in place of those of their codes, and some gone with their guides.

    New ones stand at the end.
    """
    left_out = set(gone)
    anew = {str(item.get("code")): item for item in _without_null(list(put))}
    kept = [anew.pop(item["code"], item) for item in raw["items"] if item["code"] not in left_out]
    guides = [guide for guide in raw["guides"] if guide["item_code"] not in left_out]
    return {**raw, "items": [*kept, *anew.values()], "guides": guides}


def retired(before: HallPlan, after: HallPlan) -> HallPlan:
    """Return the plan `after` with the queues, windows and items the hall once had and has no more.

    The guide of an item that went is kept, and stands again when an item of that code comes back.
    """
    prefixes = {queue.prefix for queue in after.queues}
    numbers = {window.number for window in after.windows}
    codes = {item.code for item in after.items}
    queues = {q.prefix: q for q in (*before.retired_queues, *before.queues) if q.prefix not in prefixes}
    windows = {w.number: w for w in (*before.retired_windows, *before.windows) if w.number not in numbers}
    items = {i.code: i for i in (*before.retired_items, *before.items) if i.code not in codes}
    types = {item.code: item.case_type for item in after.items}
    guided = {g.item_code for g in after.guides}
    kept = {g.item_code: g for g in (*before.retired_guides, *before.guides) if g.item_code not in guided}
    back = [g for code, g in kept.items() if types.get(code) == g.case_type]
    return replace(
        after,
        guides=(*after.guides, *back),
        retired_guides=tuple(g for g in kept.values() if g not in back),
        retired_queues=tuple(queues.values()),
        retired_windows=tuple(windows.values()),
        retired_items=tuple(items.values()),
    )


def differences(before: HallPlan, after: HallPlan) -> list[Raw]:
    """List what changed between two plans: {table, key, field, from, to}, one for each field.

    `key` is None for a table with one entry. An entry that came or went has the field "" and itself.
    """
    old, new = ({**sections(what), "items": plain(what)["items"]} for what in (before, after))
    found: list[Raw] = []
    for table in (*EDITABLE, "items"):
        was, now = old[table], new[table]
        if isinstance(was, list) or isinstance(now, list):
            found += _of_entries(table, was or [], now or [])
        else:
            found += _of_fields(table, None, was or {}, now or {})
    return found


def _of_entries(table: str, was: list[Raw], now: list[Raw]) -> list[Raw]:
    before, after = _by_key(table, was), _by_key(table, now)
    found: list[Raw] = []
    for key in [*before, *(key for key in after if key not in before)]:
        if key not in after or key not in before:
            entry = {"from": before.get(key), "to": after.get(key)}
            found.append({"table": table, "key": key, "field": "", **entry})
        else:
            found += _of_fields(table, key, before[key], after[key])
    if not found and list(before) != list(after):
        found.append({"table": table, "key": None, "field": "order", "from": list(before), "to": list(after)})
    return found


def _by_key(table: str, entries: list[Raw]) -> dict[str, Raw]:
    key = KEYS.get(table)
    return {str(entry[key] if key else place): entry for place, entry in enumerate(entries, 1)}


def _of_fields(table: str, key: str | None, was: Raw, now: Raw) -> list[Raw]:
    names = [*was, *(name for name in now if name not in was)]
    return [
        {"table": table, "key": key, "field": name, "from": was.get(name), "to": now.get(name)}
        for name in names
        if was.get(name) != now.get(name)
    ]


def field_rules() -> dict[str, list[Raw]]:
    """Describe the fields of each section and of the items for the forms: name, kind, limits, choices, default."""
    return {section: _fields_of(kind) for section, kind in {**SECTIONS, "items": plan.ItemPlan}.items()}


def _fields_of(kind: type) -> list[Raw]:
    hints = get_type_hints(kind, include_extras=True)
    return [_field_rule(entry, hints[entry.name]) for entry in fields(kind)]


def _field_rule(entry: Any, hint: Any) -> Raw:
    arms = [arm for arm in get_args(hint) if arm is not type(None)]
    optional = get_origin(hint) is not Annotated and type(None) in get_args(hint)
    rule: Raw = {"name": entry.name, **_kind(arms[0] if optional else hint), "optional": optional}
    if entry.default is not MISSING:
        rule["default"] = _plain(entry.default)
    return rule


def _kind(hint: Any) -> Raw:
    origin = get_origin(hint)
    if origin is Annotated:
        base, limit = get_args(hint)[:2]
        found = _kind(base)
        if isinstance(limit, Size | Length):
            found |= {"low": limit.low, "high": limit.high}
        if isinstance(limit, Length) and limit.lines:
            found["kind"] = "passage"
        return found
    if origin is Literal:
        return {"kind": "choice", "choices": list(get_args(hint))}
    if origin is tuple:
        return {"kind": "list", "of": _kind(get_args(hint)[0])}
    if is_dataclass(hint) and isinstance(hint, type):
        return {"kind": "table", "fields": _fields_of(hint)}
    if get_args(hint):  # a union inside: its first arm says how to ask
        return _kind(next(arm for arm in get_args(hint) if arm is not type(None)))
    return {"kind": {bool: "bool", int: "int", str: "text", date: "date", time: "time"}.get(hint, "text")}
