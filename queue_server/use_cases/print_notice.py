"""Print the one-time notice 一次性告知单: all papers of the guide that a citizen still has to bring, told at once."""

from __future__ import annotations

from collections.abc import Sequence

from printers.notice import NoticeSlip, Paper, notice_slip
from queue_server.domain.errors import refuse
from queue_server.domain.ids import WindowId
from queue_server.domain.schedule import workdays_after
from queue_server.domain.ticket import Ticket
from queue_server.plan_guide import GuidePlan, MaterialPlan
from queue_server.storage import people, prints
from queue_server.use_cases.paper import MadeFor, put_on_list
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.which_printer import printer_for

KIND = "notice"


def print_notice(
    tx: Tx, ticket: Ticket, missing: Sequence[str], device: people.Device | None
) -> prints.PrintJob:
    """Print which papers of its item's guide a ticket's citizen lacks, at the device's printer.

    `missing` are names of the guide's materials; those not named are taken as seen. Raises Refused:
    `no_guide`, `material_unknown`, `nothing_missing`, `no_printer`.
    """
    guide = tx.hall.guides.get(ticket.item_code or "")
    if guide is None or not guide.materials:
        raise refuse("no_guide")
    known = {material.name for material in guide.materials}
    for name in missing:
        if name not in known:
            raise refuse("material_unknown", name=name)
    if not missing:
        raise refuse("nothing_missing")
    printer_id = printer_for(tx.hall, prints.printers(tx.conn), device)
    if device is None or printer_id is None:
        raise refuse("no_printer")
    document = notice_slip(_facts(tx, ticket, guide, set(missing)))
    return put_on_list(tx, printer_id, document, MadeFor(ticket.id, device.id, KIND), notice=True)


def _facts(tx: Tx, ticket: Ticket, guide: GuidePlan, missing: set[str]) -> NoticeSlip:
    hall, plan = tx.hall, tx.hall.plan
    clerk = people.person(tx.conn, tx.actor.staff_id) if tx.actor.staff_id else None
    item = hall.items.get(ticket.item_code or "")
    local = tx.at.astimezone(hall.zone)
    days = plan.settings.supplement_days
    today = prints.count_of_kind(tx.conn, KIND, since=hall.schedule.midnight(tx.at))
    window = hall.windows.get(WindowId(ticket.window_id)) if ticket.window_id else None
    return NoticeSlip(
        hall=plan.name,
        hall_en=plan.name_en,
        serial=f"GZ{local:%Y%m%d}-{today + 1:04d}",
        times=prints.count_of_kind(tx.conn, KIND, ticket_id=ticket.id) + 1,
        number=ticket.number,
        window=str(window.number) if window else "",
        badge=clerk.badge if clerk else "",
        clerk=clerk.name if clerk else "",
        item_name=guide.item_name,
        item_name_en=item.name_en if item else "",
        case_type=guide.case_type,
        promise=guide.promised_time_limit,
        missing=tuple(_paper(one) for one in guide.materials if one.name in missing),
        checked=tuple(
            Paper(one.name, name_en=one.name_en)
            for one in guide.materials
            if one.name not in missing and one.required
        ),
        deadline=workdays_after(local.date(), days) if days else None,
        how=_how(guide),
        guide_url=f"{tx.public_url}/g/{guide.item_code}",
        enquiry_phone=plan.enquiry_phone,
        complaints_phone=plan.complaints_phone,
        printed_at=f"{local:%Y-%m-%d %H:%M:%S}",
        language="en" if ticket.language == "en" else "zh-CN",
    )


def _how(guide: GuidePlan) -> tuple[tuple[str, str, str], ...]:
    again = ("再来", "凭本单到导办台", "Come back to the guide desk with this slip")
    return again, *((("代办", guide.agents, guide.agents_en),) if guide.agents else ())


def _paper(material: MaterialPlan) -> Paper:
    copies = f"{material.copies} 份" if material.copies > 1 else ""
    return Paper(
        material.name, "，".join(filter(None, (material.form, copies, material.note))), material.name_en
    )
