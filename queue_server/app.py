"""The one place that wires the parts together."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from flask import Response, request
from flask_socketio import SocketIO
from sqlalchemy import Engine
from werkzeug.security import generate_password_hash

import display
import kiosk
from queue_server import reactions
from queue_server.api import (
    accounts,
    announcements,
    catalogue,
    commissioning,
    devices,
    health,
    listening,
    media,
    phone,
    printing,
    problems,
    ratings,
    settings,
    tickets,
    trial,
    windows,
)
from queue_server.api.command import HallRequest, refuse_codings
from queue_server.clock import Clock
from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import WindowId
from queue_server.hall import Hall, HallInForce
from queue_server.hall_voice import HallVoice
from queue_server.limits import EnrolLimit, LoginLimit
from queue_server.media_files import MediaFiles
from queue_server.realtime.announcer import Announcer
from queue_server.realtime.hub import Hub, open_sockets
from queue_server.realtime.presence import Connections
from queue_server.realtime.speakers import voice_room
from queue_server.screens import admin, clerk, desk, evaluator, guides, mobile, start
from queue_server.screens.admin.alarms import Alarms
from queue_server.screens.evaluator.snapshot import ask_view
from queue_server.screens.shared.shell import build_id, secure
from queue_server.site import Demo, Site, install
from queue_server.storage import plans
from queue_server.storage.engine import POSTGRESQL, backend
from queue_server.storage.relay import Relay
from queue_server.upkeep import Upkeep
from queue_server.use_cases.housekeeping import forget, tidy
from queue_server.use_cases.outlook import refresh
from queue_server.use_cases.print_jobs import Silence, notice_silence
from queue_server.use_cases.runner import Runner, Tx
from queue_server.voice.clips import AudioStore
from queue_server.voice.speech import Voice
from queue_server.wakes import Wakes

_LOG = logging.getLogger(__name__)
TIDY_S = 1.0
FORGET_S = 3600.0
LEARN_S = 300.0
HASHED_STATIC = ("fonts/", "chunk-")


@dataclass(frozen=True)
class Parts:
    """What `create_app` is given: where things are and how blocking work is done."""

    hall: Hall
    clock: Clock
    writer: Engine
    readers: Engine
    data_dir: Path
    public_url: str
    async_mode: str
    off_hub: Callable[[Callable[[], Any]], Any]
    demo: Demo | None = None
    voice: bool = True
    voice_pack: Path | None = None
    voice_program: str | None = None
    unclean: bool = False
    """Whether the last server ended without closing the database."""


@dataclass(frozen=True)
class Served:
    """A wired server: the application, its sockets, and how to start and stop its tasks."""

    app: APIFlask
    sockets: SocketIO
    site: Site
    start: Callable[[], None]
    stop: Callable[[], None]


def create_app(parts: Parts) -> Served:
    """Wire one server; nothing runs before `start`."""
    app = _flask()
    build = build_id()
    heard: list[Callable[[list[Event]], None]] = []
    in_force = HallInForce(parts.hall)
    connections = Connections(parts.clock, build, voice_room=lambda room: voice_room(in_force.now(), room))

    def react(happened: list[Event]) -> None:
        _follow(happened, parts.readers, in_force)
        for tell in heard:
            tell(happened)

    relay = Relay(parts.readers, react) if backend(parts.writer) == POSTGRESQL else None
    tell_others = relay.tell_others if relay else None
    runner = Runner(parts.writer, in_force, parts.clock, parts.off_hub, react, parts.public_url, tell_others)
    voice = Voice(enabled=parts.voice, pack=parts.voice_pack, program=parts.voice_program)
    store = AudioStore(parts.data_dir / "audio", voice, off_hub=parts.off_hub)
    hall_voice = HallVoice(store, voice)
    site = Site(
        in_force=in_force,
        clock=parts.clock,
        readers=parts.readers,
        runner=runner,
        public_url=parts.public_url,
        build=build,
        started_at=parts.clock.now(),
        data_dir=parts.data_dir,
        demo=parts.demo,
        presence=connections,
        find_clip=store.find,
        off_hub=parts.off_hub,
        others=relay,
    )
    wakes = Wakes()
    site.extras.update(
        paper_wakes=wakes,
        probe_wakes=Wakes(),
        login_limit=LoginLimit(),
        enrol_limit=EnrolLimit(),
        alarms=Alarms(),
        voice=hall_voice,
        media=MediaFiles(parts.data_dir / "media", parts.off_hub),
        voice_why=lambda: voice.why_not,
        no_such_password=cache(lambda: generate_password_hash(secrets.token_hex(8))),
    )
    upkeep = site.extras["upkeep"] = Upkeep(site)
    install(app, site)
    problems.install(app)
    _routes(app)
    _headers(app)
    sockets = open_sockets(app, parts.async_mode)
    hub = Hub(sockets, site, _screens(), connections)
    announcer = Announcer(site, hub.speakers, hall_voice.clip)
    heard.append(lambda happened: _react(happened, site, hub, announcer, wakes))
    hub.on_presence = lambda room: hub.publisher.stale(_watchers(connections), urgent=False)
    tasks = _Tasks(site, hub, announcer, sockets, voice, relay, upkeep, parts.unclean)
    return Served(app, sockets, site, tasks.start, tasks.stop)


class _Application(APIFlask):
    """The application; none of its functions is a coroutine, so none needs to be looked at for that at each request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func


def _flask() -> APIFlask:
    app = _Application(
        "queue_server",
        title="Tinghao 听号",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        static_folder=str(Path(__file__).parent / "static"),
        static_url_path="/static",
    )
    app.request_class = HallRequest
    app.before_request(refuse_codings)
    app.config.update(OPENAPI_VERSION="3.1.0", MAX_CONTENT_LENGTH=HallRequest.max_content_length)
    return app


def _follow(happened: list[Event], readers: Engine, in_force: HallInForce) -> None:
    """Have the newest plan in force before screens are drawn: another server may have changed it."""
    if any(event.kind is Kind.PLAN_LOADED for event in happened):
        with readers.connect() as conn:
            in_force.put(plans.follow(conn, in_force.now()))


def _screens() -> dict[str, Any]:
    found = (
        kiosk.screen,
        display.board_screen,
        display.sign_screen,
        display.given_screen,
        clerk.screen,
        desk.screen,
        evaluator.screen,
        mobile.screen,
        admin.screen,
    )
    return {screen.name: screen for screen in found}


def _routes(app: APIFlask) -> None:
    for module in (kiosk, display, clerk, desk, evaluator, mobile, guides, admin, start):
        app.register_blueprint(module.blueprint)
    for part in (
        tickets,
        windows,
        ratings,
        phone,
        catalogue,
        printing,
        commissioning,
        devices,
        settings,
        listening,
        trial,
        accounts,
        health,
        announcements,
        media,
    ):
        app.register_blueprint(part.blueprint)
    app.register_blueprint(devices.sessions)
    app.register_blueprint(display.api)


def _headers(app: APIFlask) -> None:
    def secured(response: Response) -> Response:
        secure(response)
        if request.path.startswith("/static/build/"):
            name = request.path.removeprefix("/static/build/")
            kept = name.startswith(HASHED_STATIC) or "v" in request.args
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    app.after_request(secured)


def _watchers(connections: Connections) -> list[str]:
    return [room for room in connections.rooms() if room.startswith(("admin:", "clerk:"))]


def _react(happened: list[Event], site: Site, hub: Hub, announcer: Announcer, wakes: Wakes) -> None:
    def ask(event: Event) -> None:
        if event.window_id is None or not hub.connections.connected(f"evaluator:{event.window_id}"):
            return
        with site.looking() as now:
            question = ask_view(now, WindowId(event.window_id))
        if question is not None:
            hub.ask(f"evaluator:{event.window_id}", question)

    for device_id in reactions.dismissed(happened):
        hub.dismiss_device(device_id)
    reactions.react(
        happened,
        hub.connections.rooms(),
        lambda rooms, urgent: hub.publisher.stale(rooms, urgent=urgent),
        announcer.wake,
        wakes.wake,
        ask,
        hub.dismiss_soon,
    )


class _Tasks:
    """The server's own tasks, each restartable and each ended by `stop`."""

    def __init__(
        self,
        site: Site,
        hub: Hub,
        announcer: Announcer,
        sockets: SocketIO,
        voice: Voice,
        relay: Relay | None,
        upkeep: Upkeep,
        unclean: bool,
    ) -> None:
        self._site, self._hub, self._announcer, self._sockets = site, hub, announcer, sockets
        self._voice, self._relay = voice, relay
        self._upkeep, self._unclean = upkeep, unclean
        self._silence = Silence()
        self._stopped = False

    def start(self) -> None:
        spawn = self._sockets.start_background_task
        spawn(self._hub.publisher.loop)
        spawn(self._hub.publisher.refresh_loop)
        spawn(self._announcer.loop, spawn)
        spawn(self._site.extras["voice"].warm, self._site.hall, self._site.clock.now())
        spawn(self._tidy)
        spawn(self._upkeep.loop, self._unclean)
        if self._relay is not None:
            spawn(self._relay.loop)
        spawn(self._learn)

    def stop(self) -> None:
        self._stopped = True
        self._hub.publisher.stop()
        self._announcer.stop()
        self._site.runner.stop()
        self._upkeep.stop()
        if self._relay is not None:
            self._relay.stop()
        self._voice.close()
        self._site.close()

    def _tidy(self) -> None:
        forgotten = time.monotonic()
        while not self._stopped:
            time.sleep(TIDY_S)
            try:
                self._site.run(tidy)
                self._site.run(self._notice_silence)
                self._hub.dismiss_ended()
                self._hub.look_for_quiet()
                if time.monotonic() - forgotten > FORGET_S:
                    forgotten = time.monotonic()
                    self._site.run(forget)
            except Exception as error:  # noqa: BLE001  (the hall's own tasks outlive any one failure)
                _LOG.warning("tidying failed: %s", error)

    def _notice_silence(self, tx: Tx) -> None:
        notice_silence(tx, self._silence, time.monotonic())

    def _learn(self) -> None:
        """Learn service times every few minutes, a day at a time; at once when the hall knows none yet."""
        learned = -LEARN_S
        while not self._stopped:
            if self._site.hall.lately.learned is None or time.monotonic() - learned > LEARN_S:
                learned = time.monotonic()
                try:
                    self._look_back()
                except Exception as error:  # noqa: BLE001  (without fresh figures the last ones do)
                    _LOG.warning("learning service times failed: %s", error)
            time.sleep(TIDY_S)

    def _look_back(self) -> None:
        with self._site.readers.connect() as conn:
            refresh(conn, self._site.hall, self._site.clock.now(), lambda: time.sleep(0))
