"""Pictures and videos of the notice screens: taken for what they hold, sent in parts, and never lost while shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from queue_server.domain.errors import Refused
from queue_server.media_files import PICTURE_MOST, MediaFiles, kind_of
from tests.api.settings_page import entry, put_back, save, settings, signed_in
from tests.hall import Answer, Client, Hall

MEDIA = "/api/v1/media"
FILE = {"Content-Type": "application/octet-stream"}
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * 40
WEBM = (
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"
    + b"v" * 900
)


@pytest.fixture
def manager(hall: Hall) -> Iterator[Client]:
    """Give a signed-in manager; settings and files are put back."""
    with signed_in(hall) as client:
        before = settings(client)["sections"]
        yield client
        put_back(client, before)
        for one in client.get(MEDIA).ok()["media"]:
            client.post(f"{MEDIA}/{one['id']}/remove").ok(204)


def send(client: Client, data: Any, name: str = "宣传.bin", **more: Any) -> Answer:
    headers = {**FILE, **more.pop("headers", {})}
    return client.ask("POST", MEDIA, data=data, headers=headers, params={"name": name}, **more)


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (640, 360), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (20, 90, 67)).save(out, kind, **more)
    return out.getvalue()


def test_a_picture_is_drawn_anew_without_where_it_was_taken(hall: Hall, manager: Client) -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (36.0, 12.0, 30.0)
    sent = a_picture(size=(640, 360), exif=exif)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(IFD.GPSInfo)
    kept = send(manager, sent, "大厅.jpg").ok(201)
    assert (kept["kind"], kept["mime"], kept["name"]) == ("picture", "image/jpeg", "大厅.jpg")
    got = hall.by("").get(kept["url"])
    picture = Image.open(io.BytesIO(got.raw))
    assert picture.size == (360, 640), "upright"
    assert dict(picture.getexif()) == {}
    assert got.headers["Content-Type"] == "image/jpeg" and got.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in got.headers["Cache-Control"]


def test_a_picture_is_no_larger_than_a_screen(manager: Client) -> None:
    kept = send(manager, a_picture("PNG", (5000, 1000))).ok(201)
    drawn = Image.open(io.BytesIO(manager.get(kept["url"]).raw))
    assert drawn.size == (3840, 768) and drawn.format == "PNG"


def test_a_video_is_sent_in_the_parts_that_are_asked_for(hall: Hall, manager: Client) -> None:
    for data, mime in ((MP4, "video/mp4"), (WEBM, "video/webm")):
        kept = send(manager, data).ok(201)
        assert (kept["kind"], kept["mime"], kept["size"]) == ("video", mime, len(data))
        whole = hall.by("").get(kept["url"])
        assert whole.raw == data and whole.headers["Accept-Ranges"] == "bytes"
        part = hall.by("").get(kept["url"], headers={"Range": "bytes=100-199"})
        assert (part.status, part.raw) == (206, data[100:200])
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(data)}"
        assert hall.by("").get(kept["url"], headers={"Range": f"bytes={len(data)}-"}).status == 416


def test_the_same_file_is_kept_once(manager: Client) -> None:
    first, again = send(manager, MP4, "一").ok(201), send(manager, MP4, "二").ok(201)
    assert first == again
    assert [m["id"] for m in manager.get(MEDIA).ok()["media"]] == [first["id"]]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"x" * 90,
        b"\x00\x00\x00\x18ftypqt  \x00\x00",
        b"\x89PNG\r\n\x1a\n" + b"broken" * 9,
        b"\xff\xd8\xff" + b"\0" * 200,
    ],
    ids=["nothing", "text", "html", "svg", "gif", "quicktime", "half a png", "half a jpeg"],
)
def test_what_no_screen_shows_is_refused_and_leaves_nothing(hall: Hall, manager: Client, data: bytes) -> None:
    send(manager, data, "x.png").refused(422, "not_media")
    assert manager.get(MEDIA).ok() == {**manager.get(MEDIA).ok(), "media": [], "used": 0}
    assert not list((hall.data / "media").glob("*")) and not list((hall.data / "media").glob(".*"))


def test_a_picture_of_too_many_bytes_is_refused(manager: Client) -> None:
    send(manager, b"\xff\xd8\xff" + b"\0" * PICTURE_MOST).refused(413, "too_large")


def test_only_a_manager_of_this_site_puts_files_in(hall: Hall, manager: Client) -> None:
    send(manager, MP4, headers={"Content-Type": "text/plain"}).refused(415, "wrong_type")
    send(manager, MP4, headers={"Origin": "http://elsewhere.example"}).refused(403, "wrong_origin")
    with hall.client("clerk_1") as clerk, hall.client() as nobody:
        send(clerk, MP4).refused(403, "not_yours")
        send(nobody, MP4).refused(401, "no_credential")
        nobody.get(MEDIA).refused(401, "no_credential")


@pytest.mark.parametrize(
    "name", ["..%2Fhall.db", "hall.db", "0" * 24 + ".mp4", "%2e%2e/secrets.json", "a.php"]
)
def test_no_other_file_of_the_server_is_sent(hall: Hall, name: str) -> None:
    assert hall.by("").get(f"/media/{name}").status == 404


def test_a_file_that_a_screen_shows_is_not_taken_out(hall: Hall, manager: Client) -> None:
    kept = send(manager, MP4, "宣传.mp4").ok(201)
    shows = [{"media": kept["id"]}]
    save(
        manager, lambda s: entry(s, "screens", code="notices").update(entries=shows), when="next_opening"
    ).ok()
    told = manager.post(f"{MEDIA}/{kept['id']}/remove").refused(409, "media_in_use")
    assert "公示屏" in told["title"], "though it is shown from tomorrow only"
    save(manager, lambda s: entry(s, "screens", code="notices").update(entries=[])).ok()
    manager.post(f"{MEDIA}/{kept['id']}/remove").ok(204)
    assert hall.by("").get(kept["url"]).status == 404
    manager.post(f"{MEDIA}/{kept['id']}/remove").refused(404, "not_found")
    kinds = [
        row[0] for row in hall.sql("SELECT kind FROM event WHERE kind LIKE 'media%' ORDER BY id DESC LIMIT 2")
    ]
    assert kinds == ["media_removed", "media_added"]


def test_a_nearly_full_disk_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = MediaFiles(tmp_path / "media", lambda work: work())
    monkeypatch.setattr("queue_server.media_files.FREE_LEAST", 10**18)
    with pytest.raises(Refused) as refusal:
        files.take(io.BytesIO(MP4))
    assert refusal.value.code == "media_full"
    assert list((tmp_path / "media").iterdir()) == []


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (MP4, "mp4"),
        (WEBM, "webm"),
        (a_picture(), "picture"),
        (a_picture("WEBP"), "picture"),
        (b"\x1a\x45\xdf\xa3 matroska", None),
    ],
    ids=["mp4", "webm", "jpeg", "webp", "mkv"],
)
def test_a_file_is_what_it_holds(head: bytes, kind: str | None) -> None:
    assert kind_of(head[:64]) == kind
