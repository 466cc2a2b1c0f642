"""Read the configuration: `[server]` at every start, the rest of the hall once, by `tinghao init`.

Nothing stops at the first mistake: all faults are raised together as `PlanErrors`, each with file, line
and key path, so that an installer mends a file in one pass.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path as File
from typing import Annotated, Any, Literal

from queue_server import plan, plan_screens
from queue_server.plan import HallPlan
from queue_server.plan_checks import Draft, Found, check_draft, check_hall, check_settings, is_web_address
from queue_server.plan_faults import Fault, PlanErrors, PlanSyntaxError
from queue_server.plan_guide import GuidePlan
from queue_server.plan_hours import read_hours
from queue_server.plan_items import read_items
from queue_server.plan_kinds import Code, Length, Line, Phone, Size, Word
from queue_server.plan_lines import Path, key_lines
from queue_server.plan_paper import check_ticket
from queue_server.plan_ratings import rating_levels
from queue_server.plan_reader import Reader
from queue_server.plan_voice import VoicePlan, faults_of

SAMPLE = File(__file__).parent / "sample"
SAMPLE_HALL = SAMPLE / "hall.toml"
TEMPLATE = SAMPLE / "template.toml"
ENVIRONMENT = "TINGHAO_"

_PORT_DIGITS = 5
_DATABASE = re.compile(r"(sqlite|postgresql(\+psycopg)?):")
_SYNTAX_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")

_TABLES: dict[str, type] = {
    "waiting_zones": plan.WaitingZonePlan,
    "notices": plan.NoticePlan,
    "departments": plan.DepartmentPlan,
    "queues": plan.QueuePlan,
    "windows": plan.WindowPlan,
    "staff": plan.StaffPlan,
    "printers": plan.PrinterPlan,
    "devices": plan.DevicePlan,
    "priorities": plan.PriorityPlan,
    "items": plan.ItemPlan,
    "guides": GuidePlan,
    **plan_screens.TABLES,
}


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Hold what the server process needs to start; paths are absolute."""

    host: str
    port: int
    data_dir: File
    database_url: str | None
    async_mode: Literal["eventlet", "threading"]
    public_url: str | None
    log_level: Literal["debug", "info", "warning", "error"]
    print_agent: bool
    voice_pack: File | None
    voice_program: str | None


@dataclass(frozen=True, slots=True)
class _ServerTable:
    host: Annotated[str, Length(1, 255)] = "0.0.0.0"  # noqa: S104 (a hall's screens are other machines)
    port: Annotated[int, Size(1, 65535)] = 8000
    data_dir: Annotated[str, Length(1, 500)] = "var"
    database_url: Annotated[str, Length(1, 500)] | None = None
    async_mode: Literal["eventlet", "threading"] = "eventlet"
    public_url: Annotated[str, Length(1, 300)] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    print_agent: bool = True
    voice_pack: Annotated[str, Length(1, 500)] | None = None
    voice_program: Annotated[str, Length(1, 500)] | None = None


@dataclass(frozen=True, slots=True)
class _HallTable:
    code: Code
    name: Annotated[str, Length(1, 40)]
    name_en: Annotated[str, Length(1, 100)]
    enquiry_phone: Phone
    complaints_phone: Phone = "12345"
    zone: Word = "Asia/Shanghai"
    sample: bool = False
    items_file: Line | None = None
    guides_folder: Line | None = None


def load_server(path: File | None, environment: Mapping[str, str] = os.environ) -> ServerConfig:
    """Read the `[server]` table and the TINGHAO_… variables, which win over it.

    Without a file the defaults hold and paths are relative to the working directory.
    Raises PlanErrors with all faults.
    """
    faults: list[Fault] = []
    raw: dict[str, Any] = {}
    lines: Mapping[Path, int] = {}
    if path is not None:
        raw, lines = _read_toml(path, path.name)
    reader = Reader(path.name if path else "", lines, faults)
    table = _server_table(reader, raw)
    overrides = _from_environment(environment, faults)
    if table is None or faults:
        raise PlanErrors(faults)
    folder = path.parent if path is not None else File()
    # A folder named by a variable is meant from where the command runs, one in the file from the file.
    data_dir = File(overrides["data_dir"]) if "data_dir" in overrides else folder / table.data_dir
    values = {**{entry.name: getattr(table, entry.name) for entry in fields(table)}, **overrides}
    pack = overrides.get("voice_pack") or (folder / table.voice_pack if table.voice_pack else None)
    placed = {
        "data_dir": data_dir.expanduser().absolute(),
        "voice_pack": File(pack).expanduser().absolute() if pack else None,
    }
    return ServerConfig(**{**values, **placed})


def load_plan(path: File, more_checks: Callable[[Draft], None] = lambda draft: None) -> HallPlan:
    """Read a hall's file, and the item table and guides it names; `more_checks` sees all that was read.

    Raises PlanSyntaxError when a file is no TOML, else PlanErrors with all faults of all files.
    """
    faults: list[Fault] = []
    raw, lines = _read_toml(path, path.name)

    def complete(draft: Draft, head: _HallTable | None) -> None:
        if head is not None:
            _add_items(draft, head, path, faults)
            _add_guides(draft, head, path, faults)

    return _read(Reader(path.name, lines, faults), raw, complete, more_checks)


def read_plan(raw: Mapping[str, Any]) -> HallPlan:
    """Read a whole hall given as the plain values its file would hold, by the rules of the file.

    Raises PlanErrors with all faults, their paths as in the file.
    """
    return _read(Reader("", {}, []), raw, lambda draft, head: None, lambda draft: None)


def _read(
    reader: Reader,
    raw: Mapping[str, Any],
    complete: Callable[[Draft, _HallTable | None], None],
    more_checks: Callable[[Draft], None],
) -> HallPlan:
    reader.unknown_keys(raw, ("server", "hall", "hours", "settings", "ticket", "voice", *_TABLES), ())
    _server_table(reader, raw)
    head = _hall_table(reader, raw)
    settings = _settings(reader, raw)
    ticket, voice = _ticket(reader, raw), _voice(reader, raw)
    draft = _draft(reader, raw, settings or plan.PolicyPlan())
    hours = read_hours(reader, raw["hours"], draft) if "hours" in raw else None
    complete(draft, head)
    draft.complete["items"] = draft.complete.get("items", head is not None)
    _not_empty(reader, raw)
    check_draft(draft)
    more_checks(draft)
    if reader.faults or head is None or settings is None or ticket is None or voice is None:
        raise PlanErrors(reader.faults)
    return replace(_assemble(head, settings, hours, draft), ticket=ticket, voice=voice)


def _read_toml(path: File, name: str) -> tuple[dict[str, Any], dict[Path, int]]:
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        zh, en = "文件不是 UTF-8 编码，请另存为 UTF-8", "the file is not UTF-8, save it as UTF-8"
        raise PlanSyntaxError([Fault("encoding", name, line, "", zh, en)]) from error
    except OSError as error:
        zh, en = f"打不开文件：{path}", f"cannot open the file: {path}"
        raise PlanSyntaxError([Fault("file", name, None, "", zh, en)]) from error
    try:
        return tomllib.loads(text), key_lines(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        raise PlanSyntaxError([_syntax_fault(name, text, str(error))]) from error


def _syntax_fault(name: str, text: str, said: str) -> Fault:
    place = _SYNTAX_LINE.search(said)
    line = int(place.group(1)) if place else text.rstrip().count("\n") + 1
    zh = f"TOML 语法错误{f'（第 {place.group(2)} 列附近）' if place else '（文件没有写完）'}：{said}"
    return Fault("syntax", name, line, "", zh, f"TOML syntax error: {said}")


def _server_table(reader: Reader, raw: Mapping[str, Any]) -> _ServerTable | None:
    table = reader.table(_ServerTable, raw.get("server", {}), ("server",))
    if table is not None and table.public_url is not None and not is_web_address(table.public_url):
        zh, en = "要写成 http://地址 或 https://地址", "must be http://host or https://host"
        reader.fault("address", ("server", "public_url"), zh, en)
    if table is not None and not _DATABASE.match(table.database_url or "sqlite:"):
        zh, en = (
            "要写成 postgresql://用户:口令@主机/库 或 sqlite:///…",
            "must be postgresql://user:password@host/name or sqlite:///…",
        )
        reader.fault("database", ("server", "database_url"), zh, en)
    return table


def _from_environment(environment: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    """Read the variables by the same rules as the table, so that a bad one is a fault and not a crash."""
    raw: dict[str, Any] = {}
    for entry in fields(_ServerTable):
        text = environment.get(ENVIRONMENT + entry.name.upper())
        if text:
            raw[entry.name] = _as_in_a_file(entry.name, text)
    found: list[Fault] = []
    table = _server_table(Reader("", {}, found), {"server": raw})
    for fault in found:
        variable = ENVIRONMENT + fault.path.removeprefix("server.").upper()
        faults.append(replace(fault, file=variable, path=""))
    return {name: getattr(table, name) for name in raw} if table is not None else {}


def _as_in_a_file(name: str, text: str) -> str | int | bool:
    """Return a variable's text as the value a file would hold."""
    if name == "port" and text.isdecimal() and len(text) <= _PORT_DIGITS:
        return int(text)
    if name == "print_agent" and text in ("true", "false"):
        return text == "true"
    return text


def _hall_table(reader: Reader, raw: Mapping[str, Any]) -> _HallTable | None:
    if "hall" not in raw:
        reader.fault("missing", ("hall",), "缺少 [hall] 表", "the table [hall] is missing")
        return None
    head = reader.table(_HallTable, raw["hall"], ("hall",))
    if head is not None:
        check_hall(Found(reader, ("hall",), head))
    return head


def _settings(reader: Reader, raw: Mapping[str, Any]) -> plan.PolicyPlan | None:
    settings = reader.table(plan.PolicyPlan, raw.get("settings", {}), ("settings",))
    if settings is not None:
        check_settings(Found(reader, ("settings",), settings))
    return settings


def _ticket(reader: Reader, raw: Mapping[str, Any]) -> plan.TicketPlan | None:
    ticket = reader.table(plan.TicketPlan, raw.get("ticket", {}), ("ticket",))
    if ticket is not None:
        check_ticket(Found(reader, ("ticket",), ticket))
    return ticket


def _voice(reader: Reader, raw: Mapping[str, Any]) -> VoicePlan | None:
    voice = reader.table(VoicePlan, raw.get("voice", {}), ("voice",))
    if voice is not None:
        for path, code, zh, en in faults_of(voice):
            reader.fault(code, ("voice", *path), zh, en)
    return voice


def _draft(reader: Reader, raw: Mapping[str, Any], settings: plan.PolicyPlan) -> Draft:
    draft = Draft()
    for table in _TABLES:
        if table in raw:
            _add(draft, reader, table, _prepared(table, raw[table], settings))
    if "priorities" not in raw:
        standard, lines = _read_toml(SAMPLE / "priorities.toml", "priorities.toml")
        shipped = Reader("priorities.toml", lines, reader.faults)
        _add(draft, shipped, "priorities", _prepared("priorities", standard["priorities"], settings))
    return draft


def _prepared(table: str, raw: Any, settings: plan.PolicyPlan) -> Any:
    """Fill what one key gives another: the hall's head start, the kind of wait of a case type."""
    if not isinstance(raw, list):
        return raw
    entries = [dict(entry) if isinstance(entry, dict) else entry for entry in raw]
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        if table == "priorities":
            entry.setdefault("head_start_s", settings.head_start_s)
        if table == "items":
            entry.setdefault("when", "spot" if entry.get("case_type", "即办件") == "即办件" else "days")
    return entries


def _add(draft: Draft, reader: Reader, table: str, raw: Any) -> None:
    before = len(reader.faults)
    found: list[tuple[Path, Any]] = reader.tables(_TABLES[table], raw, (table,))
    draft.found.setdefault(table, []).extend(Found(reader, where, value) for where, value in found)
    draft.complete[table] = draft.complete.get(table, True) and len(reader.faults) == before
    for entry in raw if isinstance(raw, list) else ():
        for key, value in entry.items() if isinstance(entry, dict) else ():
            if isinstance(value, str | int):
                draft.names.setdefault((table, key), Counter())[value] += 1


def _add_items(draft: Draft, head: _HallTable, path: File, faults: list[Fault]) -> None:
    if head.items_file is None:
        return
    data = _bytes(path.parent / head.items_file, "items_file", path, faults)
    reader, raw = read_items(data, head.items_file, faults) if data is not None else (None, None)
    if reader is None or raw is None:
        draft.complete["items"] = False
        return
    _add(draft, reader, "items", _prepared("items", raw, plan.PolicyPlan()))


def _add_guides(draft: Draft, head: _HallTable, path: File, faults: list[Fault]) -> None:
    if head.guides_folder is None:
        return
    folder = path.parent / head.guides_folder
    if not folder.is_dir():
        _bytes(folder, "guides_folder", path, faults)
        return
    for file in sorted(folder.glob("*.toml")):
        name = f"{head.guides_folder}/{file.name}"
        try:
            raw, lines = _read_toml(file, name)
        except PlanSyntaxError as error:
            faults.extend(error.faults)
            continue
        reader = Reader(name, lines, faults)
        guide = reader.table(GuidePlan, raw, ())
        if guide is not None:
            draft.found.setdefault("guides", []).append(Found(reader, (), guide))


def _bytes(file: File, key: str, path: File, faults: list[Fault]) -> bytes | None:
    try:
        return file.read_bytes()
    except (OSError, ValueError):
        lines = _read_toml(path, path.name)[1]
        zh, en = f"打不开 {file.name}", f"cannot open {file.name}"
        Reader(path.name, lines, faults).fault("file", ("hall", key), zh, en)
        return None


def _not_empty(reader: Reader, raw: Mapping[str, Any]) -> None:
    for table, zh, en in (
        ("queues", "至少要有一个队列 [[queues]]", "the hall needs at least one [[queues]]"),
        ("windows", "至少要有一个窗口 [[windows]]", "the hall needs at least one [[windows]]"),
    ):
        if raw.get(table, []) == []:
            reader.fault("empty", (table,), zh, en)
    staff = raw.get("staff", [])
    if isinstance(staff, list) and not any(
        isinstance(one, dict) and one.get("role") == "manager" for one in staff
    ):
        zh, en = '至少要有一位大厅主任（role = "manager"）', 'the staff needs at least one role = "manager"'
        reader.fault("empty", ("staff",), zh, en)


def _assemble(
    head: _HallTable, settings: plan.PolicyPlan, hours: plan.HoursPlan | None, draft: Draft
) -> HallPlan:
    zones = {zone.name: zone.name_en for zone in draft.values("waiting_zones")}
    items = {item.code: item for item in draft.values("items")}
    return HallPlan(
        code=head.code,
        name=head.name,
        name_en=head.name_en,
        zone=head.zone,
        hours=hours,
        enquiry_phone=head.enquiry_phone,
        complaints_phone=head.complaints_phone,
        sample=head.sample,
        waiting_zones=draft.values("waiting_zones"),
        notices=draft.values("notices"),
        settings=settings,
        departments=draft.values("departments"),
        queues=tuple(
            replace(queue, waiting_zone_en=queue.waiting_zone_en or zones.get(queue.waiting_zone))
            for queue in draft.values("queues")
        ),
        items=draft.values("items"),
        screens=draft.values("screens"),
        pages=draft.values("pages"),
        windows=tuple(
            replace(window, name_short=window.name_short or window.name[:6])
            for window in draft.values("windows")
        ),
        staff=draft.values("staff"),
        printers=draft.values("printers"),
        devices=draft.values("devices"),
        priorities=draft.values("priorities"),
        rating_levels=rating_levels(),
        guides=tuple(
            replace(guide, item_name=guide.item_name or items[guide.item_code].name)
            for guide in draft.values("guides")
        ),
    )
