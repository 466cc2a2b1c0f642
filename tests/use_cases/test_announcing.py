"""Announcements typed by staff: how many may wait, how fast they may come, and taking one back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from queue_server.domain.errors import Refused
from queue_server.storage import notices
from queue_server.use_cases.announce import MINUTE_MOST, Wish, announce, begin_notice, settle_notice, withdraw
from queue_server.use_cases.housekeeping import tidy
from tests.use_cases.small_hall import SmallHall

WHOLE_HALL = (None, "东侧等候区", "西侧等候区")
BOTH = ("东侧等候区", "西侧等候区")


def say(hall: SmallHall, text: str = "请注意", who: str = "guide", zones: tuple[str, ...] = ()) -> str:
    return hall.do(lambda tx: announce(tx, Wish(text, zones=zones)), who)


def fates(hall: SmallHall, notice_id: str) -> list[tuple[str, str | None]]:
    return [(row.state, row.why) for row in hall.look(lambda conn: notices.of(conn, notice_id))]


def refused(hall: SmallHall, notice_id: str, who: str, *, own: bool = False) -> str:
    with pytest.raises(Refused) as refusal:
        hall.do(lambda tx: withdraw(tx, notice_id, own=own), who)
    return refusal.value.code


def test_one_that_waits_is_taken_back_in_every_zone_and_never_spoken(small: SmallHall) -> None:
    said, other = say(small, zones=BOTH), say(small, "留下的")
    small.do(lambda tx: withdraw(tx, said, own=False), "manager")
    assert fates(small, said) == [("unspoken", "withdrawn")] * 2
    assert [row.notice_id for row in small.look(notices.to_be_spoken)] == [other] * len(WHOLE_HALL)
    (fact,) = [event for event in small.heard if event.kind == "notice_settled"]
    assert (fact.reason, fact.data["zones"]) == ("withdrawn", list(BOTH))
    assert refused(small, said, "manager") == "announcement_begun"


def test_where_it_has_begun_it_goes_on_and_where_it_waits_it_is_taken_back(small: SmallHall) -> None:
    said = say(small, zones=BOTH)
    first = small.look(lambda conn: notices.of(conn, said))[:1]
    assert small.do(lambda tx: begin_notice(tx, first)) == first
    small.do(lambda tx: withdraw(tx, said, own=False), "guide")
    assert fates(small, said) == [("playing", None), ("unspoken", "withdrawn")]
    small.do(lambda tx: settle_notice(tx, first, "playing", "spoken", None))
    assert refused(small, said, "guide") == "announcement_begun"


def test_what_is_spoken_for_minutes_is_not_put_on_the_list_again_but_what_a_dead_server_left_is(
    small: SmallHall,
) -> None:
    said = say(small, "长" * 100, zones=BOTH[:1])
    small.do(lambda tx: begin_notice(tx, notices.of(tx.conn, said)))
    small.clock.pass_s(175)
    small.do(tidy)
    assert fates(small, said) == [("playing", None)]
    small.clock.pass_s(175)
    small.do(tidy)
    assert fates(small, said) == [("queued", None)]


def test_a_clerk_takes_back_only_their_own(small: SmallHall) -> None:
    own, other = say(small, who="clerk_1"), say(small)
    assert refused(small, other, "clerk_1", own=True) == "not_yours"
    assert refused(small, "nobody", "clerk_1", own=True) == "announcement_unknown"
    small.do(lambda tx: withdraw(tx, own, own=True), "clerk_1")
    assert fates(small, other) == [("queued", None)] * len(WHOLE_HALL)


def test_nobody_announces_faster_than_so_many_a_minute_and_others_are_not_held_up(small: SmallHall) -> None:
    for said in [say(small) for _ in range(MINUTE_MOST)]:
        small.do(partial(withdraw, notice_id=said, own=False))
    with pytest.raises(Refused) as refusal:
        say(small)
    assert refusal.value.code == "announcing_too_fast"
    assert say(small, who="manager")
    small.clock.at += timedelta(seconds=61)
    assert say(small)
