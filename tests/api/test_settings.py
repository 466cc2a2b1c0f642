"""The manager changes the hall while it works; nobody else may, and nobody's ticket is lost."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from tests.api.settings_page import SETTINGS, entry, put_back, save, settings, signed_in
from tests.hall import Client, Hall, eventually


@pytest.fixture
def manager(hall: Hall) -> Iterator[Client]:
    """Give a signed-in manager; what the test changed is put back."""
    with signed_in(hall) as client:
        before = settings(client)["sections"]
        yield client
    hall.clear()
    with signed_in(hall) as client:  # the test may have let a night go by
        put_back(client, before)


def tile(hall: Hall, prefix: str) -> dict[str, Any]:
    queues = hall.by("kiosk").get("/api/v1/queues").ok()["queues"]
    return next(dict(queue) for queue in queues if queue["prefix"] == prefix)


def order(hall: Hall, number: int) -> list[str]:
    path = f"/api/v1/windows/{hall.window_id(number)}"
    return [ticket["number"] for ticket in hall.by(f"clerk_{number}").get(path).ok()["tickets"]]


def test_a_queue_renamed_has_its_new_name_at_the_kiosk_at_once(hall: Hall, manager: Client) -> None:
    saved = save(
        manager, lambda s: entry(s, "queues", prefix="C").update(name="养老医保", line="新的一行")
    ).ok()
    assert saved["in_force_at"] is not None
    assert (tile(hall, "C")["name"], tile(hall, "C")["line"]) == ("养老医保", "新的一行")


def test_the_history_says_who_changed_what(hall: Hall, manager: Client) -> None:
    save(manager, lambda s: s["settings"].update(max_calls=4)).ok()
    newest = manager.get(f"{SETTINGS}/versions").ok()["versions"][0]
    names = {one["id"]: one["name"] for one in manager.get("/api/v1/staff").ok()["staff"]}
    assert newest["author"] == names["manager"]
    assert newest["changes"] == [{"table": "settings", "key": None, "field": "max_calls", "from": 3, "to": 4}]
    kind, staff = hall.sql("SELECT kind, staff_id FROM event ORDER BY id DESC LIMIT 1")[0]
    assert (kind, staff) == ("plan_loaded", "manager")


def test_of_two_managers_who_save_the_second_is_told(hall: Hall, manager: Client) -> None:
    base = settings(manager)["version"]
    with signed_in(hall) as other:
        save(other, lambda s: s["settings"].update(near=5)).ok()
    late = save(manager, lambda s: s["settings"].update(near=4), base=base)
    told = late.refused(409, "settings_changed")
    assert told["params"]["version"] == base + 1 and told["params"]["author"]
    assert settings(manager)["sections"]["settings"]["near"] == 5


def test_a_lost_reply_saves_once(hall: Hall, manager: Client) -> None:
    read = settings(manager)
    body = {
        "base_version": read["version"],
        "sections": {"settings": {**read["sections"]["settings"], "near": 6}},
    }
    first = manager.ask("PUT", SETTINGS, body, key="once").ok()
    again = manager.ask("PUT", SETTINGS, body, key="once")
    assert again.ok() == first and again.headers["Idempotent-Replay"] == "true"


@pytest.mark.parametrize(
    ("edit", "path", "code"),
    [
        (lambda s: entry(s, "queues", prefix="C").update(name=""), "queues[3].name", "empty"),
        (
            lambda s: entry(s, "queues", prefix="C").update(name="一二三四五六七八九"),
            "queues[3].name",
            "length",
        ),
        (lambda s: entry(s, "queues", prefix="C").update(prefix="I"), "queues[3].prefix", "prefix"),
        (lambda s: entry(s, "queues", prefix="C").update(daily_limit=0), "queues[3].daily_limit", "range"),
        (lambda s: entry(s, "queues", prefix="C").update(colour=1), "queues[3].colour", "unknown_key"),
        (lambda s: entry(s, "windows", number=3).update(own=[]), "windows[3].own", "empty"),
        (lambda s: entry(s, "windows", number=3).update(own=["Z"]), "windows[3].own[1]", "reference"),
        (lambda s: s["settings"].update(max_calls=1), "settings.absent_after", "range"),
        (lambda s: s["settings"].update(max_calls="3"), "settings.max_calls", "type"),
        (lambda s: s["priorities"].append({**s["priorities"][0]}), None, "duplicate"),
        (lambda s: s.update(hours={"mon": "9-5"}), "hours.mon", "hours"),
        (lambda s: s.update(queues=[]), "queues", "empty"),
        (lambda s: s.update(queues="none"), "queues", "type"),
    ],
)
def test_a_bad_value_is_refused_where_it_stands(
    hall: Hall, manager: Client, edit: Any, path: Any, code: Any
) -> None:
    before = settings(manager)
    errors = save(manager, edit).refused(422, "invalid")["errors"]
    found = [error for error in errors if path is None or error["path"] == path]
    assert found, errors
    assert code in [error["code"] for error in found] and all(error["zh"] and error["en"] for error in found)
    assert settings(manager)["version"] == before["version"]


@pytest.mark.parametrize("who", ["clerk_1", "guide", "kiosk", "display", ""])
def test_only_a_manager_reads_and_saves_settings(hall: Hall, who: str) -> None:
    client = hall.by(who)
    status = 401 if who == "" else 403
    body = {"base_version": 1}
    for method, path, sent in (
        ("GET", SETTINGS, None),
        ("PUT", SETTINGS, body),
        ("GET", f"{SETTINGS}/versions", None),
        ("POST", f"{SETTINGS}/versions/1/restore", body),
        ("POST", f"{SETTINGS}/preview", {**body, "queue": "A"}),
        ("POST", f"{SETTINGS}/sample", {**body, "queue": "A"}),
        ("POST", f"{SETTINGS}/trial", body),
        ("GET", "/api/v1/staff", None),
        ("POST", "/api/v1/staff/manager/reset-password", {}),
        ("POST", "/api/v1/staff/manager/end-sessions", {}),
        ("POST", f"/api/v1/windows/{hall.window_id(1)}/close-by-manager", {}),
    ):
        client.ask(method, path, sent).refused(status)


def test_a_queue_somebody_waits_in_does_not_go(hall: Hall, manager: Client) -> None:
    hall.issue("F")

    def without_f(s: dict[str, Any]) -> None:
        s["queues"] = [queue for queue in s["queues"] if queue["prefix"] != "F"]
        for window in s["windows"]:
            window["own"] = [p for p in window["own"] if p != "F"] or ["A"]
            window["help"] = [p for p in window["help"] if p not in ("F", *window["own"])]

    refused = save(manager, without_f, items_to={"F": "A"}).refused(409, "queue_in_use")
    assert refused["params"] == {"prefix": "F", "n": 1}
    hall.clear()
    save(manager, without_f, items_to={"F": "A"}).ok()
    assert [q["prefix"] for q in hall.by("kiosk").get("/api/v1/queues").ok()["queues"]] == list("ABCDE")
    hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-F"}).refused(404, "queue_unknown")


def test_an_old_ticket_keeps_the_name_of_a_queue_that_is_gone(hall: Hall, manager: Client) -> None:
    hall.open(6)
    ticket = hall.issue("F")
    hall.serve(6)
    hall.at(6, "close").ok()

    def without_six(s: dict[str, Any]) -> None:
        s["queues"] = [queue for queue in s["queues"] if queue["prefix"] != "F"]
        s["windows"] = [window for window in s["windows"] if window["number"] != 6]
        for window in s["windows"]:
            window["help"] = [p for p in window["help"] if p != "F"]

    save(manager, without_six, items_to={"F": "A"}).ok()
    old = hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()
    assert old["queue"]["prefix"] == "F"
    token = ticket["url"].rsplit("/", 1)[1]
    assert hall.by("").get(f"/t/{token}").status == 200
    assert hall.by("display").get("/api/v1/board").status == 200


def put(manager: Client, **more: Any) -> Any:
    """Save items, without any section."""
    return manager.ask("PUT", SETTINGS, {"base_version": settings(manager)["version"], **more})


def codes(hall: Hall) -> list[str]:
    return [item["code"] for item in hall.by("kiosk").get("/api/v1/items").ok()["items"]]


def test_an_item_comes_changes_and_goes(hall: Hall, manager: Client) -> None:
    new = {
        "code": "XX01",
        "name": "新的一件事",
        "short_name": "新事",
        "name_en": "Something new",
        "case_type": "即办件",
        "category": "其他",
        "queue": "B",
    }
    put(manager, items=[new]).ok()
    ticket = hall.by("kiosk").post("/api/v1/tickets", {"item_code": "XX01"}).ok(201)["ticket"]
    assert (ticket["queue"]["prefix"], ticket["item"]["name"]) == ("B", "新的一件事")
    refused = put(manager, items_gone=["XX01"]).refused(409, "item_in_use")
    assert refused["params"] == {"name": "新事", "n": 1}
    moved = put(manager, items=[{**new, "queue": "C"}]).ok()
    assert [(c["table"], c["key"], c["field"]) for c in moved["changes"]] == [("items", "XX01", "queue")]
    hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/cancel").ok()
    put(manager, items_gone=["XX01"]).ok()
    assert "XX01" not in codes(hall)
    hall.by("kiosk").post("/api/v1/tickets", {"item_code": "XX01"}).refused(404, "item_unknown")
    old = hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()
    assert old["item"]["name"] == "新的一件事"


def test_an_item_goes_with_its_guide_and_comes_back_with_it(hall: Hall, manager: Client) -> None:
    before = next(item for item in settings(manager)["catalogue"] if item["code"] == "AQ01")
    other = next(kind for kind in ("即办件", "承诺件") if kind != before["case_type"])
    guide = hall.by("").get("/api/v1/items/AQ01").ok()["guide"]
    put(manager, items_gone=["AQ01"]).ok()
    assert hall.by("").get("/g/AQ01").status == 404
    put(manager, items=[{**before, "case_type": other}]).ok()
    assert hall.by("").get("/api/v1/items/AQ01").ok()["guide"] is None, "it is of another case type"
    put(manager, items=[before]).ok()
    assert "AQ01" in codes(hall)
    assert hall.by("").get("/api/v1/items/AQ01").ok()["guide"] == guide is not None


@pytest.mark.parametrize(
    "wrong", [{"code": ["x"]}, {"code": ""}, {"queue": "Z"}, {"queue": {}}, {"name": None}, {"colour": 1}]
)
def test_an_item_filled_in_wrongly_is_refused_where_it_stands(
    hall: Hall, manager: Client, wrong: dict[str, Any]
) -> None:
    known = next(item for item in settings(manager)["catalogue"] if item["code"] == "AQ02")
    errors = put(manager, items=[{**known, "code": "XX02", **wrong}]).refused(422, "invalid")["errors"]
    assert any(error["path"].startswith("items[") and error["zh"] for error in errors), errors


def test_a_window_that_is_open_does_not_go(hall: Hall, manager: Client) -> None:
    hall.open(5)

    def without_five(s: dict[str, Any]) -> None:
        s["windows"] = [window for window in s["windows"] if window["number"] != 5]

    assert save(manager, without_five).refused(409, "window_in_use")["params"] == {"window": 5}
    hall.at(5, "close").ok()
    save(manager, without_five).ok()
    hall.by("clerk_1").get("/api/v1/windows/w-5").refused(404, "window_unknown")


def test_a_new_window_can_be_opened(hall: Hall, manager: Client) -> None:
    new = {"number": 9, "name": "综合窗口", "name_en": "General", "own": ["A"]}
    save(manager, lambda s: s["windows"].append(new)).ok()
    numbers = [w["number"] for w in hall.by("guide").get("/api/v1/windows").ok()["windows"]]
    assert numbers == ["1", "2", "3", "4", "5", "6", "9"]


def test_the_matrix_decides_what_a_window_calls(hall: Hall, manager: Client) -> None:
    number = hall.issue("E")["number"]
    assert number not in order(hall, 6)
    save(manager, lambda s: entry(s, "windows", number=6)["help"].append("E")).ok()
    assert number in order(hall, 6)


def test_the_waiting_are_ranked_anew_when_a_class_changes(hall: Hall, manager: Client) -> None:
    plain = [hall.issue("B")["number"]]
    hall.advance(1200)
    elder = hall.issue("B", priority="elderly")["number"]
    hall.open(2)
    assert order(hall, 2) == [*plain, elder]
    save(manager, lambda s: entry(s, "priorities", code="elderly").update(head_start_s=1800)).ok()
    assert order(hall, 2) == [elder, *plain]
    reason = hall.sql("SELECT reason FROM event WHERE kind = 'priority_changed' ORDER BY id DESC LIMIT 1")
    assert reason == [("plan_changed",)]


def test_a_class_somebody_waits_under_does_not_go(hall: Hall, manager: Client) -> None:
    hall.issue("B", priority="elderly")

    def without_elders(s: dict[str, Any]) -> None:
        s["priorities"] = [group for group in s["priorities"] if group["code"] != "elderly"]

    assert save(manager, without_elders).refused(409, "priority_in_use")["params"]["n"] == 1


def test_a_change_for_tomorrow_comes_with_the_new_day(hall: Hall, manager: Client) -> None:
    tomorrow = (hall.now() + timedelta(days=1)).date().isoformat()
    waiting = save(
        manager, lambda s: entry(s, "queues", prefix="A").update(line="明天的话"), when="next_opening"
    ).ok()
    assert (waiting["from_day"], waiting["in_force_at"]) == (tomorrow, None)
    assert tile(hall, "A")["line"] != "明天的话"
    read = settings(manager)
    assert read["waiting"]["version"] == read["version"] == read["in_force"] + 1
    hall.issue("A")
    nine = hall.now().replace(hour=9, minute=0, second=0) + timedelta(days=1)
    hall.advance((nine - hall.now()).total_seconds())
    eventually(lambda: tile(hall, "A")["line"] == "明天的话" or None, "the new day's settings")


def test_a_change_now_takes_along_what_waits_for_tomorrow(hall: Hall, manager: Client) -> None:
    save(manager, lambda s: s["settings"].update(near=7), when="next_opening").ok()
    save(manager, lambda s: s["settings"].update(max_calls=5)).ok()
    read = settings(manager)
    assert (read["waiting"], read["sections"]["settings"]["near"]) == (None, 7)
    assert read["in_force"] == read["version"]


def test_one_goes_back_to_an_old_version(hall: Hall, manager: Client) -> None:
    old = settings(manager)
    save(manager, lambda s: s["settings"].update(near=9)).ok()
    path = f"{SETTINGS}/versions/{old['version']}/restore"
    manager.post(path, {"base_version": old["version"]}).refused(409, "settings_changed")
    back = manager.post(path, {"base_version": old["version"] + 1}).ok()
    assert back["version"] == old["version"] + 2
    assert settings(manager)["sections"] == old["sections"]
    manager.post(f"{SETTINGS}/versions/9999/restore", {"base_version": back["version"]}).refused(
        404, "plan_unknown"
    )


def test_the_preview_is_the_paper_under_the_changes(hall: Hall, manager: Client) -> None:
    read = settings(manager)
    body = {"base_version": read["version"], "queue": "C"}
    plain = manager.post(f"{SETTINGS}/preview", body)
    assert plain.status == 200 and plain.headers["Content-Type"] == "image/png"
    narrow = manager.post(f"{SETTINGS}/preview", {**body, "width": 58})
    widths = [Image.open(io.BytesIO(answer.raw)).width for answer in (plain, narrow)]
    assert widths == [640, 464]
    edited = [dict(queue) for queue in read["sections"]["queues"]]
    next(queue for queue in edited if queue["prefix"] == "C")["name"] = "新名字"
    changed = manager.post(f"{SETTINGS}/preview", {**body, "sections": {"queues": edited}})
    assert changed.raw != plain.raw
    edited[0]["name"] = ""
    manager.post(f"{SETTINGS}/preview", {**body, "sections": {"queues": edited}}).refused(422, "invalid")
    manager.post(f"{SETTINGS}/preview", {**body, "queue": "Z"}).refused(404, "queue_unknown")


def test_a_sample_is_printed_and_takes_no_number(hall: Hall, manager: Client) -> None:
    body = {"base_version": settings(manager)["version"], "queue": "C"}
    job = manager.post(f"{SETTINGS}/sample", body).ok(202)
    eventually(
        lambda: manager.get(f"/api/v1/print-jobs/{job['id']}").ok()["state"] == "printed" or None,
        "the sample",
    )
    issued = settings(manager)["issued_today"]["C"]
    hall.issue("C")
    assert settings(manager)["issued_today"]["C"] == issued + 1


def test_settings_survive_a_restart(new_hall: Any) -> None:
    hall = new_hall()
    with signed_in(hall) as manager:
        save(manager, lambda s: entry(s, "queues", prefix="A").update(line="留下来")).ok()
    hall.stop()
    hall.start()
    assert tile(hall, "A")["line"] == "留下来"
    hall.open(1)


def test_hours_that_were_given_to_the_demo_stay_in_force(new_hall: Any) -> None:
    hall = new_hall("--hours", "8:30-12:00")
    with signed_in(hall) as manager:
        save(manager, lambda s: s["settings"].update(near=5)).ok()
        hall.advance(4 * 3600)
        hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}).refused(409, "queue_closed")
