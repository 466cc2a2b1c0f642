"""The way of a citizen through the hall, over the public routes, with the protocol's objects."""

from __future__ import annotations

from tests.api.shapes import BOARD, BOARD_CALL, BOARD_WINDOW, ITEM, QUEUE, RATING, WINDOW, has, is_ticket
from tests.hall import Hall, eventually, everywhere


@everywhere
def test_a_citizen_is_issued_called_served_and_heard(hall: Hall) -> None:
    issued = hall.by("kiosk").post("/api/v1/tickets", {"item_code": "AQ02", "language": "en"}).ok(201)
    ticket = issued["ticket"]
    is_ticket(ticket)
    assert ticket["number"].startswith("C") and ticket["state"] == "waiting" and ticket["people_ahead"] == 0
    assert ticket["item"]["code"] == "AQ02" and ticket["language"] == "en" and ticket["wait"] is None
    assert issued["print_job"]["state"] == "queued"

    opened = hall.at(3, "open").ok()
    has(opened, WINDOW)
    assert opened["state"] == "open" and set(opened["clerk"]) >= {"name", "badge"}
    called = hall.at(3, "call-next").ok()
    is_ticket(called)
    assert called["id"] == ticket["id"] and called["state"] == "called" and called["calls"] == 1
    assert called["window"]["id"] == hall.window_id(3) and called["people_ahead"] is None

    board = hall.by("display").get("/api/v1/board").ok()
    has(board, BOARD)
    has(board["calls"][0], BOARD_CALL)
    assert (board["calls"][0]["number"], board["calls"][0]["window"]) == (ticket["number"], "3")
    for window in board["windows"]:
        has(window, BOARD_WINDOW)

    assert hall.at(3, "start").ok()["state"] == "serving"
    done = hall.at(3, "finish", {"outcome": "accepted", "items": ["AQ02"]}).ok()
    assert done["state"] == "done" and done["outcome"] == "accepted"
    assert done["spell_id"] and done["rateable_until"]

    rating = hall.by("tablet_3").post("/api/v1/ratings", {"spell_id": done["spell_id"], "level": 4}).ok(201)
    has(rating, RATING)
    assert (rating["level"], rating["level_name"], rating["channel"]) == (4, "满意", "tablet")
    assert hall.at(3, "call-next").status == 204


def test_the_paper_of_a_ticket_comes_out(hall: Hall) -> None:
    made = hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-E"}).ok(201)
    path = f"/api/v1/print-jobs/{made['print_job']['id']}"
    eventually(lambda: hall.by("kiosk").get(path).ok()["state"] == "printed", "a printed job", 15)
    assert hall.by("guide").get(path).ok()["ticket_id"] == made["ticket"]["id"]


def test_queues_say_who_waits_and_how_long(hall: Hall) -> None:
    hall.open(5)
    for _ in range(3):
        hall.issue("E")
    found = {q["id"]: q for q in hall.by("kiosk").get("/api/v1/queues").ok()["queues"]}
    assert set(found) == {f"q-{letter}" for letter in "ABCDEF"}
    for queue in found.values():
        has(queue, QUEUE)
    assert found["q-E"]["waiting"] == 3 and found["q-E"]["wait"]["low_s"] < found["q-E"]["wait"]["high_s"]
    assert found["q-A"]["wait"] is None
    last = hall.issue("E")
    assert last["people_ahead"] == 3


def test_anyone_may_read_the_items_and_their_guides(hall: Hall) -> None:
    everything = hall.by("").get("/api/v1/items").ok()
    assert everything["total"] == 62 == len(everything["items"])
    for item in everything["items"]:
        has(item, ITEM)
    found = hall.by("").get("/api/v1/items?q=养老").ok()
    assert 0 < found["total"] < 62 and all("养老" in i["name"] + i["short_name"] for i in found["items"])
    by_category = hall.by("").get(f"/api/v1/items?category={everything['items'][0]['category']}").ok()
    assert {i["category"] for i in by_category["items"]} == {everything["items"][0]["category"]}
    one = hall.by("").get("/api/v1/items/AQ01").ok()
    has(one, ITEM | {"guide", "materials"})
    assert hall.by("").get("/api/v1/items/AQ99").refused(404, "item_unknown")


def test_priority_classes_are_the_protocols(hall: Hall) -> None:
    found = hall.by("kiosk").get("/api/v1/priority-classes").ok()["priority_classes"]
    codes = {"military", "disabled", "elderly", "maternity", "fire_rescue", "martyr_family"}
    assert {p["code"] for p in found} == codes
    assert all(p["head_start_s"] > 0 for p in found)


def test_staff_see_every_window_and_whom_one_may_call_with_why(hall: Hall) -> None:
    first, second = hall.issue("B"), hall.issue("B", priority="elderly")
    windows = hall.by("guide").get("/api/v1/windows").ok()["windows"]
    assert [w["number"] for w in windows] == [str(n) for n in range(1, 7)]
    view = hall.by("clerk_2").get(f"/api/v1/windows/{hall.window_id(2)}").ok()
    has(view, WINDOW | {"tickets"})
    assert [t["number"] for t in view["tickets"]] == [second["number"], first["number"]]
    why = view["tickets"][0]["why"]
    assert why["code"] == "priority" and why["params"]["class"] == "elderly"
    assert why["params"]["ahead_of"] == first["number"]
    assert [t["people_ahead"] for t in view["tickets"]] == [0, 1]
    for ticket in view["tickets"]:
        is_ticket(ticket)


def test_the_health_routes_answer_anyone_and_metrics_need_a_token(hall: Hall) -> None:
    assert hall.by("").get("/healthz").ok()["alive"] is True
    assert hall.by("").get("/readyz").ok()["ready"] is True
    hall.by("").get("/metrics").refused(401, "no_credential")
    assert "tinghao_waiting" in hall.by("display").get("/metrics").ok()


def test_every_page_opens_without_a_sign_in(hall: Hall) -> None:
    pages = "/ /kiosk /board /sign/1 /window/1 /desk /tablet/1 /g/AQ01 /admin /paper"
    for page in pages.split():
        answer = hall.by("").get(page)
        assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/html"), page
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_code_gets_a_page_that_says_so(hall: Hall) -> None:
    for page in ("/t/unknown-token", "/g/AQ99", "/g/%00", "/t/%ff"):
        answer = hall.by("").get(page)
        assert answer.status == 404 and answer.headers["Content-Type"].startswith("text/html"), page


def test_the_published_description_names_every_route_of_the_protocol(hall: Hall) -> None:
    described = hall.by("").get("/api/v1/openapi.json").ok()
    assert described["openapi"].startswith("3.1")
    paths = {path.replace("{", "<").replace("}", ">") for path in described["paths"]}
    routes = """/healthz /readyz /metrics /api/v1/tickets /api/v1/tickets/<ticket_id>
    /api/v1/tickets/<ticket_id>/reprint /api/v1/tickets/<ticket_id>/cancel
    /api/v1/tickets/<ticket_id>/return /api/v1/tickets/<ticket_id>/priority
    /api/v1/t/<token> /api/v1/t/<token>/cancel /api/v1/t/<token>/rating /api/v1/queues /api/v1/items
    /api/v1/items/<code> /api/v1/priority-classes /api/v1/windows /api/v1/windows/<window_id>
    /api/v1/windows/<window_id>/open /api/v1/windows/<window_id>/pause /api/v1/windows/<window_id>/resume
    /api/v1/windows/<window_id>/close /api/v1/windows/<window_id>/call-next
    /api/v1/windows/<window_id>/recall /api/v1/windows/<window_id>/start
    /api/v1/windows/<window_id>/finish /api/v1/windows/<window_id>/absent
    /api/v1/windows/<window_id>/requeue /api/v1/windows/<window_id>/transfer
    /api/v1/windows/<window_id>/priority-not-shown /api/v1/help /api/v1/ratings
    /api/v1/ratings/<rating_id> /api/v1/ratings/declined /api/v1/board /api/v1/devices/enrol
    /api/v1/devices/enrol/<poll_token> /api/v1/print-jobs /api/v1/print-jobs/<job_id>
    /api/v1/print-jobs/claim /api/v1/print-jobs/<job_id>/printed /api/v1/print-jobs/<job_id>/refused
    /api/v1/print-jobs/<job_id>/uncertain /api/v1/printers/<printer_id>/status /login /logout"""
    assert set(routes.split()) <= paths, set(routes.split()) - paths
