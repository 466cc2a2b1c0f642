"""A ticket comes into being: a wish becomes a waiting ticket with its rank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import QueueId, TicketId
from queue_server.domain.policy import Policy
from queue_server.domain.ticket import Claim, RankRule, State, Ticket, claim_of, micros, ranked


@dataclass(frozen=True, slots=True)
class Wish:
    """What a citizen asks for at the kiosk."""

    queue_id: QueueId
    item_code: str | None
    priority: str | None
    language: str


def issue(
    wish: Wish,
    at: datetime,
    policy: Policy,
    *,
    ticket_id: TicketId,
    seq: int,
    number: str,
    business_day: str,
    token: str,
    code: str,
    device_id: str | None,
) -> tuple[Ticket, tuple[Event, ...]]:
    """Return a new waiting ticket and the event of its issue.

    Its rank is its arrival less its class's head start: overtaking is bounded by that head start.
    Raises `priority_unknown`.
    """
    arrival = micros(at)
    head_start, claim = 0, None
    if wish.priority is not None:
        chosen = policy.priority_class(wish.priority)
        claim = claim_of(chosen.needs_desk)
        head_start = 0 if claim is Claim.AWAITING_DESK else chosen.head_start_s
    ticket = ranked(
        Ticket(
            id=ticket_id,
            seq=seq,
            number=number,
            business_day=business_day,
            queue_id=wish.queue_id,
            state=State.WAITING,
            issued_at=at,
            arrived_at=at,
            rank_base=arrival,
            rank=arrival,
            rank_rule=RankRule.ARRIVAL,
            token=token,
            code=code,
            language=wish.language,
            item_code=wish.item_code,
            priority=wish.priority,
            claim=claim,
            head_start_s=head_start,
            device_id=device_id,
        )
    )
    data = {
        "number": number,
        "queue": wish.queue_id,
        "item": wish.item_code,
        "priority": wish.priority,
        "rank": ticket.rank,
        "language": wish.language,
    }
    return ticket, (Event(Kind.TICKET_ISSUED, at, ticket_id, None, None, data),)
