"""Anything the published description allows, and much it does not: never a 5xx, never a stack trace."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hall import Client, Hall, both_modes

SECONDS_AT_MOST = 60
HOLDERS = ("kiosk", "guide", "clerk_1", "tablet_1", "print_agent", "display", "")
# Waiting 25 s for paper, and locking the accounts other tests sign in with, are not this test's business.
LEFT_OUT = ("/api/v1/print-jobs/claim", "/login", "/api/v1/devices/enrol")
WORDS = [
    *("q-A", "q-B", "q-Z", "w-1", "w-2", "w-99", "AQ01", "AQ62", "elderly", "royal", "zh-CN", "en", "keep"),
    *("front", "back", "done", "away", "ok", "declined", "printer-1", "A001", "\x00", "\ud800", "号", ""),
    *("' OR 1=1 --", "../..", "x" * 64, "x" * 65, "𝒳", "\u202e", "%00"),
]
words = st.sampled_from(WORDS) | st.text(max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


def routes(described: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Return (method, path, names of the body's fields) of every operation of the description."""
    found = []
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if path.startswith(LEFT_OUT) or method not in ("get", "post", "put", "patch"):
                continue
            schema = json.dumps(operation.get("requestBody", {}))
            names = [name for ref in re.findall(r"schemas/(\w+)", schema) for name in fields(described, ref)]
            found.append((method.upper(), path, names))
    return found


def fields(described: dict[str, Any], schema: str) -> list[str]:
    """Return the names of a schema's fields."""
    return list(described["components"]["schemas"].get(schema, {}).get("properties", {}))


@both_modes
def test_no_request_whatever_breaks_the_server(hall: Hall) -> None:
    described = hall.by("").get("/api/v1/openapi.json").ok()
    every = routes(described)
    assert len(every) > 35
    real = [hall.issue("A")["id"], hall.issue("B")["url"].rsplit("/", 1)[1]]
    hall.open(1)
    seen = {hall.by("").get("/api/v1/windows").status}
    said = len(hall.log())

    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        method, path, names = data.draw(st.sampled_from(every))
        parts = words | st.sampled_from([*real, "w-1", "p_x", "s_x"])
        for name in re.findall(r"{(\w+)}", path):
            value = data.draw(parts).encode("utf-8", "replace").decode()
            path = path.replace(f"{{{name}}}", re.sub(r"[/?#]", "_", value) or "_")
        known = st.dictionaries(st.sampled_from(names), json_values, max_size=5) if names else json_values
        body = data.draw(known | json_values)
        client: Client = hall.by(data.draw(st.sampled_from(HOLDERS)))
        headers = {
            "Content-Type": data.draw(st.sampled_from(["application/json"] * 6 + ["text/plain", "x"])),
            "Accept-Language": data.draw(st.sampled_from(["zh-CN", "en", "*", ""])),
        }
        raw = json.dumps(body).encode()
        answer = client.ask(method, path, data=None if method == "GET" else raw, headers=headers)
        seen.add(answer.status)
        assert answer.status < 500, (method, path, raw, answer.body)
        if answer.status >= 400:
            answer.refused(answer.status)

    ask()
    assert {200, 401, 403, 404, 422} <= seen
    # What breaks in a route is logged by problems.py; the stacks of sockets that other tests tore down are not ours.
    assert "ERROR queue_server" not in hall.log()[said:]
