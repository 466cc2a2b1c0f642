"""Check how a hall wants its ticket; what a template may say and what a logo is, the paper itself knows."""

from __future__ import annotations

from printers.logo import LogoError, read_logo
from printers.template import STANDARD, TemplateError, parse
from queue_server.plan_checks import Found


def check_ticket(ticket: Found) -> None:
    """Fault each line of the template that says nothing, and a logo that is no picture."""
    try:
        parse(ticket.value.template or STANDARD)
    except TemplateError as error:
        for fault in error.faults:
            zh, en = f"第 {fault.line} 行：{fault.zh}", f"line {fault.line}: {fault.en}"
            ticket.fault("template", "template", zh, en, fault.line - 1)
    if ticket.value.logo:
        try:
            read_logo(ticket.value.logo)
        except LogoError:
            zh, en = (
                "不是程序做好的标志，请在大厅管理里重新上传",
                "is not a logo made here; upload it again in the admin pages",
            )
            ticket.fault("logo", "logo", zh, en)
