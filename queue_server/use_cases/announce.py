"""Say something in the hall: what staff have typed, and what the calendar asks for before a break and at closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.plan_voice import TimedPlan
from queue_server.storage import notices
from queue_server.storage.notices import Notice
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id

LATE = timedelta(seconds=60)
"""What the calendar asks for is said within this time of its moment, or not at all."""
OPEN_MOST = 20
"""So many may wait to be spoken."""
MINUTE_MOST = 10
"""So many may one person order within a minute: whoever presses in anger does not fill the hall's day."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be said, in which zones (none: the whole hall), and whether it goes before calls."""

    text: str
    text_en: str = ""
    zones: tuple[str, ...] = ()
    urgent: bool = False


def announce(tx: Tx, wish: Wish) -> str:
    """Put a typed announcement on the speaking list and return its id.

    Raises `zone_unknown`, `too_many_announcements`, `announcing_too_fast`.
    """
    known = {zone.name for zone in tx.hall.plan.waiting_zones}
    if unknown := next((zone for zone in wish.zones if zone not in known), None):
        raise refuse("zone_unknown", detail=unknown[:40])
    if len({row.notice_id for row in notices.to_be_spoken(tx.conn)}) >= OPEN_MOST:
        raise refuse("too_many_announcements")
    if notices.count_by(tx.conn, tx.actor.staff_id, tx.at - timedelta(minutes=1)) >= MINUTE_MOST:
        raise refuse("announcing_too_fast", most=MINUTE_MOST)
    notice_id = new_id("n", tx.at)
    _put(tx, notice_id, "typed", wish)
    return notice_id


def withdraw(tx: Tx, notice_id: str, *, own: bool) -> None:
    """Take an announcement that still waits off the list, in every zone; with `own` only one's own.

    Raises `announcement_unknown`, `not_yours`, and `announcement_begun` when none of its zones waits any more.
    """
    rows = notices.of(tx.conn, notice_id)
    if not rows:
        raise refuse("announcement_unknown")
    if own and rows[0].staff_id != tx.actor.staff_id:
        raise refuse("not_yours")
    if not settle_notice(tx, rows, "queued", "unspoken", "withdrawn"):
        raise refuse("announcement_begun")


def announce_what_is_due(tx: Tx) -> None:
    """Say what the calendar asks for at this moment; saying it again changes nothing."""
    for n, timed in enumerate(tx.hall.plan.voice.timed, 1):
        moment = due(tx, timed)
        if moment is None:
            continue
        # The moment is in the name, so that a restart or another server never says it twice.
        notice_id = f"{timed.when}-{n}-{moment:%Y%m%dT%H%M}"
        if not notices.known(tx.conn, notice_id):
            _put(tx, notice_id, timed.when, Wish(timed.text, timed.text_en))


def due(tx: Tx, timed: TimedPlan) -> datetime | None:
    """Return the moment of a timed announcement when it has just come, else None."""
    ends = tx.hall.schedule.ends_today(tx.at)
    wanted = ends[-1:] if timed.when == "closing" else ends[:-1]
    moments = [end - timedelta(minutes=timed.minutes) for end in wanted]
    return next((moment for moment in moments if moment <= tx.at < moment + LATE), None)


def begin_notice(tx: Tx, rows: list[Notice]) -> list[Notice]:
    """Claim the rows of one announcement; returns those that were still to be spoken."""
    return [row for row in rows if notices.settle(tx.conn, row.id, "queued", "playing", None, tx.at)]


def settle_notice(tx: Tx, rows: list[Notice], before: str, state: str, why: str | None) -> bool:
    """Note that an announcement was spoken, or unspoken and why; False when no row was as `before` any more."""
    done = [row for row in rows if notices.settle(tx.conn, row.id, before, state, why, tx.at)]
    if done:
        data = {"notice": done[0].notice_id, "zones": [row.zone for row in done], "state": state}
        tx.record(Event(Kind.NOTICE_SETTLED, tx.at, None, None, why, data))
    return bool(done)


def _put(tx: Tx, notice_id: str, kind: str, wish: Wish) -> None:
    """Put one row on the list for each zone that is to hear it: the whole hall is all of them, and what lies between."""
    whole_hall = (None, *(zone.name for zone in tx.hall.plan.waiting_zones))
    for zone in wish.zones or whole_hall:
        notices.add(
            tx.conn,
            Notice(
                id=0,
                notice_id=notice_id,
                kind=kind,
                text=wish.text,
                text_en=wish.text_en,
                zone=zone,
                urgent=wish.urgent,
                staff_id=tx.actor.staff_id,
                state="queued",
                why=None,
                created_at=tx.at,
            ),
        )
    data = {
        "notice": notice_id,
        "kind": kind,
        "text": wish.text,
        "zones": list(wish.zones),
        "urgent": wish.urgent,
    }
    tx.record(Event(Kind.NOTICE_ORDERED, tx.at, None, None, None, data))
