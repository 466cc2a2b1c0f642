"""`tinghao print-test`: print the test slip at a printer and say what came of it."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from queue_server.clock import SystemClock


def add(commands: Any) -> None:
    """Add the command."""
    test = commands.add_parser("print-test", help="试打一张 / print a test slip")
    test.add_argument(
        "address", help="tcp://HOST:PORT, usb://VID:PID, serial:///dev/…, file:///dev/…, cups://NAME"
    )
    test.add_argument("--width", type=int, choices=(58, 80), default=80, help="paper in mm")
    test.add_argument("--model", help="a model of `tinghao printer models`, or of python-escpos")
    test.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Print once; returns 0 when the printer has confirmed it, 1 otherwise."""
    from printers.escpos import encode
    from printers.models import any_model
    from printers.profile import PROFILE_58, PROFILE_80, ProfileError
    from printers.raster import Fonts
    from printers.slips import test_slip
    from printers.spooler import print_once
    from printers.transports import PrinterError, transport_at
    from queue_server.demo import FIGURES

    at: datetime = SystemClock().now().astimezone()
    try:
        profile = PROFILE_58 if options.width == 58 else PROFILE_80
        if options.model:
            profile = any_model(options.model).profile
        transport = transport_at(options.address)
    except (PrinterError, ProfileError) as error:
        print(f"不能打印 / cannot print: {error}")
        return 2
    slip = test_slip(options.address, at.strftime("%Y-%m-%d %H:%M:%S"), profile.columns)
    outcome = print_once(transport, encode(slip, profile, Fonts.find(FIGURES)), profile)
    words = {
        "printed": "打出来了，请看纸上的字、线、二维码 / printed; look at characters, rules and QR code",
        "refused": "没有打，什么也没送出 / not printed, nothing was sent",
        "uncertain": "送出了，打印机没有确认，请看出纸口 / sent and not confirmed; look at the printer",
    }
    print(f"{words[outcome.result.value]} {outcome.reason or ''}".rstrip())
    return 0 if outcome.result.value == "printed" else 1
