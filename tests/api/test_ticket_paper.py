"""A manager says how the paper ticket looks; a mistake is told by its line, and is never saved or printed."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw

from printers.template import STANDARD
from tests.api.settings_page import SETTINGS, put_back, save, settings, signed_in
from tests.hall import Client, Hall

MISTAKEN = "【大厅】\n【号吗】\n请到{窗}\n【号码】"


@pytest.fixture
def manager(hall: Hall) -> Iterator[Client]:
    """Give a signed-in manager; what the test changed is put back."""
    with signed_in(hall) as client:
        before = settings(client)["sections"]
        yield client
        put_back(client, before)
    hall.clear()


def picture(kind: str = "PNG") -> str:
    drawn = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(drawn).rectangle((20, 20, 279, 179), fill="black")
    out = io.BytesIO()
    drawn.save(out, kind)
    return base64.b64encode(out.getvalue()).decode()


def newest_paper(hall: Hall) -> list[dict[str, Any]]:
    """Return the elements of the paper made last."""
    found = hall.sql("SELECT document FROM print_job ORDER BY created_at DESC, id DESC LIMIT 1")[0][0]
    document = json.loads(found) if isinstance(found, str) else found
    return list(document["elements"])


def preview(manager: Client, width: int = 80, **ticket: str) -> Any:
    body = {
        "base_version": settings(manager)["version"],
        "sections": {"ticket": ticket},
        "queue": "C",
        "width": width,
    }
    return manager.ask("POST", f"{SETTINGS}/preview", body)


def drawn(answer: Any) -> Image.Image:
    assert answer.status == 200, answer.body
    return Image.open(io.BytesIO(answer.raw))


def test_a_saved_template_and_logo_are_on_the_next_ticket_and_on_a_reprint(
    hall: Hall, manager: Client
) -> None:
    logo = manager.post(f"{SETTINGS}/logo", {"picture": picture("JPEG")}).ok()["logo"]
    template = "【标志】\n【号码】\n【标记】\n# 国庆放假\n{日期} || {短码}"
    save(manager, lambda s: s.update(ticket={"template": template, "logo": logo})).ok()
    ticket = hall.issue("C")
    kinds = ["logo", "number", "line", "columns", "cut"]
    assert [part["e"] for part in newest_paper(hall)] == kinds
    assert newest_paper(hall)[2]["text"] == "国庆放假"
    hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/reprint").ok()
    again = newest_paper(hall)
    assert [part["e"] for part in again] == [*kinds[:2], "marks", *kinds[2:]]
    assert again[2]["texts"] == ["补打"]


def test_a_mistake_is_refused_by_line_and_nothing_is_saved_or_printed(hall: Hall, manager: Client) -> None:
    before, jobs = settings(manager), hall.sql("SELECT count(*) FROM print_job")
    wish = {"base_version": before["version"], "sections": {"ticket": {"template": MISTAKEN}}}
    for method, path, more in (
        ("PUT", SETTINGS, {"when": "now"}),
        ("POST", f"{SETTINGS}/preview", {"queue": "C"}),
        ("POST", f"{SETTINGS}/sample", {"queue": "C"}),
    ):
        errors = manager.ask(method, path, {**wish, **more}).refused(422, "invalid")["errors"]
        assert [(one["path"], one["zh"], one["en"]) for one in errors] == [
            (
                "ticket.template[2]",
                "第 2 行：不认识【号吗】，是不是【号码】？",
                "line 2: unknown block [号吗], did you mean [号码]?",
            ),
            (
                "ticket.template[3]",
                "第 3 行：不认识 {窗}，是不是 {窗口}？",
                "line 3: unknown value {窗}, did you mean {窗口}?",
            ),
        ]
    assert settings(manager)["version"] == before["version"]
    assert hall.sql("SELECT count(*) FROM print_job") == jobs


@pytest.mark.parametrize("text", ["\n", "x" * 2001, "【号码】\x1b@", "【号码】\n放\ud800假", 3])
def test_what_is_no_template_is_refused(manager: Client, text: Any) -> None:
    errors = save(manager, lambda s: s.update(ticket={"template": text})).refused(422, "invalid")["errors"]
    assert all(one["path"].startswith("ticket.template") and one["zh"] and one["en"] for one in errors)


@pytest.mark.parametrize(("width", "dots"), [(80, 640), (58, 464)])
def test_the_preview_follows_what_is_typed_at_both_widths(manager: Client, width: int, dots: int) -> None:
    standard, spelled = drawn(preview(manager, width)), drawn(preview(manager, width, template=STANDARD))
    assert standard.size == spelled.size and standard.width == dots
    above_the_time = (0, 0, dots, standard.height - 80)
    assert standard.crop(above_the_time).tobytes() == spelled.crop(above_the_time).tobytes()
    shorter = drawn(preview(manager, width, template="【号码】"))
    logo = manager.post(f"{SETTINGS}/logo", {"picture": picture()}).ok()["logo"]
    assert shorter.height < standard.height
    # 64 dots of logo and 12 of white below it.
    assert drawn(preview(manager, width, logo=logo)).height == standard.height + 76


def test_the_history_names_the_template_and_an_old_one_comes_back(manager: Client) -> None:
    first = settings(manager)["version"]
    save(manager, lambda s: s.update(ticket={"template": "【号码】\n放假"})).ok()
    newest = manager.get(f"{SETTINGS}/versions").ok()["versions"][0]
    assert newest["author"] and [(one["table"], one["field"]) for one in newest["changes"]] == [
        ("ticket", "template")
    ]
    body = {"base_version": newest["version"]}
    manager.post(f"{SETTINGS}/versions/{first}/restore", body).ok()
    assert settings(manager)["sections"]["ticket"]["template"] == ""


@pytest.mark.parametrize("sent", ["", "no base64!", base64.b64encode(b"no picture").decode()])
def test_a_file_that_is_no_picture_is_refused_in_words(manager: Client, sent: str) -> None:
    assert "PNG" in manager.post(f"{SETTINGS}/logo", {"picture": sent}).refused(422, "not_a_picture")["title"]


def test_a_picture_may_be_larger_than_other_requests_but_not_huge(hall: Hall, manager: Client) -> None:
    large = base64.b64encode(base64.b64decode(picture("BMP")) + bytes(3_000_000)).decode()
    assert manager.post(f"{SETTINGS}/logo", {"picture": large}).ok()["logo"]
    manager.post(f"{SETTINGS}/logo", {"picture": "A" * 7_000_000}).refused(413, "too_large")
    hall.by("guide").post(f"{SETTINGS}/logo", {"picture": large}).refused(403, "not_yours")


def test_a_logo_that_was_not_made_here_is_not_saved(manager: Client) -> None:
    errors = save(manager, lambda s: s.update(ticket={"logo": picture()})).refused(422, "invalid")["errors"]
    assert [one["path"] for one in errors] == ["ticket.logo"]


def test_the_editor_is_told_what_it_may_write(manager: Client) -> None:
    told = settings(manager)["template"]
    assert (
        told["standard"] == STANDARD
        and told["blocks"]["号码"] == "number"
        and told["values"]["时间"] == "time"
    )
