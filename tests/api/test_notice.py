"""The one-time notice: all that is missing, in the words of the guide, once."""

from __future__ import annotations

import json
from typing import Any

from tests.hall import Client, Hall


def an_item(hall: Hall, *, guided: bool) -> dict[str, Any]:
    """Return an item with a guide of several papers, or one whose guide nobody has written."""
    for one in hall.by("kiosk").get("/api/v1/items").ok()["items"]:
        found = dict(hall.by("kiosk").get(f"/api/v1/items/{one['code']}").ok())
        guide = found.get("guide")
        if (guide and len(guide["materials"]) > 1) if guided else not guide:
            return found
    raise AssertionError("the hall has no such item")


def issued(hall: Hall, item: dict[str, Any]) -> dict[str, Any]:
    hall.clear()
    return dict(hall.by("guide").post("/api/v1/tickets", {"item_code": item["code"]}).ok(201)["ticket"])


def notice(client: Client, ticket: dict[str, Any], missing: list[str]) -> Any:
    return client.post(f"/api/v1/tickets/{ticket['id']}/notice", {"missing": missing})


def papers(hall: Hall) -> list[list[dict[str, Any]]]:
    rows = hall.sql("SELECT document FROM print_job WHERE kind = 'notice' ORDER BY created_at, id")
    return [(json.loads(row[0]) if isinstance(row[0], str) else row[0])["elements"] for row in rows]


def test_a_notice_names_what_is_missing_and_what_was_seen(hall: Hall) -> None:
    item = an_item(hall, guided=True)
    ticket = issued(hall, item)
    names = [material["name"] for material in item["guide"]["materials"]]
    told = notice(hall.by("guide"), ticket, names[:1]).ok(202)
    assert told["state"] == "queued" and told["printer_id"]
    assert set(told["printer"]) == {"state", "why"}
    first = papers(hall)[-1]
    lists = {part.get("sign", "□"): part["lines"] for part in first if part["e"] == "checklist"}
    assert [part["text"][-2:] for part in first if part.get("text", "").startswith("期限")] == ["）前"]
    assert len(lists["1."]) == 1 and lists["1."][0].startswith(names[0])
    assert not [line for line in lists.get("√", ()) if line.startswith(names[0])]
    notice(hall.by("guide"), ticket, names).ok(202)
    heads = [next(part for part in paper if part["e"] == "columns") for paper in (first, papers(hall)[-1])]
    assert [head["right"] for head in heads] == ["补正 第 1 次", "补正 第 2 次"]
    assert heads[0]["left"] != heads[1]["left"]


def test_only_papers_of_the_guide_can_be_missing(hall: Hall) -> None:
    item = an_item(hall, guided=True)
    ticket = issued(hall, item)
    before = len(papers(hall))
    told = notice(hall.by("guide"), ticket, ["结婚证照片三十张"]).refused(422, "material_unknown")
    assert "结婚证照片三十张" in told["title"]
    notice(hall.by("guide"), ticket, []).refused(422, "nothing_missing")
    notice(hall.by("kiosk"), ticket, [item["guide"]["materials"][0]["name"]]).refused(403, "not_yours")
    assert len(papers(hall)) == before


def test_an_item_without_a_guide_has_no_notice(hall: Hall) -> None:
    ticket = issued(hall, an_item(hall, guided=False))
    notice(hall.by("guide"), ticket, ["身份证"]).refused(409, "no_guide")
