"""`python -m bench.shots`: photograph every screen of a demo hall at twelve past ten, at the size it has there."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from bench import wall
from bench.chromium import find_chromium, open_browser
from bench.crowd import Crowd
from bench.demo_hall import ROOT, DemoHall
from bench.kept_wall import KEPT, Difference, Look, differences, read, written
from bench.morning import BEGINS, CALLING, RATED, SHOWN, Morning
from bench.wall_sheet import Sheet, scenes, sheets

PICTURES = ROOT / "docs" / "pictures"
HOURS = "8:30-17:00"
COLOURS = 256
SOUND_WITHOUT_TOUCH = "--autoplay-policy=no-user-gesture-required"
A_LOUDSPEAKER = "--use-fake-device-for-media-stream"
STAMP_MS = 1500  # the stamp of a call has come to rest
DEAF_MS = 900  # a page that has just changed takes no tap for a moment
PAPER_MS = 3500

KIOSK, BOARD, SIGN, DESK = (1080, 1920), (1920, 1080), (1280, 720), (1366, 768)
TABLET, PHONE, ADMIN = (1280, 800), (390, 844), (1440, 900)
ON_THE_WALL = (
    ("screen-zone", "zone", wall.LANDSCAPE, "dark"),
    ("screen-next", "next", wall.LANDSCAPE, "light"),
    ("screen-notice", "notice", wall.LANDSCAPE, "light"),
    ("screen-next-strip", "next", wall.STRIP, "dark"),
)


def main(arguments: list[str]) -> int:
    """Take the pictures; the exit code is 1 without a browser or when a page complained."""
    parser = argparse.ArgumentParser(prog="bench.shots", description=__doc__)
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder of the pictures")
    parser.add_argument(
        "--wall", type=Path, help="folder for every layout, theme, language and state instead"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="with --wall: what the tests hold the screens to is this from now on",
    )
    options = parser.parse_args(arguments)
    chromium = find_chromium()
    if chromium is None:
        print("no Chromium found", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.wall is not None:
        return _whole_wall(chromium, options.wall, keep=options.keep)
    options.to.mkdir(parents=True, exist_ok=True)
    with DemoHall("--hours", HOURS, begins=BEGINS, quick_paper=True) as hall:
        morning = Morning(hall)
        morning.play()
        with open_browser(chromium, SOUND_WITHOUT_TOUCH, A_LOUDSPEAKER) as browser:
            studio = Studio(browser, hall, options.to)
            _photograph(studio, morning)
    for complaint in studio.complaints:
        print(complaint, file=sys.stderr)
    print(f"{len(studio.taken)} pictures, {sum(studio.taken.values()) / 1e6:.2f} MB, in {options.to}")
    return 1 if studio.complaints else 0


def _whole_wall(chromium: str, folder: Path, *, keep: bool) -> int:
    """Photograph the screens on the wall in every state, for a person to look at, and keep their looks for the tests."""
    folder.mkdir(parents=True, exist_ok=True)
    many = 0
    with DemoHall("--hours", HOURS, begins=BEGINS) as hall, open_browser(chromium) as browser:
        bases = wall.bases_of(hall.base_url, hall.said["accounts"]["manager"])
        sheet = Sheet(browser, hall.base_url)
        for part in sheets(scenes(bases, every=True)):
            for name, picture in sheet.pictures(part):
                (folder / f"{name}.png").write_bytes(picture)
                many += 1
        print(f"{many} pictures in {folder}")
        if keep:
            _keep([seen.look for part in sheets(scenes(bases)) for seen in sheet.look(part)])
    return 0


def _keep(looks: list[Look]) -> None:
    """Write the kept looks anew and say what is another than before."""
    before = read(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    KEPT.write_text(written(looks), encoding="utf-8")
    for look in looks:
        was = before.get(look.scene)
        found = differences(was, look) if was else [Difference("new")]
        if found:
            print(f"{look.scene}: {found[0].words}" + (f", and {len(found) - 1} more" if found[1:] else ""))
    for scene in before.keys() - {look.scene for look in looks}:
        print(f"{scene}: gone")


class Studio:
    """Open pages and keep their pictures, small."""

    def __init__(self, browser: Browser, hall: DemoHall, folder: Path) -> None:
        self._browser, self.hall, self._folder = browser, hall, folder
        self.taken: dict[str, int] = {}
        self.complaints: list[str] = []

    def open(self, path: str, size: tuple[int, int], *, touch: bool = False) -> Page:
        """Open a page as on a machine of its own."""
        width, height = size
        context = self._browser.new_context(viewport={"width": width, "height": height}, has_touch=touch)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{path}: {error}"))
        page.on(
            "console",
            lambda said: self.complaints.append(f"{path}: {said.text}") if said.type == "error" else None,
        )
        page.goto(self.hall.base_url + path)
        return page

    def staff(self, path: str, size: tuple[int, int]) -> Page:
        """Open a page of staff and sign in with what the demo filled in."""
        page = self.open(path, size)
        page.locator("input[type=password]").wait_for()
        page.locator("form button[type=submit]").click()
        page.locator("input[type=password]").wait_for(state="detached")
        return page

    def take(self, name: str, page: Page) -> None:
        """Photograph what the page shows."""
        self.keep(name, page.screenshot())

    def keep(self, name: str, picture: bytes) -> None:
        """Store a picture with as many colours as it needs."""
        image = Image.open(BytesIO(picture)).convert("RGB")
        few = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        path = self._folder / f"{name}.png"
        few.save(path, optimize=True)
        self.taken[name] = path.stat().st_size


def _photograph(studio: Studio, morning: Morning) -> None:
    """Open every screen, then let window 3 call and the citizen of window 2 be asked."""
    crowd = _others(studio.hall)
    board, sign = studio.open("/board", BOARD), studio.open(f"/sign/{CALLING}", SIGN)
    kiosk, tablet = studio.open("/kiosk", KIOSK, touch=True), studio.open(f"/tablet/{RATED}", TABLET)
    window, desk = studio.staff(f"/window/{CALLING}", DESK), studio.staff("/desk", DESK)
    desk.get_by_role("button", name="打开提示音").click()
    admin = studio.staff("/admin", ADMIN)
    waits = next(t for t in reversed(morning.tickets.values()) if t["queue"]["prefix"] == "C")
    phone = studio.open(_page_of(waits), PHONE)
    board.wait_for_timeout(DEAF_MS)
    studio.hall.set_clock(SHOWN)
    called = morning.tickets[morning.at(CALLING, "call-next")["number"]]
    summoned = studio.open(_page_of(called), PHONE)
    board.wait_for_timeout(STAMP_MS)
    shown = (("board", board), ("sign", sign), ("window", window), ("phone-called", summoned), ("desk", desk))
    for name, page in (*shown, ("phone", phone), ("admin", admin)):
        studio.take(name, page)
    morning.at(RATED, "finish")
    tablet.locator(".at-ask .level").first.wait_for()
    tablet.wait_for_timeout(DEAF_MS)
    studio.take("tablet", tablet)
    studio.hall.set_clock(SHOWN)
    _at_the_kiosk(studio, kiosk)
    for name, path, size in (("start", "/", DESK), ("guide", "/g/AQ02", PHONE)):
        page = studio.open(path, size)
        page.wait_for_timeout(PAPER_MS)
        studio.take(name, page)
    papers = json.loads((studio.hall.data / "paper" / "index.json").read_text(encoding="utf-8"))
    studio.keep("paper", (studio.hall.data / "paper" / papers[0]["file"]).read_bytes())
    _on_the_wall(studio)
    crowd.close()


def _on_the_wall(studio: Studio) -> None:
    """Take the layouts beside the hall board, on a sample day."""
    bases = wall.bases_of(studio.hall.base_url, studio.hall.said["accounts"]["manager"])
    for name, layout, glass, theme in ON_THE_WALL:
        page = studio.open("/screen/preview", glass)
        wall.feed(
            page, wall.message(bases[layout], wall.View(layout, glass, theme, "both", "standard", "call"))
        )
        page.wait_for_timeout(STAMP_MS * 2)
        studio.take(name, page)


def _others(hall: DemoHall) -> Crowd:
    """Connect the screens that nobody photographs, so that nothing is missing in the hall."""
    crowd = Crowd(hall.base_url)
    for number in hall.windows:
        crowd.join({"screen": "sign", "token": hall.token("display"), "window": number})
        crowd.join({"screen": "clerk", "token": hall.token(f"clerk_{number}"), "window": number})
        crowd.join({"screen": "evaluator", "token": hall.token(f"tablet_{number}"), "window": number})
    return crowd


def _page_of(ticket: dict[str, str]) -> str:
    return "/t/" + ticket["url"].rsplit("/", 1)[1]


def _at_the_kiosk(studio: Studio, kiosk: Page) -> None:
    """Take a number for a named item, photographed at each step."""
    kiosk.locator(".tile").first.wait_for()
    studio.take("kiosk", kiosk)
    kiosk.locator(".tile", has_text="社会保险").tap()
    kiosk.wait_for_timeout(DEAF_MS)
    kiosk.locator(".row", has_text="养老保险参保登记").first.tap()
    kiosk.wait_for_timeout(DEAF_MS)
    studio.take("kiosk-confirm", kiosk)
    kiosk.locator(".take").tap()
    kiosk.wait_for_timeout(PAPER_MS)
    studio.take("kiosk-ticket", kiosk)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
