"""Answer a repeated command with its first answer: idempotency keys (protocol, General)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from queue_server.domain.errors import Refused, refuse
from queue_server.storage import answers
from queue_server.use_cases.runner import Tx

KEPT_FOR = timedelta(hours=24)
Body = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers, and as JSON once it has been run; `replay` when it had been answered before."""

    status: int
    body: Body
    replay: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A caller's key for one command: scoped to credential and route, bound to the body's hash."""

    scope: str
    route: str
    key: str
    body_hash: str


def once(tx: Tx, key: Key | None, act: Callable[[Tx], Reply], problem: Callable[[Refused], Body]) -> Reply:
    """Run the command unless its key has been answered; 2xx and 409 are kept, other errors are not.

    Raises Refused: what the command raises, or `idempotency_key_reused`.
    """
    if key is None:
        return _worded(act(tx))
    since = tx.at - KEPT_FOR
    kept = answers.find(tx.conn, key.scope, key.route, key.key, since)
    if kept is not None:
        if kept.body_hash != key.body_hash:
            raise refuse("idempotency_key_reused")
        return Reply(kept.status, json.loads(kept.body), replay=True, text=kept.body)
    reply = _worded(_act(tx, act, problem))
    answer = answers.Answer(key.body_hash, reply.status, reply.text)
    answers.keep(tx.conn, key.scope, key.route, key.key, answer, tx.at)
    return reply


def _worded(reply: Reply) -> Reply:
    return Reply(reply.status, reply.body, text=json.dumps(reply.body, ensure_ascii=False))


def _act(tx: Tx, act: Callable[[Tx], Reply], problem: Callable[[Refused], Body]) -> Reply:
    try:
        return act(tx)
    except Refused as refusal:
        if refusal.status != 409:
            raise
        tx.undo()
        return Reply(409, problem(refusal))
