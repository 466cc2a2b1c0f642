"""The scripted screens come back as the pages do."""

from __future__ import annotations

import re
from pathlib import Path

from bench.crowd import Return

LINK = Path(__file__).parents[2] / "queue_server" / "screens" / "shared" / "static" / "link.js"


def test_their_delays_are_those_of_the_pages() -> None:
    socket = re.search(r"const SOCKET = \{(.*?)\};", LINK.read_text(encoding="utf-8"), re.DOTALL)
    assert socket is not None
    said = {name: float(value) for name, value in re.findall(r"(\w+): ([\d.]+)", socket.group(1))}
    rule = Return()
    assert said == {
        "reconnectionDelay": 1000 * rule.delay_s,
        "reconnectionDelayMax": 1000 * rule.most_s,
        "randomizationFactor": rule.jitter,
        "timeout": 1000 * rule.gives_up_s,
    }


def test_they_do_not_all_come_at_the_same_moment() -> None:
    rule = Return()
    first = [rule.pause_s(0, chance / 1000) for chance in range(1000)]
    assert min(first) < 0.35 and max(first) > 0.65, "spread over 40 % on either side"
    assert min(first) >= 0.3 and max(first) <= 0.7
    assert all(rule.pause_s(n, 0.55) == rule.most_s for n in range(2, 9)), "never longer than the longest"
