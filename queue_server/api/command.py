"""How a command is read, run once and answered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Request, Response, request
from werkzeug.exceptions import BadRequest

from queue_server.access import Caller
from queue_server.api.problems import language, problem_body
from queue_server.domain.errors import refuse
from queue_server.site import site
from queue_server.use_cases.once import Key, Reply, once
from queue_server.use_cases.runner import Tx

MAX_BODY = 64 * 1024
MAX_KEY = 64


def _coding(environ: dict[str, Any]) -> str:
    return str(environ.get("HTTP_TRANSFER_ENCODING", "")).strip().lower()


class HallRequest(Request):
    """A request whose JSON is read strictly: nothing is an empty object, anything else must be JSON."""

    max_content_length = MAX_BODY
    max_form_memory_size = MAX_BODY

    def __init__(self, environ: dict[str, Any], *more: Any, **options: Any) -> None:
        # No text in the database holds a NUL, and PostgreSQL will not even be asked for one.
        environ["PATH_INFO"] = environ.get("PATH_INFO", "").replace("\0", "\xef\xbf\xbd")
        environ["QUERY_STRING"] = environ.get("QUERY_STRING", "").replace("%00", "%EF%BF%BD")
        # Both servers take the chunks apart and end the stream at the last; Werkzeug believes only its own.
        if _coding(environ) == "chunked":
            environ["wsgi.input_terminated"] = True
        super().__init__(environ, *more, **options)

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Return the body; raises Refused `wrong_type`, `bad_json` or `too_large`."""
        body = self.get_data(cache=True)
        if not body:
            return {}
        if _coding(self.environ) and len(body) >= MAX_BODY:  # only the beginning was read of it
            raise refuse("too_large")
        if not self.is_json:
            raise refuse("wrong_type")
        try:
            return super().get_json(force=True, silent=False, cache=cache)
        except (BadRequest, RecursionError, ValueError):
            raise refuse("bad_json") from None


def refuse_codings() -> None:
    """Raise `bad_request` for a body that cannot be read, before anything takes it for an empty one."""
    if _coding(request.environ) not in ("", "chunked"):
        raise refuse("bad_request", detail="Transfer-Encoding")


def run(who: Caller, act: Callable[[Tx], Reply], ahead: Callable[[Tx], None] | None = None) -> Response:
    """Run a command once for its idempotency key and answer it; `ahead` asks for what it is going to need.

    Raises Refused `wrong_type`, `bad_json` or `too_large` also for a body that the command has no use for.
    """
    request.get_json()
    key, spoken = _key(who), language()  # read here: the unit runs where there is no request

    def unit(tx: Tx) -> Reply:
        if ahead is not None:
            ahead(tx)
        return once(tx, key, act, lambda refusal: problem_body(refusal, spoken=spoken))

    return _response(site().run(unit, who.actor))


def _key(who: Caller) -> Key | None:
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return None
    if not sent or len(sent) > MAX_KEY or not sent.isascii() or not sent.isprintable():
        raise refuse("bad_idempotency_key")
    body = hashlib.sha256(request.get_data(cache=True)).hexdigest()
    return Key(who.scope, f"{request.method} {request.path}"[:120], sent, body)


def _response(reply: Reply) -> Response:
    if reply.body is None:
        response = Response(status=reply.status)
    else:
        kind = "application/json" if reply.status < 400 else "application/problem+json"
        response = Response(reply.text, reply.status, mimetype=kind)
    if reply.replay:
        response.headers["Idempotent-Replay"] = "true"
    return response


def shown(body: dict[str, Any], status: int = 200) -> Response:
    """Answer a question with an object."""
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/json")
