"""Ratings at the evaluator tablet."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from queue_server.access import Caller, caller
from queue_server.api import bodies
from queue_server.api.command import run
from queue_server.domain.errors import refuse
from queue_server.domain.rating import LEVEL_NAMES
from queue_server.storage.ratings import Rating
from queue_server.use_cases.once import Reply
from queue_server.use_cases.rate import amend_rating, decline_rating, rate_at_tablet
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.views import instant

blueprint = APIBlueprint("ratings", __name__, url_prefix="/api/v1/ratings", tag="Ratings")


def rating_view(tx: Tx, rating: Rating) -> dict[str, Any]:
    """Return a rating with every field of the protocol."""
    return {
        "id": rating.id,
        "spell_id": rating.spell_id,
        "level": rating.level,
        "level_name": LEVEL_NAMES[rating.level],
        "options": rating.options,
        "comment": rating.comment,
        "channel": rating.channel,
        "rated_at": instant(rating.rated_at, tx.hall),
    }


def _tablet() -> tuple[Caller, str]:
    who = caller("evaluator")
    if who.window_id is None:
        raise refuse("not_yours")
    return who, who.window_id


@blueprint.post("")
@blueprint.input(bodies.NewRating, arg_name="body")
@blueprint.doc(summary="The first tap is the rating", responses=[201, 409, 422])
def post_rating(body: bodies.NewRating) -> Response:
    """Record the first tap of a citizen."""
    who, window_id = _tablet()

    def unit(tx: Tx) -> Reply:
        rating = rate_at_tablet(
            tx, window_id, body.spell_id, body.level, tuple(body.options), body.comment or None
        )
        return Reply(201, rating_view(tx, rating))

    return run(who, unit)


@blueprint.patch("/<rating_id>")
@blueprint.input(bodies.RatingChange, arg_name="body")
@blueprint.doc(summary="Add options or words while the ask is open", responses=[200, 409, 422])
def patch_rating(rating_id: str, body: bodies.RatingChange) -> Response:
    """Change a rating while its ask is open."""
    who, window_id = _tablet()
    options = None if body.options is None else tuple(body.options)

    def unit(tx: Tx) -> Reply:
        rating = amend_rating(tx, window_id, rating_id, body.level, options, body.comment)
        return Reply(200, rating_view(tx, rating))

    return run(who, unit)


@blueprint.post("/declined")
@blueprint.input(bodies.Declined, arg_name="body")
@blueprint.doc(summary="An ask ended without a rating", responses=[204, 409])
def post_declined(body: bodies.Declined) -> Response:
    """Record that an ask ended without a rating."""
    who, window_id = _tablet()

    def unit(tx: Tx) -> Reply:
        decline_rating(tx, window_id, body.spell_id, body.why)
        return Reply(204, None)

    return run(who, unit)
