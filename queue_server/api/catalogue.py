"""What the hall offers: queues, items with their guides, priority classes."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from queue_server.access import STAFF, caller
from queue_server.api.command import shown
from queue_server.hall import Hall, queue_id_of
from queue_server.plan import ItemPlan
from queue_server.plan_guide import GuidePlan
from queue_server.plan_kinds import CASE_TYPES_EN, FORMS_EN
from queue_server.site import site
from queue_server.use_cases.queue_view import queue_view

blueprint = APIBlueprint("catalogue", __name__, url_prefix="/api/v1", tag="Catalogue")


@blueprint.get("/queues")
@blueprint.doc(summary="The queues, with who waits and how long")
def get_queues() -> Response:
    """Show the queues to kiosks and staff."""
    caller("kiosk", *STAFF)
    with site().looking() as now:
        return shown({"queues": [queue_view(now, q) for q in now.hall.queues]})


@blueprint.get("/priority-classes")
@blueprint.doc(summary="The hall's priority classes")
def get_priority_classes() -> Response:
    """Show the hall's priority classes."""
    caller("kiosk", *STAFF)
    return shown({"priority_classes": priority_classes(site().hall)})


def priority_classes(hall: Hall) -> list[dict[str, Any]]:
    """Return the classes as the protocol shows them; `head_start_s` in seconds."""
    return [
        {
            "code": p.code,
            "name": p.name,
            "name_en": p.name_en,
            "detail": p.detail,
            "detail_en": p.detail_en,
            "head_start_s": p.head_start_s,
            "needs_desk": p.needs_desk,
        }
        for p in hall.plan.priorities
    ]


@blueprint.get("/items")
@blueprint.doc(summary="Items by words, initials or category")
def get_items() -> Response:
    """Find items by words of their name, by pinyin initials, or by category."""
    words = request.args.get("q", "").strip()[:60].casefold()
    category = request.args.get("category", "").strip()[:60]
    hall = site().hall
    found = [i for i in hall.plan.items if (not category or i.category == category) and _matches(i, words)]
    return shown({"items": [_item_view(hall, i) for i in found], "total": len(found)})


def _matches(item: ItemPlan, words: str) -> bool:
    texts = (item.name, item.short_name, item.name_en, item.code, item.initials)
    return not words or any(words in text.casefold() for text in texts)


def _item_view(hall: Hall, item: ItemPlan) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "short_name": item.short_name,
        "name_en": item.name_en,
        "initials": item.initials,
        "popular": item.popular,
        "case_type": item.case_type,
        "case_type_en": CASE_TYPES_EN[item.case_type],
        "category": item.category,
        "category_en": item.category_en,
        "queue_id": queue_id_of(item.queue),
        "online": item.online,
        "when": item.when,
        "has_guide": item.code in hall.guides,
        "sample": item.sample,
    }


@blueprint.get("/items/<code>")
@blueprint.doc(summary="One item with its guide")
def get_item(code: str) -> Response:
    """Show one item and its guide."""
    hall = site().hall
    item = hall.item(code)
    queue = hall.queue(queue_id_of(item.queue))
    guide = hall.guides.get(code)
    windows = [str(hall.windows[w].number) for w in hall.windows_of(queue_id_of(item.queue))]
    return shown(
        {
            **_item_view(hall, item),
            "hall": {
                "name": hall.plan.name,
                "name_en": hall.plan.name_en,
                "phone": hall.plan.enquiry_phone,
                "complaints": hall.plan.complaints_phone,
            },
            "materials": list(item.bring),
            "materials_en": list(item.bring_en),
            "queue": {
                "id": queue_id_of(queue.prefix),
                "name": queue.name,
                "name_en": queue.name_en,
                "prefix": queue.prefix,
                "windows": windows,
            },
            "hours": hall.schedule.hours_text(site().clock.now()),
            "guide": guide and guide_view(guide),
        }
    )


def guide_view(guide: GuidePlan) -> dict[str, Any]:
    """Return a guide with its 16 elements and case type (博山 art. 30; 安丘 point 6)."""
    return {
        "summary": guide.summary,
        "summary_en": guide.summary_en,
        "materials": [
            {
                "name": m.name,
                "name_en": m.name_en,
                "form": m.form,
                "form_en": FORMS_EN[m.form],
                "copies": m.copies,
                "required": m.required,
                "note": m.note,
                "note_en": m.note_en,
            }
            for m in guide.materials
        ],
        "steps": list(guide.steps),
        "steps_en": list(guide.steps_en),
        "elements": guide.elements(),
        "elements_en": guide.elements_en(),
        "missing": list(guide.missing()),
        "agents": guide.agents,
        "agents_en": guide.agents_en,
        "version": guide.version,
        "updated": guide.updated and guide.updated.isoformat(),
        "sample": guide.sample,
        "online_url": guide.online_url,
    }
