"""Whether a queue gives a number now: the hall's hours, then the queue's quotas of the day and of the period."""

from __future__ import annotations

from queue_server.domain.errors import Refused
from queue_server.domain.ids import QueueId
from queue_server.domain.schedule import NotNow
from queue_server.plan import PeriodPlan
from queue_server.storage import quotas, tickets
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.runner import Tx


def not_now(
    now: HallNow | Tx, queue_id: QueueId, item: str | None = None, *, booked: bool = False
) -> NotNow | None:
    """Return why a queue gives no number now, None when it does; inside a transaction the answer is exact.

    Quotas are for those who come without an appointment: a place that was booked is kept.
    """
    schedule, line = now.hall.schedule, now.hall.lines[queue_id]
    closed = schedule.admits(now.at, line, item, booked=booked)
    if closed is not None or booked:
        return closed
    limit = now.hall.queue(queue_id).daily_limit
    if limit is not None and tickets.issued_count(now.conn, now.today, queue_id) >= limit:
        again = schedule.admits_next(schedule.midnight_after(now.at), line, item)
        return NotNow("daily_limit_reached", "daily_limit", again)
    period = _period(now, queue_id)
    if period and quotas.issued_in(now.conn, now.today, queue_id, period.start) >= period.limit:
        again = schedule.admits_next(schedule.at_time(now.at, period.end), line, item)
        return NotNow("period_limit_reached", "period_limit", again)
    return None


def admit(tx: Tx, queue_id: QueueId, item: str | None, *, booked: bool) -> None:
    """Let a wish for a number through; raises Refused with the reason and when numbers are given again."""
    closed = not_now(tx, queue_id, item, booked=booked)
    if closed is not None:
        raise _refusal(tx, closed)


def count(tx: Tx, queue_id: QueueId) -> None:
    """Count a number that has been drawn towards its period's quota."""
    period = _period(tx, queue_id)
    if period is not None:
        quotas.count_in(tx.conn, tx.today, queue_id, period.start)


def _period(now: HallNow | Tx, queue_id: QueueId) -> PeriodPlan | None:
    periods = now.hall.queue(queue_id).periods
    if not periods:
        return None
    wall = now.at.astimezone(now.hall.zone).time()
    return next((p for p in periods if p.start <= wall < p.end), None)


def _refusal(tx: Tx, closed: NotNow) -> Refused:
    params: dict[str, str | int] = {"reason": closed.reason}
    if closed.again is not None:
        again = closed.again.astimezone(tx.hall.zone)
        params["opens_at"] = again.isoformat(timespec="seconds")
        params["days"] = (again.date() - tx.at.astimezone(tx.hall.zone).date()).days
    return Refused(closed.code, params)
