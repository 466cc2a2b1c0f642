"""What is the matter with a screen, from what its page says of itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from queue_server.domain.screen_health import TROUBLES, PageHealth

T0 = 1000.0


def page(*reports: tuple[float, dict[str, Any]]) -> PageHealth:
    """Return a page that said these things so many seconds after it connected."""
    made = PageHealth(T0, "b2")
    for after_s, said in reports:
        made.heard({"version": 7, "audio_ready": True, "errors": 0, **said}, T0 + after_s)
    return made


def found(of: PageHealth, after_s: float = 0, *, speaks: bool = True) -> tuple[str, ...]:
    return of.troubles(T0 + after_s, speaks=speaks)


def test_frames_that_stand_still_for_nine_seconds_are_a_page_that_is_not_drawn() -> None:
    assert found(page((0, {"drawn_frames": 1}), (5, {"drawn_frames": 1}))) == ()
    still = page((0, {"drawn_frames": 1}), (5, {"drawn_frames": 1}), (10, {"drawn_frames": 1}))
    assert found(still) == ("not_drawing",)
    assert still.drawn_at == T0
    still.heard({"drawn_frames": 2, "audio_ready": True}, T0 + 15)
    assert found(still) == ()


def test_two_reports_close_together_with_the_same_frames_are_nothing() -> None:
    assert (
        found(page((0, {"drawn_frames": 4}), (15, {"drawn_frames": 19}), (15.2, {"drawn_frames": 19}))) == ()
    )


def test_a_page_that_is_covered_is_not_said_to_stand_still() -> None:
    covered = {"drawn_frames": 1, "hidden": True}
    assert found(page((0, covered), (20, covered))) == ("hidden",)


def test_a_page_is_behind_when_it_holds_less_than_it_was_sent_a_while_ago() -> None:
    one = page()
    one.told(9, T0)
    one.heard({"version": 8}, T0 + 1)
    assert found(one) == ()
    one.heard({"version": 8}, T0 + 4)
    assert found(one) == ("behind",)
    one.heard({"version": 9}, T0 + 5)
    assert found(one) == ()


def test_a_page_of_another_build_is_old_and_one_that_says_no_build_is_not() -> None:
    assert found(page((0, {"build": "b1"}))) == ("old_page",)
    assert found(page((0, {"build": "b2"}))) == ()
    assert found(page((0, {}))) == ()


@pytest.mark.parametrize("sound", ["blocked", "none", "stuck", "silent", "no_device"])
def test_what_is_wrong_with_the_sound_is_told_of_a_screen_that_speaks(sound: str) -> None:
    assert found(page((0, {"sound": sound}))) == (f"sound_{sound}",)
    assert found(page((0, {"sound": sound})), speaks=False) == ()


def test_sound_that_works_or_is_not_known_yet_is_no_trouble_and_an_old_page_without_sound_is() -> None:
    assert found(page((0, {"sound": "ready"}))) == ()
    assert found(page((0, {"sound": "unknown", "audio_ready": False}))) == ()
    assert found(page((0, {"audio_ready": False}))) == ("no_sound",)
    assert found(page((0, {"audio_ready": False})), speaks=False) == ()


def test_errors_are_told_for_ten_minutes_after_the_last_one() -> None:
    one = page((0, {"errors": 0}), (15, {"errors": 2}), (30, {"errors": 2}))
    assert found(one, 30) == ("errors",)
    assert found(one, 16 + 600) == ()
    assert one.errors == 2


@pytest.mark.parametrize(
    "said",
    [
        {"version": [], "drawn_frames": "x", "errors": -1, "sound": [], "build": 7, "hidden": 1},
        {"version": float("inf"), "drawn_frames": float("nan"), "errors": 1e300, "sound": "x" * 5000},
        {"errors": True, "sound": {"a": 1}},
    ],
)
def test_a_report_that_makes_no_sense_harms_nothing(said: dict[str, Any]) -> None:
    one = PageHealth(T0, "b2")
    one.heard(said, T0)
    assert set(found(one)) <= set(TROUBLES)
    json.dumps(one.report, allow_nan=False)
