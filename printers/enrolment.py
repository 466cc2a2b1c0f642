"""How an agent on a machine of its own gets its token: it shows six digits, a manager lets it in."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from printers.server_link import ServerAwayError, ServerLink

log = logging.getLogger("tinghao.print")

ASK_EVERY_S = 2.0


class EnrolmentError(Exception):
    """No token was got; the text says why."""


def enrol(base_url: str, token_file: Path, name: str, stop: threading.Event) -> str:
    """Return the token in the file; without one, or with one that was shut out, ask for another and keep it there.

    Waits until a manager has approved, asking anew when the code has run out. Only its owner may read the file.
    Raises EnrolmentError when stopped before, or when the file can be neither read nor written.
    """
    kept = _kept(token_file)
    if kept is not None and not _is_refused(base_url, kept):
        return kept
    link = ServerLink(base_url, "")
    try:
        while not stop.is_set():
            try:
                token = _ask(link, name, stop)
            except ServerAwayError as error:
                log.warning("server away: %s", error)
                stop.wait(ASK_EVERY_S)
                continue
            if token is not None:
                _keep(token_file, token)
                return token
    finally:
        link.close()
    raise EnrolmentError("停了，还没有口令 / stopped before there was a token")


def _kept(token_file: Path) -> str | None:
    """Return the token in the file, None without the file. Raises EnrolmentError."""
    try:
        return token_file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EnrolmentError(f"{token_file} 读不了 / cannot be read: {error}") from error


def _is_refused(base_url: str, token: str) -> bool:
    """Tell whether the server says that it knows no such token; one that is away says nothing."""
    link = ServerLink(base_url, token)
    try:
        refused = link.send("GET", "/api/v1/printers").status == HTTPStatus.UNAUTHORIZED
    except ServerAwayError:
        return False
    finally:
        link.close()
    if refused:
        log.warning("口令作废了，重新申请 / the token is worth nothing any more, asking for another")
    return refused


def _ask(link: ServerLink, name: str, stop: threading.Event) -> str | None:
    """Ask to be let in and wait for it; None when the code ran out. Raises ServerAwayError, EnrolmentError."""
    begun = link.send("POST", "/api/v1/devices/enrol", {"kind": "print_agent", "name": name})
    if begun.status == HTTPStatus.TOO_MANY_REQUESTS or begun.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ServerAwayError(f"asking for a token answered {begun.status}")
    if begun.status != HTTPStatus.CREATED or not isinstance(begun.body, dict):
        raise EnrolmentError(f"服务器不给口令 / the server gives no token: {begun.status} {begun.body}")
    print(
        f"请大厅主任在管理页「设备」里输入 {begun.body['code']} / ask the manager to enter this code under Devices",
        flush=True,
    )
    path = f"/api/v1/devices/enrol/{quote(str(begun.body['poll_token']), safe='')}"
    while not stop.wait(ASK_EVERY_S):
        answer = link.send("GET", path)
        if answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE):
            return None
        if isinstance(answer.body, dict) and answer.body.get("token"):
            return str(answer.body["token"])
    return None


def _keep(token_file: Path, token: str) -> None:
    """Write the token whole or not at all, readable by its owner alone."""
    try:
        token_file.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=token_file.parent, prefix=f".{token_file.name}.")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(token + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, token_file)
    except OSError as error:
        raise EnrolmentError(f"{token_file} 写不了 / cannot be written: {error}") from error
