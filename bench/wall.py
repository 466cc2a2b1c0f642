"""Every layout of the screens on the wall in every state, for tests to measure and a person to look at.

The pages are the product's own, fed with snapshots instead of by a socket, so one page passes through a
hundred states in seconds. What is shown of a hall is asked of that hall; the extreme state is made here.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests
from playwright.sync_api import Page

LANDSCAPE, PORTRAIT, STRIP, SMALL = (1920, 1080), (1080, 1920), (1920, 540), (1280, 720)
GLASSES: dict[str, tuple[tuple[int, int], ...]] = {
    "board": (LANDSCAPE, PORTRAIT),
    "zone": (LANDSCAPE, PORTRAIT),
    "next": (LANDSCAPE, PORTRAIT, STRIP),
    "notice": (LANDSCAPE, PORTRAIT),
    "sign": (STRIP, SMALL),
}
SAMPLE_SCREENS = {"board": "hall", "zone": "east", "next": "next", "notice": "notices", "sign": "window-3"}
"""A screen of each layout in the sample hall."""

THEMES = ("dark", "light")
LANGUAGES = ("both", "zh", "en")
STATES: dict[str, dict[str, Any]] = {
    "empty": {"sample": "empty"},
    "normal": {"sample": "calm"},
    "call": {"sample": "call"},
    "burst": {"sample": "burst"},
    "paused": {"sample": "paused"},
    "before": {},
    "closed": {"sample": "closed"},
    "bare": {},
    "ten": {},
    "forty": {},
    "lost": {"sample": "calm", "lost": 2},
    "lost-long": {"sample": "calm", "lost": 45},
    "unheard": {"sample": "calm", "sound": "stuck"},
    "extreme": {},
    "extreme-burst": {},
    "extreme-lost": {"lost": 2},
    "extreme-unheard": {"sound": "blocked"},
}
OF_LAYOUTS = {
    "bare": ("board", "zone", "next", "notice"),
    "ten": ("board",),
    "forty": ("board", "zone", "next"),
    **dict.fromkeys(("unheard", "extreme-unheard"), ("board", "zone", "next", "notice")),
}
"""States that not all layouts have: a sign has its window and never speaks, many windows are no matter of a notice."""

MAIN_STATES = ("empty", "normal", "call", "paused", "lost", "extreme")
"""The states in which every language is seen in both themes."""

RARE_IN = {"both": "dark", "en": "light"}
"""The theme in which a language is seen in the other states; Chinese alone has nothing there that both have not."""

LARGE_STATES = {"both": ("normal", "burst", "lost", "extreme", "extreme-unheard"), "en": ("extreme",)}
LONG_ZH = "城乡居民基本养老保险和基本医疗保险参保缴费登记及待遇领取资格认证"
LONG_EN = "Pensions and health insurance registration"
MARKED_ZH = "推行“一窗受理”“最多跑一次”“容缺受理”《办法》——①材料（原件）②表格…"
"""With marks that are as wide as a Hanzi, and may not begin or end a line."""

MANY = {"ten": (10, 6), "forty": (40, 21)}
"""So many windows and queues, with numbers of three figures."""

OTHER_WINDOWS, OTHER_QUEUES = (1, 3, 5, 7, 10, 13, 33, 41), (2, 5, 7, 11, 13, 16, 21)

PREFIXES = "ABCDEFGHJKLNPRSTUVXYZ"
NEXT_MANY = 8
WAITING_EACH = 200

NOW, EARLY = "2026-11-20T10:42:00+08:00", "2026-11-20T07:55:00+08:00"
OPEN: dict[str, Any] = {
    "is_open": True,
    "issues": True,
    "closed_reason": None,
    "band": "normal",
    "hours": "8:30-17:00",
    "noon": True,
    "opens_at": "2026-11-23T08:30:00+08:00",
    "kiosk_opens_at": "2026-11-23T08:10:00+08:00",
}
"""A Friday: every picture shows the same day and hour, whenever it is taken."""

TODAY_OPENS, TODAY_GIVES = "2026-11-20T08:30:00+08:00", "2026-11-20T08:10:00+08:00"
CLERK = {"name": "王海燕", "badge": "3007"}
AWAY = {
    "pause_reason": "away",
    "back_at": "2026-11-20T10:55:00+08:00",
    "other_window": {"number": "1", "arrow": "left"},
}


@dataclass(frozen=True)
class View:
    """One picture to be taken: what is shown, and on which glass."""

    layout: str
    glass: tuple[int, int]
    theme: str
    language: str
    size: str
    state: str

    @property
    def name(self) -> str:
        """Name it as a file."""
        width, height = self.glass
        large = "-large" if self.size == "large" else ""
        return f"{self.layout}-{width}x{height}-{self.theme}-{self.language}{large}-{self.state}"

    @property
    def scene(self) -> str:
        """Name it without its theme: what stands where is the same in both."""
        return self.name.replace(f"-{self.theme}-", "-", 1)


def views(*, every: bool = False) -> Iterator[View]:
    """List the views: each layout by glass, theme, language and state, and large type.

    Of the rarer states one theme with a language is enough, and the widest of large type, unless `every` is asked for.
    """
    for layout, glasses in GLASSES.items():
        for glass, theme, language, state in itertools.product(glasses, THEMES, LANGUAGES, STATES):
            if layout not in OF_LAYOUTS.get(state, GLASSES):
                continue
            if every or state in MAIN_STATES or RARE_IN.get(language) == theme:
                yield View(layout, glass, theme, language, "standard", state)
        for glass, language, state in itertools.product(glasses, LANGUAGES, STATES):
            if layout not in OF_LAYOUTS.get(state, GLASSES) or layout == "sign":
                continue
            if every or state in LARGE_STATES.get(language, ()):
                yield View(layout, glass, "dark", language, "large", state)


def bases_of(base_url: str, account: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Ask a demo hall, as its manager, what a screen of each layout would show now."""
    with requests.Session() as manager:
        manager.trust_env = False
        manager.headers["X-Tinghao-Screen"] = "admin"

        def asked(method: str, path: str, body: Any = None) -> dict[str, Any]:
            answer = manager.request(method, base_url + path, json=body, timeout=20)
            answer.raise_for_status()
            return dict(answer.json())

        asked("POST", "/login", {**account, "screen": "admin"})
        version = asked("GET", "/api/v1/settings")["version"]
        return {
            layout: asked("POST", "/api/v1/settings/screen", {"base_version": version, "screen": code})
            for layout, code in SAMPLE_SCREENS.items()
        }


def message(base: dict[str, Any], view: View) -> dict[str, Any]:
    """Return what the page of a view is told; `base` is the snapshot of such a screen in a real hall."""
    snapshot = copy.deepcopy(base)
    _set_time(snapshot, early=view.state == "before")
    if view.state.startswith("extreme"):
        _make_extreme(snapshot, burst=view.state == "extreme-burst")
    elif view.state == "before":
        _close_all(snapshot)
    elif view.state == "bare":
        snapshot |= {name: [] for name in ("calls", "windows", "queues", "notices")}
        snapshot |= {name: [] for name in ("next", "entries") if name in snapshot}
    elif view.state in MANY:
        _make_many(snapshot, MANY[view.state])
    snapshot["theme"] = view.theme
    snapshot["screen"] |= {"language": view.language, "size": view.size}
    if "sound" in STATES[view.state]:
        snapshot["screen"]["speaks"] = True
    return {"snapshot": snapshot, **STATES[view.state]}


def other_halls(bases: dict[str, dict[str, Any]]) -> Iterator[tuple[View, dict[str, Any]]]:
    """List views of halls between the kept ones, larger and smaller, with long numbers, and what their pages are told."""
    queues = itertools.cycle(OTHER_QUEUES)
    ways = itertools.cycle(("open", "before", "open", "lost", "closed"))
    dresses = itertools.cycle(itertools.product(("en", "both"), ("large", "standard")))
    for layout, windows in itertools.product(("board", "zone", "next"), OTHER_WINDOWS):
        for glass in (LANDSCAPE, PORTRAIT):
            way, (language, size) = next(ways), next(dresses)
            view = View(layout, glass, "dark", language, size, f"{windows}-{way}")
            snapshot = copy.deepcopy(bases[layout])
            _set_time(snapshot, early=way == "before")
            _make_many(snapshot, (windows, next(queues)), first=1000, waiting=WAITING_EACH)
            if way in ("before", "closed"):
                _close_all(snapshot)
            if way == "closed":
                snapshot["open"] |= {"closed_reason": "after", "opens_at": OPEN["opens_at"]}
                for window in snapshot["windows"]:
                    window["opens_at"] = OPEN["opens_at"]
            snapshot |= {"theme": "dark", "screen": snapshot["screen"] | {"language": language, "size": size}}
            yield view, {"snapshot": snapshot, **({"lost": 2} if way == "lost" else {})}


def feed(page: Page, told: dict[str, Any]) -> None:
    """Tell a page what to show and wait until it has drawn it."""
    page.evaluate(
        """(told) => new Promise((drawn) => {
          const twoFrames = () => requestAnimationFrame(() => requestAnimationFrame(drawn));
          addEventListener('message', () => document.fonts.ready.then(twoFrames), { once: true });
          window.postMessage(told, location.origin);
        })""",
        told,
    )


def _set_time(snapshot: dict[str, Any], *, early: bool) -> None:
    """Make it that Friday in the snapshot; what depends on the hall's own day is set with it."""
    if set(snapshot["open"]) != set(OPEN):
        raise ValueError(f"a snapshot now tells of its opening {sorted(snapshot['open'])}")
    snapshot |= {"now": EARLY if early else NOW, "open": dict(OPEN)}
    for window in snapshot.get("windows", ()):
        window["opens_at"] = None
    if "window" in snapshot:
        snapshot["window"] |= AWAY
        snapshot |= {"clerk": CLERK, "opens_at": OPEN["opens_at"], "closed_reason": None}


def _close_all(snapshot: dict[str, Any]) -> None:
    """Make it the morning before the hall opens: the sixth window stays closed that day."""
    snapshot["open"] |= {
        "is_open": False,
        "issues": False,
        "closed_reason": "before",
        "band": None,
        "opens_at": TODAY_OPENS,
        "kiosk_opens_at": TODAY_GIVES,
    }
    if "window" in snapshot:
        snapshot["window"] |= {"state": "closed"}
        snapshot |= {
            "closed_reason": "before",
            "opens_at": TODAY_OPENS,
            "current": None,
            "closed_today": False,
        }
        return
    for n, window in enumerate(snapshot["windows"]):
        window |= {"state": "closed", "number_called": None, "opens_at": None if n == 5 else TODAY_OPENS}
    snapshot["calls"] = []


def _make_extreme(snapshot: dict[str, Any], *, burst: bool) -> None:
    """Fill a screen with the most there may be: 40 windows, 21 queues, 200 waiting each, the longest names."""
    snapshot["hall"] |= {"name": LONG_ZH[:30] + "便民服务中心", "name_en": f"{LONG_EN} public service centre"}
    snapshot["screen"] |= {"zone": LONG_ZH[:30], "zone_en": LONG_EN}
    if "window" in snapshot:
        names = {"name": LONG_ZH[:12], "name_en": LONG_EN[:30]}
        names |= {"department": LONG_ZH[:30], "department_en": LONG_EN[:30]}
        called = {"number": "A1026", "state": "called" if burst else "serving", "at": snapshot["now"]}
        red = {"red_until": "2099-01-01T00:00:00+08:00" if burst else snapshot["now"], "announcing": False}
        groups = [LONG_ZH[:16], LONG_ZH[4:20], LONG_ZH[8:24]]
        snapshot["window"] |= {**names, "number": 128, "state": "open", "item_groups": groups}
        snapshot["window"] |= {"item_groups_en": [LONG_EN[:30]] * 3}
        snapshot |= {
            "current": {**called, **red},
            "clerk": {"name": "阿不都热合曼·买买提江", "badge": "SN-000128"},
        }
        snapshot["open"] |= {"is_open": True, "closed_reason": None}
        return
    _make_many(snapshot, (40, len(PREFIXES)), first=1000, waiting=WAITING_EACH)
    if burst:
        for call in snapshot["calls"][:3]:
            call |= {"state": "called", "red_until": "2099-01-01T00:00:00+08:00", "id": f"red-{call['id']}"}
    snapshot["open"] |= {"is_open": True, "issues": True, "closed_reason": None}
    snapshot["notices"] = [{"kind": "notice", "text": MARKED_ZH * 2, "text_en": f"{LONG_EN} " * 4}]
    if "next" in snapshot:
        for row in snapshot["next"]:
            row["called"] = {"number": f"{row['prefix']}1026", "window": "40"}
        if burst:
            first = snapshot["calls"][0]
            snapshot["next"][0]["called"] = {"number": first["number"], "window": first["window"]}
    if "entries" in snapshot:
        page = {"what": "page", "kind": "flow", "title": LONG_ZH[:20], "title_en": LONG_EN, "seconds": 60}
        snapshot["entries"] = [
            {**page, "text": (MARKED_ZH * 40)[:1200], "text_en": (f"{LONG_EN}. " * 60)[:2400]}
        ]


def _make_many(
    snapshot: dict[str, Any], many: tuple[int, int], *, first: int = 100, waiting: int | None = None
) -> None:
    """Give a hall so many windows and queues; tickets are numbered on from `first`, `waiting` in each queue."""
    queues: list[dict[str, Any]] = [
        {
            "prefix": letter,
            "name": LONG_ZH[n % 9 : n % 9 + 8],
            "name_en": LONG_EN[:24],
            "waiting": (n * 7) % 43 if waiting is None else waiting,
        }
        for n, letter in enumerate(PREFIXES[: many[1]])
    ]
    windows = [_window(n, first + n) for n in range(1, many[0] + 1)]
    called = [w for w in windows if w["number_called"]]
    snapshot |= {"queues": queues, "windows": windows}
    snapshot["calls"] = [
        {
            "id": f"{first}-{w['number']}",
            "number": w["number_called"],
            "window": w["number"],
            "state": "serving",
            "at": snapshot["now"],
            "red_until": snapshot["now"],
            "recalls": 0,
            "announcing": False,
        }
        for w in called[:12]
    ]
    if "next" in snapshot:
        at = {w["number_called"][0]: w for w in called}
        snapshot["next"] = [
            {
                **queue,
                "numbers": [f"{queue['prefix']}{first + n}" for n in range(min(NEXT_MANY, queue["waiting"]))],
                "called": {
                    "number": at[queue["prefix"]]["number_called"],
                    "window": at[queue["prefix"]]["number"],
                }
                if queue["prefix"] in at
                else None,
            }
            for queue in queues
        ]


def _window(number: int, ticket: int) -> dict[str, Any]:
    state = "paused" if number % 7 == 0 else "closed" if number % 11 == 0 else "open"
    free = state == "open" and number % 9 == 0
    letter = PREFIXES[number % len(PREFIXES)]
    return {
        "number": str(number),
        "name": LONG_ZH[:12],
        "name_short": LONG_ZH[:6],
        "name_en": LONG_EN[:40],
        "department": None,
        "state": state,
        "free": free,
        "free_direct": free,
        "number_called": f"{letter}{ticket}" if state == "open" and not free else None,
        "called": False,
        "opens_at": None,
    }
