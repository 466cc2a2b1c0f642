"""Pages ask nobody but their own server, run nothing that is written into them, and lack no word."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from queue_server.config import SAMPLE_HALL, load_plan
from queue_server.plan import HallPlan
from tests.browser.tour import Tour
from tests.hall import Hall

SAMPLE = Path(__file__).resolve().parents[2] / "queue_server" / "sample"
PATHS = (
    *("/", "/kiosk", "/board", "/sign/1", "/window/1", "/desk", "/tablet/1", "/admin", "/paper", "/g/AQ01"),
    "/t/no-such-token",
)
# The tour cuts the line on purpose to see what the screens say then.
CUT_ON_PURPOSE = "net::ERR_INTERNET_DISCONNECTED"
CITIZENS = ("kiosk", "phone", "guide", "tablet")
NAMED = {"kiosk": 85, "windows": 16, "staff": 1}
"""How many second names a tour meets at least: an English page that shows none would prove nothing."""
HANZI = re.compile(r"[\u3400-\u9fff]+")


class Inline(HTMLParser):
    """Collect what a page would run or style by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith("on")]
        for name, value in attrs:
            if name in ("src", "href", "action") and value and re.match(r"(?:[a-z]+:)?//|javascript:", value):
                self.found.append(f"<{tag} {name}={value}>")


@cache
def sample_words() -> str:
    """All that the hall's own data says: its names stay Chinese, because the clerks read Chinese."""
    return "\n".join(
        p.read_text(encoding="utf-8") for p in SAMPLE.rglob("*") if p.suffix in (".toml", ".csv")
    )


@cache
def sample_plan() -> HallPlan:
    """Return the demo's own hall."""
    return load_plan(SAMPLE_HALL)


def names(plan: HallPlan) -> set[str]:
    """Return what an English page also gives in Chinese, for the clerk: hall, queues, items, papers; and the language key."""
    papers = {material.name for guide in plan.guides for material in guide.materials}
    queues, items = {one.name for one in plan.queues}, {one.name for one in plan.items}
    return {plan.name, "中文"} | queues | items | papers


def _of_citizens(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith(CITIZENS)]


@pytest.mark.timeout(300)
def test_no_page_complains(tour: Tour) -> None:
    assert [line for line in tour.screens.complaints if CUT_ON_PURPOSE not in line] == []


def test_no_page_asks_another_host(tour: Tour) -> None:
    assert tour.screens.strangers == []


def test_in_english_only_the_names_of_the_hall_stay_chinese(tour: Tour) -> None:
    set_up = tour.hall.sql("SELECT name FROM printer UNION SELECT name FROM device")
    words = "\n".join([sample_words(), *(name for (name,) in set_up)])
    strange = [line for line in tour.findings.chinese if any(run not in words for run in HANZI.findall(line))]
    assert strange == []


def test_a_citizen_reads_english_and_meets_chinese_only_as_the_second_name_of_a_thing(tour: Tour) -> None:
    plan = sample_plan()
    people = {one.name for one in plan.staff}
    unmarked = [line for line in _of_citizens(tour.findings.chinese) if line.split(": ", 1)[1] not in people]
    assert unmarked == []
    second = [line for line in _of_citizens(tour.findings.named) if line.split(": ", 1)[1] not in names(plan)]
    assert second == []
    assert len(_of_citizens(tour.findings.named)) >= NAMED[tour.part], len(_of_citizens(tour.findings.named))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_carries_its_policy_and_nothing_inline(hall: Hall, path: str) -> None:
    answer = hall.by("").get(path)
    policy = answer.headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in policy
    assert rules["frame-ancestors"] == "'none'"
    host = hall.base_url.removeprefix("http://")
    assert set(rules["connect-src"].split()) == {"'self'", f"ws://{host}", f"wss://{host}"}
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = Inline()
    page.feed(str(answer.body))
    assert page.found == []
