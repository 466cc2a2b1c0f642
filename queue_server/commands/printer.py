"""`tinghao printer`: find printers, set one up by a test ticket, list the models known."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from queue_server.clock import SystemClock

if TYPE_CHECKING:
    from printers.commissioning.findings import Findings
    from printers.commissioning.questions import Question
    from printers.models import Model
    from printers.profile import Profile

BACK = "0"
REASONS = {
    "paper_out": ("缺纸，换纸再试", "paper out: load paper and try again"),
    "cover_open": ("上盖开着，合上再试", "cover open: close it and try again"),
    "cutter": ("切刀卡住", "the cutter is jammed"),
    "overheated": ("打印头过热，等一会儿", "the head is hot: wait a little"),
    "error": ("打印机自己报错，看它的灯", "the printer reports an error: look at its lights"),
    "offline": ("没联机，看打印机的灯", "offline: look at its lights"),
    "connection_refused": ("这个地址没有打印机在听", "nothing listens at this address"),
    "not_answering": (
        "没有回应：电源、线、地址，或正被别的程序占着",
        "no answer: power, cable, address, or another program holds it",
    ),
    "lost": ("中途断了", "the connection broke"),
    "bad_address": ("地址写得不对", "not a printer's address"),
    "no_permission": (
        "没有权限：把用户加进 lp、dialout 组",
        "not permitted: add the user to the groups lp and dialout",
    ),
    "no_driver": ("缺少需要的程序库", "a library it needs is missing"),
    "unconfirmed": ("打印机什么也不回答", "the printer answers nothing"),
}
WARNINGS = {
    "never_sure": (
        "打印机不会说“打完了”：每张票都记成可能没打出来，除非在设置里选“送出就算打完”",
        "it never says that a ticket is out: each stays uncertain unless the hall takes sent as printed",
    ),
    "faults_unseen": ("缺纸、开盖事先看不出来", "paper out and an open cover cannot be seen beforehand"),
    "codes_unreadable": (
        "二维码扫不开：清洁打印头、换好一点的纸再试",
        "codes cannot be read: clean the head, try better paper",
    ),
    "drawn_whole": (
        "整张画成图打，每张慢一两秒",
        "tickets are drawn as pictures: a second or two slower each",
    ),
}


def add(commands: Any) -> None:
    """Add the command."""
    printer = commands.add_parser("printer", help="找、试、设置打印机 / find, test, set up printers")
    what = printer.add_subparsers(dest="what", required=True, metavar="find|test|models")
    find = what.add_parser("find", help="找打印机 / look for printers")
    find.add_argument("where", nargs="?", default="", help="192.168.1.50, 192.168.1.50-60 or 192.168.1.48/28")
    find.set_defaults(run=_find)
    test = what.add_parser(
        "test", help="打测试票，按回答写出设置 / print the self-test and write the settings"
    )
    test.add_argument(
        "address", nargs="?", help="tcp://, usb://, serial://, file:// or cups://; asked when left out"
    )
    test.add_argument("--model", help="begin with the settings of this model")
    test.add_argument("--save", type=Path, help="write the settings into this file, for hall.toml")
    test.set_defaults(run=_test)
    models = what.add_parser("models", help="知道的型号 / the models known")
    models.set_defaults(run=_models)


def _find(options: argparse.Namespace) -> int:
    """Print what is found; returns 1 when there is nothing, 2 for a range that is none."""
    found = _look(options.where)
    if found is None:
        return 2
    for one in found:
        print(_found_line(one))
    if not found:
        print("没有找到 / nothing found")
    return 0 if found else 1


def _look(where: str) -> list[dict[str, Any]] | None:
    from printers.commissioning.hosts import RangeError
    from printers.commissioning.search import look

    try:
        return look(where)
    except RangeError as error:
        print(f"不是地址，也不是一小段地址 / no address and no small range: {error}")
        return None


def _found_line(one: Mapping[str, Any]) -> str:
    zh, en = {"ok": ("好", "well"), "near_end": ("纸将尽", "paper low")}.get(str(one["state"]), ("", ""))
    if one["why"]:
        zh, en = REASONS.get(str(one["why"]), (str(one["why"]), str(one["why"])))
    how = f"  {zh} / {en}" if zh else ""
    return f"{one['address']:<40} {one['name']}{how}"


def _models(_options: argparse.Namespace) -> int:
    """Print the models known, with where the settings come from."""
    from printers.models import models

    for one in models().values():
        print(f"{one.name:<20} {one.title} / {one.title_en}\n{'':<20} {one.evidence}")
    print("都来自资料，没有用真打印机试过；用 tinghao printer test 确认。")
    print("All from documents, none tried; confirm with tinghao printer test.")
    return 0


def _test(options: argparse.Namespace) -> int:
    """Set one printer up; returns 0 when settings were made, 1 when it did not print or was given up, 2 when misused."""
    from printers.models import USUAL, UnknownModelError, any_model

    try:
        base = any_model(options.model or USUAL)
    except UnknownModelError as error:
        print(f"没有这个型号 / {error}")
        return 2
    try:
        address = options.address or _choose()
        if address is None:
            return 1
        return _set_up(address, base, options.save)
    except (EOFError, KeyboardInterrupt):
        print("\n没有保存 / nothing saved")
        return 1


def _choose() -> str | None:
    """Ask where to look and which of the printers found it is."""
    print("打印机的网络地址，或一小段（192.168.1.50-60）；USB、串口的直接按回车")
    found = _look(input("its network address or a small range; just Enter for USB and serial: "))
    if not found:
        print("没有找到 / nothing found")
        return None
    for number, one in enumerate(found, 1):
        print(f"  {number}  {_found_line(one)}")
    return str(found[_number("哪一台 / which one", len(found)) - 1]["address"])


def _set_up(address: str, base: Model, save: Path | None) -> int:
    from printers.commissioning.questions import QUESTIONS, settings_from, warnings_of
    from printers.commissioning.self_test import self_test
    from printers.commissioning.trial import try_out
    from printers.transports import PrinterError, transport_at

    try:
        transport = transport_at(address)
    except PrinterError as error:
        print("没有打 / not printed: " + " / ".join(REASONS.get(error.reason, (error.reason, error.reason))))
        return 2
    print("正在打测试票，最多半分钟 / printing the self-test, up to half a minute …", flush=True)
    findings = try_out(
        transport, self_test(address, SystemClock().now().astimezone().strftime("%Y-%m-%d %H:%M:%S"))
    )
    _say(findings)
    if findings.outcome == "refused":
        return 1
    answers = _ask_all(QUESTIONS)
    settings = settings_from(answers, findings, base.profile)
    for code in warnings_of(answers, findings):
        print("注意 / note: " + " / ".join(WARNINGS[code]))
    return _keep(_toml(address, settings), save)


def _say(findings: Findings) -> None:
    why = (
        " / ".join(REASONS.get(findings.reason, (findings.reason, findings.reason)))
        if findings.reason
        else ""
    )
    words = {
        "printed": "打出来了，打印机确认了 / printed, and the printer says so",
        "sent": "送出去了，打印机没有确认；看出纸口 / sent and not confirmed; look at the printer",
        "refused": "没有打，什么也没送 / not printed, nothing was sent",
    }
    print(f"{words[findings.outcome]}{': ' if why else ''}{why}")
    yes, no = "会 / yes", "不会 / no"
    print(f"  DLE EOT {yes if findings.dle_eot else no}", end="   ")
    print(f"GS r {no if findings.gs_r_ms is None else f'{findings.gs_r_ms} ms'}", end="   ")
    print(f"GS ( H {no if findings.gs_h_ms is None else f'{findings.gs_h_ms} ms'}", flush=True)


def _ask_all(questions: tuple[Question, ...]) -> dict[str, str]:
    """Ask about each letter, then let any answer be changed until all are right."""
    print(f"看着打出来的纸回答；{BACK} 回到上一题 / answer with the paper in hand; {BACK} goes back")
    answers: dict[str, str] = {}
    at = 0
    while at < len(questions):
        given = _ask(questions[at])
        if given is None:
            at = max(0, at - 1)
        else:
            answers[questions[at].code] = given
            at += 1
    while True:
        for number, question in enumerate(questions, 1):
            chosen = next(one for one in question.options if one.code == answers[question.code])
            print(f"  {number}  {question.letter}: {chosen.zh} / {chosen.en}")
        typed = input("都对就按回车；要改哪一题写题号 / Enter when right, a number to change one: ").strip()
        if not typed:
            return answers
        if typed.isdigit() and 1 <= int(typed) <= len(questions):
            question = questions[int(typed) - 1]
            answers[question.code] = _ask(question) or answers[question.code]


def _ask(question: Question) -> str | None:
    print(f"\n{question.zh}\n{question.en}")
    for number, one in enumerate(question.options, 1):
        print(f"  {number}  {one.zh} / {one.en}")
    number = _number(question.letter, len(question.options), lowest=0)
    return question.options[number - 1].code if number else None


def _number(prompt: str, highest: int, lowest: int = 1) -> int:
    while True:
        typed = input(f"{prompt} [{max(1, lowest)}-{highest}]: ").strip()
        if typed.isdigit() and lowest <= int(typed) <= highest:
            return int(typed)


def _toml(address: str, settings: Profile) -> str:
    """Return the printer as hall.toml takes it; only what differs from the usual."""
    from printers.profile import Profile as Settings

    usual = Settings(width_dots=settings.width_dots, columns=settings.columns).to_json()
    differs = {
        key: value
        for key, value in settings.to_json().items()
        if value is not None and (value != usual[key] or key == "width_dots")
    }
    if settings.columns != settings.width_dots // 12:
        differs["columns"] = settings.columns
    pairs = ", ".join(f"{key} = {json.dumps(value)}" for key, value in differs.items())
    return f'[[printers]]\nname = "打印机"\naddress = {json.dumps(address)}\nprofile = {{ {pairs} }}\n'


def _keep(text: str, save: Path | None) -> int:
    print(f"\n{text}")
    if save is None:
        print("写进 hall.toml，或在 /admin 的“打印机”里设 / for hall.toml, or set it under Admin, Printers")
        return 0
    try:
        save.write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{save} 写不了 / cannot be written: {error.strerror}")
        return 1
    print(f"已写进 / written: {save}")
    return 0
