"""The manager changes the plan while the hall works: a new version, in force now or from the next opening.

Theory: versions are a line; each is saved upon the newest one, or refused. At most one waits for its
day, the newest; a later save overtakes it and holds its changes too. What comes into force changes the
hall of the unit, of the units after it, and after the commit everybody's. Nobody's ticket is lost by
it: a queue, window or priority class that is in use does not go.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from queue_server.domain.commands import SetPriority
from queue_server.domain.errors import Refused, refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.policy import Policy
from queue_server.domain.schedule import Schedule
from queue_server.domain.ticket import Claim, State, ranked
from queue_server.domain.window import WindowState
from queue_server.hall import Hall, window_id_of
from queue_server.plan import HallPlan
from queue_server.plan_doc import differences, retired
from queue_server.storage import people, plans, tickets, windows
from queue_server.storage.plans import Version
from queue_server.use_cases.moves import move
from queue_server.use_cases.run_window import end_forgotten
from queue_server.use_cases.runner import Tx

_LOG = logging.getLogger(__name__)
When = Literal["now", "next_opening"]
_AFTER_TODAY = "9999-12-31"
PLAN_CHANGED = "plan_changed"


@dataclass(frozen=True, slots=True)
class Wish:
    """A plan to come, made from the version `base_version`."""

    base_version: int
    base: HallPlan
    plan: HallPlan
    when: When


def next_day(schedule: Schedule, at: datetime) -> str:
    """Return the business day after today on which the hall opens next."""
    local = at.astimezone(schedule.zone)
    opens = schedule.next_opening(datetime.combine(local.date(), time.max, schedule.zone))
    # Open at all hours, a hall begins its new day at midnight.
    return schedule.business_day(opens) if opens else (local.date() + timedelta(days=1)).isoformat()


def change_plan(tx: Tx, wish: Wish) -> Version:
    """Store a new version of the plan and have it in force now, or from the next opening.

    Raises Refused: `settings_changed` when somebody saved meanwhile; for a change of now also
    `queue_in_use`, `window_in_use`, `priority_in_use`, `item_in_use`.
    """
    not_overtaken(tx, wish.base_version)
    after = retired(wish.base, wish.plan)
    found = Version(
        version=wish.base_version + 1,
        at=tx.at,
        author=tx.actor.staff_id,
        from_day=None if wish.when == "now" else next_day(tx.hall.schedule, tx.at),
        in_force_at=None,
        changes=differences(wish.base, after),
    )
    plans.put(tx.conn, found, after)
    if found.from_day is None:
        return _take(tx, found, after)
    data = {"version": found.version, "from_day": found.from_day, "changes": found.changes}
    tx.record(Event(Kind.PLAN_SCHEDULED, tx.at, None, None, None, data))
    return found


def not_overtaken(tx: Tx, base_version: int) -> None:
    """Raise `settings_changed` unless that version is the newest."""
    last = plans.last_version(tx.conn)
    if last != base_version:
        newest = plans.version_of(tx.conn, last)
        author = people.person(tx.conn, newest.author) if newest and newest.author else None
        raise refuse("settings_changed", author=author.name if author else "", version=last)


def take_due(tx: Tx) -> None:
    """Bring the waiting version into force when its day has come; follow another server that did."""
    found = plans.waiting(tx.conn)
    if found is None or found.from_day is None or found.from_day > tx.today:
        tx.hall = plans.follow(tx.conn, tx.hall)
        return
    after = plans.body_of(tx.conn, found.version)
    assert after is not None
    numbers = {w.number for w in after.windows}
    for window_id, plan in tx.hall.windows.items():
        window = windows.by_id(tx.conn, window_id)
        if plan.number in numbers or window is None or window.state is WindowState.CLOSED:
            continue
        if window.ticket_id is None:
            end_forgotten(tx, window, reason=PLAN_CHANGED)
    try:
        _take(tx, found, after)
    except Refused as refusal:  # yesterday's tickets are still being ended: the next second will do
        _LOG.debug("version %s of the plan waits: %s", found.version, refusal.code)


def _take(tx: Tx, found: Version, after: HallPlan) -> Version:
    before = tx.hall
    _nobody_is_lost(tx, before, after)
    plans.take_in_force(tx.conn, found.version, tx.at)
    # What stands at a window that goes keeps its token: it works again when the window comes back.
    windows.add_missing(tx.conn, {window_id_of(w.number): str(w.number) for w in after.windows})
    anew = replace(tx, hall=before.under(after, found.version))
    data = {"version": found.version, "from_day": found.from_day, "changes": found.changes}
    anew.record(Event(Kind.PLAN_LOADED, tx.at, None, None, None, data))
    _rank_anew(anew, before.policy)
    tx.hall = anew.hall  # last: a refusal on the way leaves the unit with the hall it had
    return replace(found, in_force_at=tx.at)


def _nobody_is_lost(tx: Tx, before: Hall, after: HallPlan) -> None:
    prefixes = {queue.prefix for queue in after.queues}
    numbers = {window.number for window in after.windows}
    codes = {group.code for group in after.priorities}
    items = {item.code for item in after.items}
    queues_gone = {q: p.prefix for q, p in before.queues.items() if p.prefix not in prefixes}
    windows_gone = {w: p.number for w, p in before.windows.items() if p.number not in numbers}
    groups_gone = {group.code: group.name for group in before.plan.priorities if group.code not in codes}
    items_gone = {code: item.short_name for code, item in before.items.items() if code not in items}
    if not (queues_gone or windows_gone or groups_gone or items_gone):
        return
    still_open = tickets.before_day(tx.conn, _AFTER_TODAY)
    for window_id, number in windows_gone.items():
        window = windows.by_id(tx.conn, window_id)
        kept_for = any(t.for_window_id == window_id for t in still_open)
        if kept_for or (window is not None and window.state is not WindowState.CLOSED):
            raise refuse("window_in_use", window=number)
    for queue_id, prefix in queues_gone.items():
        if count := _count(t.queue_id == queue_id for t in still_open):
            raise refuse("queue_in_use", prefix=prefix, n=count)
    for code, name in groups_gone.items():
        if count := _count(t.priority == code for t in still_open):
            raise refuse("priority_in_use", name=name, n=count)
    for code, name in items_gone.items():
        if count := _count(t.item_code == code for t in still_open):
            raise refuse("item_in_use", name=name, n=count)


def _count(facts: Iterable[bool]) -> int:
    return sum(1 for fact in facts if fact)


def _rank_anew(tx: Tx, before: Policy) -> None:
    """Give the waiting of each priority class concerned, and whom the old rules gave a lane, their new place.

    Who is held or served finds it when waiting again.
    """
    now = tx.hall.policy
    same = set(before.classes) if before.order == now.order else set()
    changed = {group.code for group in now.classes if group not in same}
    if not changed:
        return
    called = [t for t in tickets.at_windows(tx.conn) if t.state is State.CALLED]
    for ticket in (*tickets.waiting(tx.conn, tx.today), *called):
        if ticket.priority in changed or ranked(ticket, now) != ticket:
            move(tx, ticket, SetPriority(ticket.priority, ticket.claim is Claim.CONFIRMED, PLAN_CHANGED))
