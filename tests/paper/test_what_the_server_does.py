"""What becomes of papers and printers on the server: late, elsewhere, given to nobody, told to staff."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from queue_server.storage import people
from queue_server.use_cases.print_jobs import AWAY, AWAY_AFTER_S, Silence, notice_silence
from queue_server.use_cases.secrets_of import fingerprint
from tests.paper.paper_hall import AGENT_TOKEN, FIRST, SECOND, PaperHall

NOWHERE = "tcp://127.0.0.1:9"


@contextmanager
def hall_with(folder: Path, *addresses: str, **more: Any) -> Iterator[PaperHall]:
    hall = PaperHall(folder, *addresses, **more)
    try:
        yield hall
    finally:
        hall.close()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[PaperHall]:
    """A hall of two printers that prints at the second when the first cannot."""
    with hall_with(tmp_path, NOWHERE, NOWHERE, printer_down="second") as made:
        yield made


def agent(hall: PaperHall, method: str, path: str, body: Any = None, token: str = AGENT_TOKEN) -> Any:
    return hall.ask(method, path, body, token)


def claim(hall: PaperHall, printer_id: str = FIRST, token: str = AGENT_TOKEN) -> dict[str, Any] | None:
    got: dict[str, Any] | None = agent(
        hall, "POST", "/print-jobs/claim", {"printer_id": printer_id, "wait_s": 0}, token
    )
    return got


def say(hall: PaperHall, printer_id: str, state: str, why: str | None = None) -> None:
    agent(hall, "PUT", f"/printers/{printer_id}/status", {"state": state, "why": why})


def test_a_paper_too_late_is_not_printed_and_staff_and_kiosk_are_told(hall: PaperHall) -> None:
    _, job_id = hall.issue()
    hall.pass_s(121)
    assert (hall.job(job_id).state, hall.job(job_id).reason) == ("expired", "too_late")
    assert claim(hall) is None
    assert hall.calls() == ["printer_expired"]
    assert hall.shown()["job"]["state"] == "expired"


def test_a_refused_paper_that_gets_too_late_is_told_of_once(hall: PaperHall) -> None:
    _, job_id = hall.issue()
    assert claim(hall)
    say(hall, SECOND, "down", "paper_out")
    agent(hall, "POST", f"/print-jobs/{job_id}/refused", {"reason": "paper_out"})
    hall.pass_s(121)
    assert hall.job(job_id).state == "expired"
    assert hall.calls() == ["printer_down", "printer_refused"]


def test_a_paper_the_first_printer_refuses_comes_out_at_the_second(hall: PaperHall) -> None:
    _, job_id = hall.issue()
    assert claim(hall)
    agent(hall, "POST", f"/print-jobs/{job_id}/refused", {"reason": "paper_out"})
    assert claim(hall) is None
    moved = claim(hall, SECOND)
    assert moved is not None and moved["id"] == job_id
    assert hall.shown()["job"]["elsewhere"]["name"] == "打印机 2"
    agent(hall, "POST", f"/print-jobs/{job_id}/printed", {})
    assert hall.job(job_id).state == "printed"


def test_papers_waiting_for_a_printer_that_stops_go_to_the_second_at_once(hall: PaperHall) -> None:
    jobs = [hall.issue()[1] for _ in range(3)]
    say(hall, FIRST, "down", "cover_open")
    assert [hall.job(job).printer_id for job in jobs] == [SECOND] * 3
    hall.issue()
    assert claim(hall, FIRST) is None
    assert hall.shown()["printer"] == {
        "state": "down", "why": "cover_open", "instead": {"name": "打印机 2", "name_en": ""},
    }  # fmt: skip
    say(hall, FIRST, "ok")
    assert hall.job(hall.issue()[1]).printer_id == FIRST
    assert hall.shown()["printer"]["instead"] is None


def test_a_refused_paper_waits_until_its_printer_is_well_and_then_comes_at_once(tmp_path: Path) -> None:
    with hall_with(tmp_path, NOWHERE) as hall:
        _, job_id = hall.issue()
        assert claim(hall)
        agent(hall, "POST", f"/print-jobs/{job_id}/refused", {"reason": "paper_out"})
        say(hall, FIRST, "down", "paper_out")
        hall.pass_s(60)
        assert claim(hall) is None
        _, later = hall.issue()
        got = claim(hall)
        assert got is not None and got["id"] == later, "a new one is tried, so that its citizen is told why"
        agent(hall, "POST", f"/print-jobs/{later}/refused", {"reason": "paper_out"})
        say(hall, FIRST, "ok")
        came = [claim(hall), claim(hall)]
        assert [one and one["id"] for one in came] == [job_id, later]


def test_staff_are_not_called_any_longer_for_a_paper_that_has_come_out_after_all(tmp_path: Path) -> None:
    with hall_with(tmp_path, NOWHERE) as hall:
        (_, refused), (_, uncertain), (_, lost) = hall.issue(), hall.issue(), hall.issue()
        for job_id, state in ((refused, "refused"), (uncertain, "uncertain"), (lost, "uncertain")):
            got = claim(hall)
            assert got is not None and got["id"] == job_id
            agent(hall, "POST", f"/print-jobs/{job_id}/{state}", {"reason": "lost"})
        hall.pass_s(4)
        got = claim(hall)
        assert got is not None and got["id"] == refused
        for job_id in (refused, uncertain):
            agent(hall, "POST", f"/print-jobs/{job_id}/printed", {})
        with hall.served.site.reading() as conn:
            left = conn.exec_driver_sql("SELECT ticket_id FROM help_call WHERE acknowledged_at IS NULL").all()
        assert left == [(hall.job(lost).ticket_id,)]


def test_a_refused_paper_whose_printer_is_not_known_to_be_down_is_tried_again_after_three_seconds(
    tmp_path: Path,
) -> None:
    with hall_with(tmp_path, NOWHERE) as hall:
        _, job_id = hall.issue()
        say(hall, FIRST, "ok")
        assert claim(hall)
        agent(hall, "POST", f"/print-jobs/{job_id}/refused", {"reason": "lost"})
        assert claim(hall) is None
        hall.pass_s(3.1)
        got = claim(hall)
        assert got is not None and got["id"] == job_id


def test_only_the_agent_of_the_printer_concerned_is_woken(hall: PaperHall) -> None:
    wakes = hall.served.site.extras["paper_wakes"]
    first, second = wakes.next(FIRST), wakes.next(SECOND)
    hall.issue()
    assert first.wait(10) and not second.is_set()
    say(hall, SECOND, "down", "paper_out")
    say(hall, SECOND, "ok")
    assert second.wait(10)


def test_an_uncertain_paper_goes_nowhere(hall: PaperHall) -> None:
    _, job_id = hall.issue()
    assert claim(hall)
    agent(hall, "POST", f"/print-jobs/{job_id}/uncertain", {"reason": "lost"})
    say(hall, FIRST, "down", "not_answering")
    hall.pass_s(60)
    assert (hall.job(job_id).state, hall.job(job_id).printer_id) == ("uncertain", FIRST)
    assert claim(hall) is None and claim(hall, SECOND) is None


def test_two_printers_that_are_down_do_not_pass_papers_to_and_fro(hall: PaperHall) -> None:
    say(hall, SECOND, "down", "paper_out")
    _, job_id = hall.issue()
    say(hall, FIRST, "down", "paper_out")
    assert hall.job(job_id).printer_id == FIRST
    say(hall, SECOND, "ok")
    hall.pass_s(4)
    assert claim(hall)
    agent(hall, "POST", f"/print-jobs/{job_id}/refused", {"reason": "paper_out"})
    assert hall.job(job_id).printer_id == SECOND


@pytest.mark.parametrize("rule", ["issue", "refuse"])
def test_a_hall_that_does_not_want_it_prints_nowhere_else(tmp_path: Path, rule: str) -> None:
    with hall_with(tmp_path, NOWHERE, NOWHERE, printer_down=rule) as hall:
        _, job_id = hall.issue()
        say(hall, FIRST, "down", "paper_out")
        assert hall.job(job_id).printer_id == FIRST


def test_the_next_slip_after_an_uncertain_one_is_to_recover_the_printer(hall: PaperHall) -> None:
    (_, first), _ = hall.issue(), hall.issue()
    got = claim(hall)
    assert got is not None and got["recover"] is False
    agent(hall, "POST", f"/print-jobs/{first}/uncertain", {"reason": "lost"})
    got = claim(hall)
    assert got is not None and got["recover"] is True
    agent(hall, "POST", f"/print-jobs/{got['id']}/printed", {})
    hall.issue()
    got = claim(hall)
    assert got is not None and got["recover"] is False
    hall.pass_s(31)  # its agent is dead
    hall.issue()
    got = claim(hall)
    assert got is not None and got["recover"] is True


def test_one_printer_that_recovers_leaves_the_call_for_the_other_open(hall: PaperHall) -> None:
    hall.served.site.run(lambda tx: people.put_device(tx.conn, DESK, fingerprint("desk"), tx.at))
    say(hall, FIRST, "down", "paper_out")
    say(hall, SECOND, "down", "cover_open")
    say(hall, FIRST, "ok")
    with hall.served.site.reading() as conn:
        left = conn.exec_driver_sql(
            "SELECT device_id, why FROM help_call WHERE acknowledged_at IS NULL"
        ).all()
    assert left == [("guide-1", "cover_open")]


DESK = people.Device("guide-1", "guide", "导办台", None, None, SECOND, None)
BOX = people.Device("print_agent-2", "print_agent", "取号机的打印程序", None, None, None, None)


def test_an_agent_has_its_own_printers_and_no_others(hall: PaperHall) -> None:
    def move_in(tx: Any) -> None:
        people.put_device(tx.conn, BOX, fingerprint("box-token"), tx.at)
        tx.conn.exec_driver_sql("UPDATE printer SET agent_id = 'print_agent-2' WHERE id = 'printer-2'")

    hall.served.site.run(move_in)
    for token, mine, other in ((AGENT_TOKEN, FIRST, SECOND), ("box-token", SECOND, FIRST)):
        assert [one["id"] for one in agent(hall, "GET", "/printers", token=token)["printers"]] == [mine]
        assert claim(hall, mine, token) is None
        wish = {"printer_id": other, "wait_s": 0}
        assert hall.refused("POST", "/print-jobs/claim", wish, token) == 404
        assert hall.refused("PUT", f"/printers/{other}/status", {"state": "ok"}, token) == 404


def test_no_paper_is_given_to_an_agent_that_has_gone(hall: PaperHall) -> None:
    """Its question waits on at the server, which must not answer it with somebody's ticket."""
    asked = threading.Event()
    wakes = hall.served.site.extras["paper_wakes"]
    really = wakes.next

    def seen(*what: str) -> threading.Event:
        asked.set()
        return cast("threading.Event", really(*what))

    wakes.next = seen
    body = b'{"printer_id": "printer-1", "wait_s": 20}'
    with socket.create_connection(("127.0.0.1", int(hall.base_url.rsplit(":", 1)[1]))) as asking:
        asking.sendall(
            b"POST /api/v1/print-jobs/claim HTTP/1.1\r\nHost: hall\r\nAuthorization: Bearer agent-token\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        assert asked.wait(10)
    _, job_id = hall.issue()
    hall.pass_s(1)
    got = claim(hall)
    assert got is not None and got["id"] == job_id


def test_a_printer_whose_agent_falls_silent_is_down_until_it_speaks_again(hall: PaperHall) -> None:
    silence = Silence()
    say(hall, FIRST, "ok")

    def look(at_s: float) -> str | None:
        hall.served.site.run(lambda tx: notice_silence(tx, silence, at_s))
        return hall.printer().why

    assert look(0) is None and look(AWAY_AFTER_S) is None
    say(hall, FIRST, "ok")
    assert look(AWAY_AFTER_S + 1) is None and look(2 * AWAY_AFTER_S) is None
    assert look(2 * AWAY_AFTER_S + 2) == AWAY
    assert hall.calls() == ["printer_down"]
    assert hall.printer(SECOND).state == "unknown", "never heard of is not silent"
    say(hall, FIRST, "ok")
    assert hall.printer().state == "ok"


def test_an_agent_busy_with_a_slip_is_not_silent(hall: PaperHall) -> None:
    silence = Silence()
    say(hall, FIRST, "ok")
    hall.issue()
    assert claim(hall)
    for at_s in (0.0, AWAY_AFTER_S + 1):
        hall.served.site.run(lambda tx, at_s=at_s: notice_silence(tx, silence, at_s))  # type: ignore[misc]
    assert hall.printer().state == "ok"


def test_the_figures_say_how_each_printer_is_and_what_it_owes(hall: PaperHall) -> None:
    from urllib.request import Request, urlopen

    hall.issue()
    hall.pass_s(40)
    say(hall, SECOND, "unknown", "no_status")
    say(hall, FIRST, "near_end")
    request = Request(f"{hall.base_url}/metrics", headers={"Authorization": f"Bearer {AGENT_TOKEN}"})
    with urlopen(request, timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    for line in (
        'tinghao_printer_up{printer="printer-1"} 1',
        'tinghao_printer_up{printer="printer-2"} 1',
        'tinghao_printer_state{printer="printer-1",state="near_end",why=""} 1',
        'tinghao_printer_state{printer="printer-2",state="unknown",why="no_status"} 1',
        'tinghao_print_jobs_open{printer="printer-1"} 1',
        'tinghao_print_jobs_open{printer="printer-2"} 0',
        'tinghao_print_job_oldest_seconds{printer="printer-2"} 0',
    ):
        assert line in lines
    waits = 'tinghao_print_job_oldest_seconds{printer="printer-1"} '
    assert [40 <= float(line.removeprefix(waits)) < 120 for line in lines if line.startswith(waits)] == [True]
