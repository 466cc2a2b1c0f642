"""Errors as RFC 9457 problem+json, in the caller's language; never a stack trace."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, request
from pydantic import ValidationError
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header

from queue_server.api.field_errors import field_errors
from queue_server.api.problem_doc import problem_page
from queue_server.domain.errors import Refused, refuse
from queue_server.screens.shared.shell import refusal_page

_LOG = logging.getLogger(__name__)
_BY_STATUS = {
    400: "bad_request",
    401: "no_credential",
    403: "not_yours",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "wrong_type",
    422: "invalid",
    429: "too_many_requests",
    503: "storage_away",
}
RETRY_AFTER_S = 2


def language() -> str:
    """Return the caller's language: zh unless English is preferred."""
    return _preferred(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)
def _preferred(accepted: str) -> str:
    """Return the language of an Accept-Language header; a browser sends the same one each time."""
    languages = parse_accept_header(accepted, LanguageAccept)
    return languages.best_match(["zh-CN", "zh", "en"], "zh-CN").replace("zh-CN", "zh")


def problem_body(refusal: Refused, errors: Any | None = None, *, spoken: str | None = None) -> dict[str, Any]:
    """Return a refusal as a problem object, in the language given or else the caller's."""
    body: dict[str, Any] = {
        "type": f"/docs/problems#{refusal.code}",
        "title": refusal.title("en" if (spoken or language()) == "en" else "zh-CN"),
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.detail or "",
    }
    if refusal.params:
        body["params"] = refusal.params
    if "opens_at" in refusal.params:
        body["opens_at"] = refusal.params["opens_at"]
    if errors:
        body["errors"] = errors
    if refusal.status == 503:
        body["retry_after"] = RETRY_AFTER_S
    return body


def problem(refusal: Refused, errors: Any | None = None) -> Response:
    """Return a refusal as an HTTP response: a problem to programs, a page to a person who opened an address."""
    if _opened_by_a_person():
        return refusal_page(refusal.title("zh-CN"), refusal.title("en"), refusal.status)
    response = Response(
        json.dumps(problem_body(refusal, errors), ensure_ascii=False),
        status=refusal.status,
        mimetype="application/problem+json",
    )
    if refusal.status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _opened_by_a_person() -> bool:
    """Tell whether a browser asks for a page; a program that takes anything gets the problem."""
    offered = ["application/problem+json", "application/json", "text/html"]
    return not request.path.startswith("/api/") and request.accept_mimetypes.best_match(offered) == offered[2]


def _of_http_error(error: HTTPError) -> Response:
    code = _BY_STATUS.get(error.status_code, "bad_request")
    if isinstance(error.__cause__, ValidationError):
        (where,) = error.detail
        return invalid(error.__cause__, where)
    return problem(refuse(code))


def invalid(wrong: ValidationError, where: str = "json") -> Response:
    """Answer a body whose fields are wrong, and say of each what is wrong with it."""
    return problem(refuse("invalid"), {where: field_errors(wrong, english=language() == "en")})


def _of_werkzeug(error: HTTPException) -> Response:
    if error.code is not None and 300 <= error.code < 400:
        return Response(status=error.code, headers=error.get_headers())
    return problem(refuse(_BY_STATUS.get(error.code or 500, "bad_request")))


def _of_bug(_error: Exception) -> Response:
    _LOG.exception("%s %s failed", request.method, request.path)
    return problem(refuse("server_error"))


def _page() -> Response:
    return Response(problem_page(), mimetype="text/plain")


def install(app: APIFlask) -> None:
    """Answer every error of an application as a problem, and explain each where its `type` points."""
    app.add_url_rule("/docs/problems", "problems", _page)
    app.error_processor(_of_http_error)
    app.register_error_handler(Refused, problem)
    app.register_error_handler(HTTPException, _of_werkzeug)
    app.register_error_handler(Exception, _of_bug)
