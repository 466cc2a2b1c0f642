"""What the hall's screens show is the manager's to say; a display shows what it was given, at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from queue_server.plan_screens import REQUIRED_PAGES
from tests.api.settings_page import entry, put_back, save, settings, signed_in
from tests.hall import Client, Hall, eventually
from tests.realtime.sockets import Watching

DISPLAY = "display-1"


@pytest.fixture
def manager(hall: Hall) -> Iterator[Client]:
    """Give a signed-in manager; the settings and what the display shows are put back."""
    with signed_in(hall) as client:
        before = settings(client)["sections"]
        yield client
        put_back(client, before)
        give(client, "hall")


def give(manager: Client, screen: str | None) -> dict[str, Any]:
    return dict(manager.ask("PUT", f"/api/v1/devices/{DISPLAY}/screen", {"screen": screen}).ok())


@pytest.fixture
def admin(hall: Hall, manager: Client) -> Iterator[Watching]:
    """Open the manager's page."""
    cookies = "; ".join(f"{c.name}={c.value}" for c in manager.session.cookies)
    made = Watching(hall, {"screen": "admin"}, {"Cookie": cookies})
    yield made
    made.close()


def device(snapshot: dict[str, Any]) -> dict[str, Any]:
    return dict(next(d for d in snapshot["devices"] if d["id"] == DISPLAY))


@pytest.fixture
def shown(hall: Hall) -> Iterator[Any]:
    """Open what the display shows at /screen."""
    opened: list[Watching] = []

    def open_screen() -> Watching:
        made = Watching(hall, {"screen": "screen", "token": hall.token("display")})
        opened.append(made)
        return made

    yield open_screen
    for each in opened:
        each.close()


def test_a_display_shows_what_it_was_given_and_the_hall_board_when_it_was_given_nothing(
    hall: Hall, manager: Client, shown: Any
) -> None:
    give(manager, "east")
    east = shown().first
    assert east["screen"]["layout"] == "zone" and east["screen"]["zone"] == "东侧等候区"
    assert [q["prefix"] for q in east["queues"]] == ["A", "B", "C"] == [n["prefix"] for n in east["next"]]
    assert {w["number"] for w in east["windows"]} < {w["number"] for w in board(hall)["windows"]}
    give(manager, None)
    assert shown().first.get("screen") is None and len(shown().first["queues"]) == 6


def board(hall: Hall) -> dict[str, Any]:
    return dict(hall.by("display").get("/api/v1/board").ok())


def test_a_screen_given_anew_makes_its_page_connect_anew(hall: Hall, manager: Client, shown: Any) -> None:
    give(manager, "east")
    page = shown()
    ended: list[str] = []
    page.io.on("disconnect", lambda *why: ended.append("ended"))
    assert give(manager, "next")["screen"] == "next"
    eventually(lambda: ended, "the socket let go of", 5)
    assert shown().first["screen"]["code"] == "next"


def test_a_changed_screen_is_pushed_to_who_shows_it(hall: Hall, manager: Client, shown: Any) -> None:
    give(manager, "next")
    page = shown()
    assert len(page.first["next"]) == 6
    save(manager, lambda s: entry(s, "screens", code="next").update(queues=["B"], theme="light")).ok()
    now = page.until(lambda s: len(s["next"]) == 1, "the queue chosen", 5)
    assert (now["next"][0]["prefix"], now["theme"]) == ("B", "light")
    save(manager, lambda s: s["screens"].clear()).ok()
    page.until(lambda s: "screen" not in s and len(s["queues"]) == 6, "the hall board", 5)


def test_a_clerk_is_told_of_the_screens_of_the_settings_too(hall: Hall, manager: Client, shown: Any) -> None:
    hall.issue("C")
    hall.open(3)
    hall.at(3, "call-next").ok()
    clerk = Watching(hall, {"screen": "clerk", "window": 3, "token": hall.token("clerk_3")})
    told = {"board": False, "sign": False}
    clerk.until(lambda s: s["ticket"]["screens"] == told, "nobody shows the call", 5)
    give(manager, "next")
    page = shown()
    clerk.until(lambda s: s["ticket"]["screens"] == {**told, "board": True}, "all queues show it", 5)
    save(manager, lambda s: entry(s, "screens", code="next").update(queues=["B"])).ok()
    clerk.until(lambda s: s["ticket"]["screens"] == told, "a screen of another queue does not", 5)
    sign = {"layout": "sign", "window": 3, "queues": []}
    save(manager, lambda s: entry(s, "screens", code="next").update(sign)).ok()
    clerk.until(lambda s: s["ticket"]["screens"] == {**told, "sign": True}, "a sign by the settings", 5)
    page.close()
    clerk.until(lambda s: s["ticket"]["screens"] == told, "it was taken off the wall", 8)
    clerk.close()


def test_the_next_numbers_are_numbers_only(hall: Hall, manager: Client, shown: Any) -> None:
    give(manager, "next")
    tickets = [hall.issue("C", priority="elderly" if n == 1 else None) for n in range(3)]
    hall.open(3)
    called = hall.at(3, "call-next").ok()
    page = shown()
    row = next(r for r in page.first["next"] if r["prefix"] == "C")
    assert set(row) == {"prefix", "name", "name_en", "waiting", "numbers", "called"}
    assert row["called"] == {"number": called["number"], "window": "3"}
    left = {t["number"] for t in tickets} - {called["number"]}
    assert set(row["numbers"]) == left and row["waiting"] == 2
    assert "elderly" not in str(page.first) and "老年" not in str(page.first["next"])


def test_a_notice_screen_turns_all_pages_or_those_of_its_list(
    hall: Hall, manager: Client, shown: Any
) -> None:
    give(manager, "notices")
    page = shown()
    assert [e["kind"] for e in page.first["entries"]] == list(REQUIRED_PAGES)
    entries = [{"page": "flow", "seconds": 30}, {"media": "0" * 24 + ".mp4"}]
    save(manager, lambda s: entry(s, "screens", code="notices").update(entries=entries)).ok()
    now = page.until(lambda s: len(s["entries"]) == 1, "the list chosen; a file that is gone is left out", 5)
    assert (now["entries"][0]["title"], now["entries"][0]["seconds"]) == ("服务流程", 30)
    save(manager, lambda s: entry(s, "pages", code="flow").update(text_en="In ＿＿ minutes.")).ok()
    now = page.until(lambda s: s["entries"][0]["text_en"] == "", "no English with a blank in it", 5)
    save(manager, lambda s: entry(s, "pages", code="flow").update(text="过号的，＿＿分钟内回来。")).ok()
    page.until(lambda s: s["entries"] == [], "a page with a blank left is not shown", 5)
    assert now["calls"] is not None and now["windows"]


def test_a_sign_at_screen_is_the_windows_own(hall: Hall, manager: Client, shown: Any) -> None:
    give(manager, "window-3")
    first = shown().first
    assert (first["window"]["number"], first["screen"]["layout"]) == ("3", "sign")
    assert "queues" not in first or isinstance(first.get("queues"), bool)


@pytest.mark.parametrize(
    ("edit", "path", "code"),
    [
        ({"layout": "sign"}, "screens[1].window", "missing"),
        ({"layout": "sign", "window": 99}, "screens[1].window", "reference"),
        ({"zone": "楼上"}, "screens[1].zone", "reference"),
        ({"queues": ["A", "Y"]}, "screens[1].queues[2]", "reference"),
        ({"layout": "cinema"}, "screens[1].layout", "choice"),
        ({"entries": [{"page": "flow", "media": "x"}]}, "screens[1].entries[1]", "missing"),
        ({"entries": [{"page": "gone"}]}, "screens[1].entries[1]", "reference"),
        ({"entries": [{"page": "flow", "seconds": 2}]}, "screens[1].entries[1].seconds", "range"),
        ({"code": "east"}, "screens[2].code", "duplicate"),
    ],
)
def test_a_screen_that_cannot_be_is_told_where_it_is_wrong(
    manager: Client, edit: dict[str, Any], path: str, code: str
) -> None:
    told = save(manager, lambda s: s["screens"][0].update(edit)).refused(422, "invalid")
    assert (path, code) in [(fault["path"], fault["code"]) for fault in told["errors"]]


def test_a_window_and_a_queue_that_go_leave_the_screens_too(hall: Hall, manager: Client) -> None:
    save(manager, lambda s: entry(s, "screens", code="next").update(queues=["E", "F"])).ok()

    def without(s: dict[str, Any]) -> None:
        s["windows"] = [w for w in s["windows"] if w["number"] != 3]
        s["queues"] = [q for q in s["queues"] if q["prefix"] != "F"]
        for window in s["windows"]:
            for key in ("own", "help"):
                window[key] = [letter for letter in window[key] if letter != "F"] or (
                    ["E"] if key == "own" else []
                )

    save(manager, without, items_to={"F": "A", "C": "C"}).ok()
    left = settings(manager)["sections"]["screens"]
    assert "window-3" not in [s["code"] for s in left]
    assert entry({"screens": left}, "screens", code="next")["queues"] == ["E"]


def test_a_screen_is_shown_under_changes_nobody_has_saved(hall: Hall, manager: Client) -> None:
    read = settings(manager)
    screens = read["sections"]["screens"]
    screens[0] = {**screens[0], "layout": "next", "queues": ["D"], "theme": "light"}
    body = {"base_version": read["version"], "sections": {"screens": screens}, "screen": "hall"}
    seen = manager.post("/api/v1/settings/screen", body).ok()
    assert ([r["prefix"] for r in seen["next"]], seen["theme"]) == (["D"], "light")
    assert settings(manager)["version"] == read["version"]
    manager.post("/api/v1/settings/screen", {**body, "screen": "none"}).refused(404, "screen_unknown")
    with hall.client("clerk_1") as clerk:
        clerk.post("/api/v1/settings/screen", body).refused(403, "not_yours")


def test_only_a_display_is_given_a_screen_of_the_settings(hall: Hall, manager: Client) -> None:
    ask = manager.ask
    ask("PUT", "/api/v1/devices/kiosk-1/screen", {"screen": "hall"}).refused(409, "not_a_display")
    ask("PUT", f"/api/v1/devices/{DISPLAY}/screen", {"screen": "none"}).refused(404, "screen_unknown")
    ask("PUT", "/api/v1/devices/none/screen", {"screen": "hall"}).refused(404, "device_unknown")
    with hall.client("guide") as guide:
        guide.ask("PUT", f"/api/v1/devices/{DISPLAY}/screen", {"screen": "hall"}).refused(403, "not_yours")


def test_a_new_display_is_let_in_with_its_screen(hall: Hall, manager: Client) -> None:
    wish = hall.by("").post("/api/v1/devices/enrol", {"kind": "display", "name": "新屏"}).ok(201)
    body = {"code": wish["code"], "screen": "east"}
    manager.post("/api/v1/devices/enrol/approve", {**body, "screen": "none"}).refused(404, "screen_unknown")
    device = manager.post("/api/v1/devices/enrol/approve", body).ok()
    token = hall.by("").get(f"/api/v1/devices/enrol/{wish['poll_token']}").ok()["token"]
    page = Watching(hall, {"screen": "screen", "token": token})
    assert page.first["screen"]["code"] == "east"
    page.close()
    manager.post(f"/api/v1/devices/{device['id']}/revoke").ok()


def test_the_screen_that_speaks_for_a_zone_is_the_one_given_to_it(
    hall: Hall, manager: Client, shown: Any
) -> None:
    give(manager, "east")
    here, mute = shown(), None
    here.io.emit("alive", {"version": 0, "audio_ready": True})
    hall.issue("A")
    hall.open(1)
    ticket = hall.at(1, "call-next").ok()
    eventually(lambda: [c for c in here.announced if ticket["number"] in c["text"]], "the call spoken", 10)
    save(manager, lambda s: entry(s, "screens", code="east").update(speaks=False)).ok()
    mute = shown()
    mute.io.emit("alive", {"version": 0, "audio_ready": True})
    hall.issue("B")
    hall.open(2)
    second = hall.at(2, "call-next").ok()
    asked = "SELECT state, why FROM announcement WHERE number = ?"
    settled = eventually(
        lambda: [r for r in hall.sql(asked, second["number"]) if r[0] == "unspoken"], "given up", 15
    )
    assert settled[0][1] == "no_speaker"
    assert not [c for c in (*here.announced, *mute.announced) if second["number"] in c["text"]]


def test_a_display_is_seen_whichever_of_its_pages_it_has_open(
    hall: Hall, manager: Client, admin: Watching, shown: Any
) -> None:
    give(manager, "east")
    old = Watching(hall, {"screen": "display", "token": hall.token("display")})
    admin.until(lambda s: device(s)["state"] == "online", "seen at /board", 5)
    old.close()
    admin.until(lambda s: device(s)["state"] != "online", "gone", 10)
    shown()
    admin.until(lambda s: device(s)["state"] == "online", "seen at /screen", 5)


def test_a_display_whose_screen_is_not_to_speak_is_not_called_unheard(
    hall: Hall, manager: Client, admin: Watching, shown: Any
) -> None:
    give(manager, "next")
    unheard = {"version": 0, "audio_ready": False, "sound": "no_device", "hidden": True}
    shown().io.emit("alive", unheard)
    admin.until(lambda s: device(s)["troubles"] == ["hidden"], "what is the matter with it", 5)
    tell = hall.by("display")
    tell.post("/api/v1/devices/sound-check", {"ran": False, "why": "no_card"}).ok(204)
    of = f'tinghao_screen_trouble{{device="{DISPLAY}",kind="display",trouble='
    assert f'{of}"sound_check"}} 0' in tell.get("/metrics").ok()
    save(manager, lambda s: entry(s, "screens", code="next").update(speaks=True)).ok()
    ill = ["hidden", "sound_no_device", "sound_check"]
    admin.until(lambda s: device(s)["troubles"] == ill, "what is the matter with one that is to speak", 5)
    tell.post("/api/v1/devices/sound-check", {"ran": True, "why": ""}).ok(204)
