"""Whatever is sent: a clear 4xx in the caller's language, never a 500, and nothing changes."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.client import ANSWERS_WITHIN_S, Answer
from tests.hall import Hall, both_modes

DEEP = b"[" * 30_000
JSON = {"Content-Type": "application/json"}
TRACES = ("Traceback", "sqlite", "sqlalchemy", "queue_server", 'File "')


@pytest.fixture(autouse=True)
def nothing_changes(hall: Hall) -> Iterator[None]:
    """Compare the whole hall before and after each test, but for paper and voice, which still follow earlier ones."""
    late = "('printer_changed', 'print_changed', 'announcement_settled')"

    def everything() -> list[Any]:
        facts = hall.sql(f"SELECT id, kind FROM event WHERE kind NOT IN {late} ORDER BY id")
        return [facts, *(hall.sql(f"SELECT * FROM {t}") for t in ("ticket", "window", "counter", "rating"))]

    before = everything()
    yield
    assert everything() == before
    assert "Traceback" not in hall.log()


@both_modes
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"nonsense", 400, "bad_json"),
        (b'{"queue_id": "q-A"} {}', 400, "bad_json"),
        (b"\xff\xfe\x00", 400, "bad_json"),
        (DEEP, 400, "bad_json"),
        (b'{"a":' * 9_000, 400, "bad_json"),
        (b"[]", 422, "invalid"),
        (b"null", 422, "invalid"),
        (b'"text"', 422, "invalid"),
        (b"17", 422, "invalid"),
        (b"9" * 20_000, 400, "bad_json"),
        (b'{"queue_id": 17}', 422, "invalid"),
        (b'{"queue_id": ["q-A"]}', 422, "invalid"),
        (b'{"queue_id": "' + b"x" * 65 + b'"}', 422, "invalid"),
        (b'{"queue_id": ""}', 422, "invalid"),
        (b'{"queue_id": "q-A\\u0000"}', 422, "invalid"),
        (b'{"queue_id": "\\ud800"}', 422, "invalid"),
        (b'{"queue_id": "q-Z", "\\ud800": 1}', 404, "queue_unknown"),
        (b'{"queue_id": "q-A", "language": "\\udfff"}', 422, "invalid"),
        (b'{"queue_id": "q-A", "priority": "\\ud83d"}', 422, "invalid"),
        (b'{"queue_id": 1e999}', 422, "invalid"),
        (b'{"queue_id": NaN}', 422, "invalid"),
        (b'{"queue_id": "q-A\' OR 1=1 --"}', 404, "queue_unknown"),
        (b'{"item_code": "../../etc/passwd"}', 404, "item_unknown"),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, bytes) else str(value),
)
def test_a_wrong_body_is_refused_in_both_languages(hall: Hall, body: bytes, status: int, code: str) -> None:
    titles = set()
    for language in ("zh-CN", "en"):
        answer = hall.by("kiosk").post(
            "/api/v1/tickets", data=body, headers={**JSON, "Accept-Language": language}
        )
        problem = answer.refused(status, code)
        titles.add(problem["title"])
        assert problem["title"].isascii() == (language == "en")
        assert not any(word in answer.raw.decode() for word in TRACES)
    assert len(titles) == 2


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/ratings", {"spell_id": "s_x", "level": 10**400}),
        ("/api/v1/ratings", {"spell_id": "s_x", "level": True}),
        ("/api/v1/ratings", {"spell_id": "s_x", "level": 4.5}),
        ("/api/v1/ratings", {"spell_id": "s_x", "level": "5"}),
        ("/api/v1/ratings", {"spell_id": "s_x", "level": 0}),
        ("/api/v1/ratings", {"spell_id": "s_x", "level": 5, "options": ["x"] * 17}),
        ("/api/v1/ratings", {"spell_id": "s_x", "level": 5, "comment": "好" * 201}),
        ("/api/v1/ratings", {"spell_id": "s_x", "level": 5, "comment": "a\x00b"}),
        ("/api/v1/ratings/declined", {"spell_id": "s_x", "why": "bored"}),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_wrong_rating_is_refused(hall: Hall, path: str, body: dict[str, Any]) -> None:
    problem = hall.by("tablet_1").post(path, body).refused(422, "invalid")
    assert problem["errors"]


@both_modes
def test_a_megabyte_is_too_large_and_the_next_request_is_served(hall: Hall) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        for path in ("/api/v1/tickets", "/login", "/api/v1/t/x/cancel", "/api/v1/devices/enrol"):
            with hall.client("kiosk") as kiosk:
                answer = kiosk.post(path, data=b"x" * 1_000_000, headers={"Content-Type": kind})
                answer.refused(413, "too_large")
                kiosk.get("/api/v1/queues").ok()


def pieces(whole: bytes, size: int) -> Iterator[bytes]:
    """Cut a body so that it is sent in chunks, without a length."""
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


@both_modes
def test_a_body_without_a_length_is_read_whole_or_refused(hall: Hall) -> None:
    with hall.client("kiosk") as kiosk:

        def post(whole: bytes, path: str = "/api/v1/tickets") -> Answer:
            return kiosk.post(path, data=pieces(whole, 7_000 if len(whole) > 7_000 else 5), headers=JSON)

        post(b"x" * 200_000).refused(413, "too_large")
        post(b'{"queue_id": "q-Z"}').refused(404, "queue_unknown")  # it was read, not taken for an empty one
        post(b'{"queue_id": ').refused(400, "bad_json")
        kiosk.get("/api/v1/queues").ok()


@both_modes
@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("gzip, chunked", b"5\r\nhello\r\n0\r\n\r\n"),
        ("identity", b"hello"),
        ("chunked", b"ZZZ\r\nhello\r\n0\r\n\r\n"),
        ("chunked", b"5\r\nhel"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(hall: Hall, coding: str, sent: bytes) -> None:
    where = urlsplit(hall.base_url)
    head = (
        f"POST /api/v1/tickets HTTP/1.1\r\nHost: {where.netloc}\r\nTransfer-Encoding: {coding}\r\n"
        f"Content-Type: application/json\r\nAuthorization: Bearer {hall.token('kiosk')}\r\n\r\n"
    )
    with socket.create_connection((where.hostname, where.port or 80), timeout=ANSWERS_WITHIN_S) as sock:
        sock.sendall(head.encode() + sent)
        sock.shutdown(socket.SHUT_WR)
        answer = sock.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 ") and b'"code": "bad_request"' in answer


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/xml", "", "a/b/c"])
def test_a_command_must_be_json(hall: Hall, kind: str) -> None:
    body = json.dumps({"queue_id": "q-A"}).encode()
    answer = hall.by("kiosk").post("/api/v1/tickets", data=body, headers={"Content-Type": kind})
    answer.refused(415, "wrong_type")


def test_a_command_without_a_body_of_its_own_reads_none_of_another_kind(hall: Hall) -> None:
    path = f"/api/v1/windows/{hall.window_id(1)}/start"
    hall.by("clerk_1").post(path, data=b"{", headers=JSON).refused(400, "bad_json")
    hall.by("clerk_1").post(path, data=b"x", headers={"Content-Type": "text/plain"}).refused(
        415, "wrong_type"
    )
    hall.by("clerk_1").post(path, data=b"").refused(409, "window_closed")


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/api/v1/nothing", "kiosk"),
        ("/api/v1/tickets/t_nothing", "guide"),
        ("/api/v1/tickets/%00", "guide"),
        ("/api/v1/tickets/%ff%fe", "guide"),
        ("/api/v1/tickets/" + "x" * 3000, "guide"),
        ("/api/v1/tickets/..%2f..%2fetc%2fpasswd", "guide"),
        ("/api/v1/items/%ED%A0%80", ""),
        ("/api/v1/items/' OR 1=1", ""),
        ("/api/v1/t/" + "A" * 22, ""),
        ("/api/v1/t/%F0%9F%98%80", ""),
        ("/api/v1/print-jobs/p_nothing", "print_agent"),
        ("/api/v1/windows/w-0", "guide"),
        ("/api/v1/devices/enrol/nothing", ""),
        ("/static/../../hall.db", ""),
        ("/static/%2e%2e/%2e%2e/pyproject.toml", ""),
        ("/static/..%5c..%5cpyproject.toml", ""),
        ("/audio/..%2fhall.db", ""),
        ("/audio/%2e%2e", ""),
        ("/audio/hall.db", ""),
        ("/sign/99", ""),
        ("/sign/99999999999999999999999", ""),
        ("/window/0", ""),
        ("/tablet/-1", ""),
        ("/secrets.json", ""),
        ("/demo.json", ""),
    ],
)
def test_what_is_not_there_is_not_found(hall: Hall, path: str, who: str) -> None:
    for language, is_ascii in (("en", True), ("zh-CN", False), ("zh", False), ("fr", False)):
        answer = hall.by(who).get(path, headers={"Accept-Language": language})
        problem = answer.refused(404)
        assert problem["title"].isascii() == is_ascii, problem


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/api/v1/tickets"),
        ("PUT", "/api/v1/queues"),
        ("GET", "/api/v1/windows/w-1/call-next"),
        ("POST", "/api/v1/board"),
        ("PATCH", "/kiosk"),
        ("GET", "/login"),
        ("TRACE", "/api/v1/tickets"),
    ],
)
def test_a_wrong_method_is_refused(hall: Hall, method: str, path: str) -> None:
    hall.by("clerk_1").ask(method, path, None).refused(405, "method_not_allowed")


def test_questions_with_nonsense_in_them_are_answered(hall: Hall) -> None:
    for query in ("q=%00", "q=%ff", "q=" + "x" * 3000, "category=%27%3B--", "q[]=1&q[]=2"):
        hall.by("").get(f"/api/v1/items?{query}").ok()
    for number in ("%00", "%ff", "A" * 500, "%F0%9F%98%80", "' OR 1=1"):
        assert hall.by("guide").get(f"/api/v1/tickets?number={number}").ok() == {"tickets": []}
    hall.by("guide").get("/api/v1/print-jobs?state=nothing").refused(422, "invalid")


@pytest.mark.parametrize(
    "language", ["", "*", "q=;;,", "en;q=0.1, zh;q=0.9", "x" * 5000, "\u00ff\u00fe", "en-GB"]
)
def test_any_accept_language_is_understood(hall: Hall, language: str) -> None:
    answer = hall.by("").get("/api/v1/nothing", headers={"Accept-Language": language.encode("latin-1")})
    assert answer.refused(404)["title"].isascii() == (language == "en-GB")


@both_modes
@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\n\r\n",
        b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: nonsense\r\n\r\n",
        b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 20_000 + b"\r\n",
        b"GET /t/\xe5\x8f\xb7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ],
    ids=range(9),
)
def test_broken_http_harms_nobody_else(hall: Hall, bytes_sent: bytes) -> None:
    where = urlsplit(hall.base_url)
    with socket.create_connection((where.hostname, where.port or 80), timeout=5) as sock:
        try:
            sock.sendall(bytes_sent)
            sock.shutdown(socket.SHUT_WR)
            got = sock.recv(4096)
        except OSError:
            got = b""
    assert b" 500 " not in got.split(b"\r\n")[0] and b"Traceback" not in got
    hall.by("").get("/healthz").ok()


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, ("没有找到。", "Not found.")),
        ("/window/99", 404, ("没有这个窗口。", "There is no such window.")),
    ],
)
def test_a_person_at_a_wrong_address_sees_a_page_and_a_program_a_problem(
    hall: Hall, path: str, status: int, words: tuple[str, str]
) -> None:
    page = hall.by("").get(path, headers=BROWSER)
    assert page.status == status and page.headers["Content-Type"].startswith("text/html")
    assert all(f">{word}<" in page.body for word in words)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    hall.by("").get(path).refused(status)
    hall.by("").get(f"/api/v1{path}", headers=BROWSER).refused(404)
