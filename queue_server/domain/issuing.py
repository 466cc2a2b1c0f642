"""A ticket comes into being: a wish becomes a waiting ticket with its rank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import QueueId, TicketId
from queue_server.domain.life import claim_of
from queue_server.domain.policy import Policy
from queue_server.domain.ticket import RankRule, State, Ticket, micros, ranked


@dataclass(frozen=True, slots=True)
class Wish:
    """What a citizen asks for; `booked_at` is the time of an appointment."""

    queue_id: QueueId
    item_code: str | None
    priority: str | None
    language: str
    booked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A number drawn from its queue's counter.

    `least` is one more than the last arrival of the queue, in microseconds: a clock that was set back
    lets nobody in before those who came earlier.
    """

    number: str
    business_day: str
    least: int = 0


def arrival_rank(wish: Wish, at: datetime, policy: Policy, least: int) -> tuple[int, RankRule]:
    """Return the rank before any priority, and the rule behind it.

    An appointment kept within the hall's early and late limits ranks by its booked time; everybody else
    by arrival, but not below `least`.
    """
    if wish.booked_at is not None:
        early = wish.booked_at - timedelta(seconds=policy.booked_early_s)
        late = wish.booked_at + timedelta(seconds=policy.booked_late_s)
        if early <= at <= late:
            return micros(wish.booked_at), RankRule.BOOKED
    return max(micros(at), least), RankRule.ARRIVAL


def issue(
    wish: Wish,
    at: datetime,
    policy: Policy,
    drawn: Drawn,
    *,
    ticket_id: TicketId,
    seq: int = 0,
    token: str,
    code: str,
    device_id: str | None,
) -> tuple[Ticket, tuple[Event, ...]]:
    """Return a new waiting ticket and the event of its issue.

    Its order of issue (`seq`) is given by the storage. Raises `priority_unknown`.
    """
    claim = None
    if wish.priority is not None:
        claim = claim_of(policy.priority_class(wish.priority).needs_desk)
    arrival, rule = arrival_rank(wish, at, policy, drawn.least)
    ticket = ranked(
        Ticket(
            id=ticket_id,
            seq=seq,
            number=drawn.number,
            business_day=drawn.business_day,
            queue_id=wish.queue_id,
            state=State.WAITING,
            issued_at=at,
            arrived_at=at,
            rank_base=arrival,
            rank=arrival,
            rank_rule=rule,
            token=token,
            code=code,
            language=wish.language,
            item_code=wish.item_code,
            priority=wish.priority,
            claim=claim,
            booked_at=wish.booked_at,
            device_id=device_id,
        ),
        policy,
    )
    data = {
        "number": drawn.number,
        "queue": wish.queue_id,
        "item": wish.item_code,
        "priority": wish.priority,
        "booked_at": wish.booked_at and wish.booked_at.isoformat(),
        "lane": ticket.lane,
        "rank": ticket.rank,
        "language": wish.language,
    }
    return ticket, (Event(Kind.TICKET_ISSUED, at, ticket_id, None, None, data),)
