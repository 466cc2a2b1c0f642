"""A citizen rates a service: at the tablet, or later by the code on the ticket."""

from __future__ import annotations

from dataclasses import replace

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.rating import check_options, rateable_until
from queue_server.domain.ticket import Ticket
from queue_server.storage import ratings, spells
from queue_server.storage.ratings import Ask, Rating
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id


def rate_at_tablet(
    tx: Tx, window_id: str, spell_id: str, level: int, options: tuple[str, ...], comment: str | None
) -> Rating:
    """Record the first tap at a window's tablet: it is the rating already.

    Raises Refused: `nothing_to_rate` (not asked here), `already_rated`, `rating_closed`, `option_unknown`.
    """
    ask = ratings.ask(tx.conn, spell_id)
    if ask is None or ask.window_id != window_id:
        raise refuse("nothing_to_rate")
    if ratings.of_spell(tx.conn, spell_id) is not None:
        raise refuse("already_rated")
    if ask.ended is not None or tx.at > ask.until:
        raise refuse("rating_closed")
    return _store(tx, ask.ticket_id, spell_id, window_id, level, options, comment, "tablet")


def amend_rating(
    tx: Tx,
    window_id: str,
    rating_id: str,
    level: int | None,
    options: tuple[str, ...] | None,
    comment: str | None,
) -> Rating:
    """Change a rating at the tablet that took it, until its ask ends; raises `rating_closed`, `rating_unknown`."""
    before = ratings.by_id(tx.conn, rating_id)
    if before is None or before.window_id != window_id or before.channel != "tablet":
        raise refuse("rating_unknown")
    ask = ratings.ask(tx.conn, before.spell_id)
    if ask is None or tx.at > ask.until or ask.ended in ("declined", "timed_out"):
        raise refuse("rating_closed")
    chosen = before.level if level is None else level
    kept: tuple[str, ...] = tuple(before.options) if chosen == before.level else ()
    after = replace(
        before,
        level=chosen,
        options=list(kept if options is None else options),
        comment=before.comment if comment is None else comment,
    )
    check_options(after.level, tuple(after.options), tx.hall.options)
    ratings.amend(tx.conn, after)
    tx.record(_event(tx, Kind.RATING_AMENDED, after))
    return after


def rate_by_token(
    tx: Tx, ticket: Ticket, level: int, options: tuple[str, ...], comment: str | None
) -> Rating:
    """Record a rating of a ticket's last finished service from its phone page.

    Raises Refused: `nothing_to_rate`, `already_rated`, `rating_closed`, `option_unknown`.
    """
    service = spells.last_service(tx.conn, ticket.id)
    if service is None:
        raise refuse("nothing_to_rate")
    spell_id, window_id, _, ended_at = service
    if ratings.of_spell(tx.conn, spell_id) is not None:
        raise refuse("already_rated")
    if tx.at > rateable_until(ended_at, tx.hall.policy.late_rating_days, tx.hall.zone):
        raise refuse("rating_closed")
    return _store(tx, ticket.id, spell_id, window_id, level, options, comment, "qr")


def decline_rating(tx: Tx, window_id: str, spell_id: str, why: str) -> None:
    """End an ask without a rating: declined, or timed out; a level already tapped stays."""
    ask = ratings.ask(tx.conn, spell_id)
    if ask is None or ask.window_id != window_id:
        raise refuse("nothing_to_rate")
    close_ask(tx, ask, why)


def close_ask(tx: Tx, ask: Ask, why: str) -> None:
    """End an ask: as `rated` when a level was tapped, else as `why` (declined or timed_out)."""
    if ask.ended is not None:
        return
    rated = ratings.of_spell(tx.conn, ask.spell_id) is not None
    ended = "rated" if rated else why
    ratings.end_ask(tx.conn, ask.spell_id, ended)
    tx.record(
        Event(Kind.RATING_DECLINED, tx.at, None, ask.window_id, ended, {"spell_id": ask.spell_id})  # type: ignore[arg-type]
    )


def _store(
    tx: Tx,
    ticket_id: str,
    spell_id: str,
    window_id: str,
    level: int,
    options: tuple[str, ...],
    comment: str | None,
    channel: str,
) -> Rating:
    check_options(level, options, tx.hall.options)
    rating = Rating(
        id=new_id("r", tx.at),
        spell_id=spell_id,
        ticket_id=ticket_id,
        window_id=window_id,
        level=level,
        options=list(options),
        comment=comment,
        channel=channel,
        rated_at=tx.at,
    )
    ratings.add(tx.conn, rating)
    if channel != "tablet":
        ratings.end_ask(tx.conn, spell_id, "rated")
    tx.record(_event(tx, Kind.RATING_GIVEN, rating))
    return rating


def _event(tx: Tx, kind: Kind, rating: Rating) -> Event:
    data = {
        "rating": rating.id,
        "spell_id": rating.spell_id,
        "level": rating.level,
        "channel": rating.channel,
    }
    return Event(kind, tx.at, rating.ticket_id, rating.window_id, None, data)  # type: ignore[arg-type]
