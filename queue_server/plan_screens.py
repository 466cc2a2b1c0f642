"""What the hall's screens show: each screen with its layout, and the public-notice pages they may turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from queue_server.plan_kinds import Code, Length, OptionalWord, Prefix, Size, WindowNumber, Word

SCREENS_MOST: Final = 60
PAGES_MOST: Final = 60
ENTRIES_MOST: Final = 60

BLANK: Final = "＿"
"""Stands for a word the hall has still to fill in."""

PageKind = Literal["duties", "flow", "conduct", "standards", "promises", "contact", "other"]
REQUIRED_PAGES: Final = ("duties", "flow", "conduct", "standards", "promises", "contact")
"""What must stand before the public (博山 art. 25(1) and 7): 服务职能, 流程, 规范, 标准, 承诺, 咨询及监督电话."""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """Hold one page of public notice, written by the hall; `contact` also shows the hall's telephone numbers."""

    code: Code
    kind: PageKind
    title: Annotated[str, Length(1, 20)]
    title_en: Annotated[str, Length(0, 60)] = ""
    text: Annotated[str, Length(0, 1200, lines=True)] = ""
    text_en: Annotated[str, Length(0, 2400, lines=True)] = ""

    @property
    def is_written(self) -> bool:
        """Tell whether it can be shown: with words of the hall's and no blank left."""
        return BLANK not in self.text and (self.kind == "contact" or bool(self.text.strip()))


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """Name what a notice screen shows for a while: a page by its code, or an uploaded file by its id.

    `seconds` of each part of a page, or of a picture; None leaves it to the screen, and a video its own length.
    """

    page: Code | None = None
    media: Code | None = None
    seconds: Annotated[int, Size(5, 600)] | None = None


@dataclass(frozen=True, slots=True)
class ScreenPlan:
    """State what one screen of the hall shows, and how.

    `zone` is the waiting area it stands in and speaks for. No `queues` named means all of them, on the boards
    `zone` and `next` those that wait in its zone. `theme` "hall" is the hall's own. `language`: Chinese alone,
    Chinese with English in small behind it, or English first. A notice screen without `entries` turns all pages.
    """

    code: Code
    name: Word
    name_en: OptionalWord = ""
    layout: Literal["board", "zone", "next", "notice", "sign"] = "board"
    window: WindowNumber | None = None
    zone: Word | None = None
    queues: tuple[Prefix, ...] = ()
    theme: Literal["hall", "dark", "light"] = "hall"
    size: Literal["standard", "large"] = "standard"
    language: Literal["both", "zh", "en"] = "both"
    speaks: bool = True
    entries: tuple[EntryPlan, ...] = ()

    @property
    def is_to_speak(self) -> bool:
        """Tell whether calls are spoken on it; a sign never speaks."""
        return self.speaks and self.layout != "sign"


TABLES: Final[dict[str, type]] = {"screens": ScreenPlan, "pages": PagePlan}


def faults_of(screen: ScreenPlan) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    """List what is wrong beyond single values: (path, code, zh, en)."""
    if screen.layout == "sign" and screen.window is None:
        yield ("window",), "missing", "窗口屏要写明窗口号", "a window sign needs its window"
    if len(screen.entries) > ENTRIES_MOST:
        yield ("entries",), "length", f"最多 {ENTRIES_MOST} 项", f"at most {ENTRIES_MOST} entries"
    for index, entry in enumerate(screen.entries):
        if (entry.page is None) == (entry.media is None):
            zh, en = "选一页公示，或一个图片、视频", "name a page, or a picture or video"
            yield ("entries", index), "missing", zh, en
