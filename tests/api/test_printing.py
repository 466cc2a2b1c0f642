"""The print agent's routes: claim, report, never print twice by itself."""

from __future__ import annotations

from typing import Any

from tests.hall import NOBODY_LISTENS, Hall, eventually


def test_an_unreachable_printer_refuses_the_job_and_nothing_else_suffers(new_hall: Any) -> None:
    hall: Hall = new_hall("--printer", NOBODY_LISTENS)
    made = hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)
    path = f"/api/v1/print-jobs/{made['print_job']['id']}"
    eventually(lambda: hall.by("kiosk").get(path).ok()["state"] == "refused", "a refused job", 20)
    eventually(lambda: hall.sql("SELECT 1 FROM help_call WHERE kind = 'printer_refused'"), "the desk is told")
    hall.open(1)
    assert hall.at(1, "call-next").ok()["id"] == made["ticket"]["id"]
    assert hall.sql("SELECT count(*) FROM print_job") == [(1,)]


def test_unknown_jobs_and_printers_are_refused(hall: Hall) -> None:
    agent = hall.by("print_agent")
    for end in ("printed", "refused", "uncertain"):
        agent.post(f"/api/v1/print-jobs/p_x/{end}").refused(404, "job_unknown")
    agent.post("/api/v1/print-jobs/claim", {"printer_id": "printer-9"}).refused(404, "printer_unknown")
    agent.ask("PUT", "/api/v1/printers/printer-9/status", {"state": "ok"}).refused(404, "printer_unknown")
    agent.ask("PUT", "/api/v1/printers/printer-1/status", {"state": "burning"}).refused(422, "invalid")
    for wait in (-1, 26, "x", 1e308):
        body = {"printer_id": "printer-1", "wait_s": wait}
        agent.post("/api/v1/print-jobs/claim", body).refused(422, "invalid")


def test_a_finished_job_takes_no_other_report(hall: Hall) -> None:
    made = hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)
    path, agent = f"/api/v1/print-jobs/{made['print_job']['id']}", hall.by("print_agent")
    eventually(lambda: agent.get(path).ok()["state"] == "printed", "a printed job", 15)
    agent.post(f"{path}/printed").ok()
    agent.post(f"{path}/refused").refused(409, "job_not_claimed")
    assert agent.get(path).ok()["state"] == "printed"


def test_jobs_are_listed_by_state(hall: Hall) -> None:
    hall.issue("A")
    found = hall.by("guide").get("/api/v1/print-jobs").ok()["print_jobs"]
    assert {"id", "printer_id", "ticket_id", "kind", "state", "attempts"} <= set(found[0])
    assert "document" not in found[0]
    printed = hall.by("guide").get("/api/v1/print-jobs?state=printed").ok()["print_jobs"]
    assert all(job["state"] == "printed" for job in printed)


def test_a_help_call_about_no_known_ticket_is_answered_clearly(hall: Hall) -> None:
    answer = hall.by("kiosk").post("/api/v1/help", {"why": "reprint", "ticket_id": "t_nothing"})
    answer.refused(404, "ticket_unknown")
