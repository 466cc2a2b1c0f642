"""The sockets themselves: who may connect, what they are sent, what they report."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_socketio import SocketIO, join_room
from socketio.exceptions import ConnectionRefusedError as Refusal

from queue_server.access import Caller, identify
from queue_server.api.problems import language
from queue_server.clock import machine_seconds
from queue_server.domain.errors import Refused, refuse
from queue_server.realtime.presence import Connections
from queue_server.realtime.publisher import Publisher
from queue_server.realtime.speakers import Speakers, was_closed
from queue_server.realtime.wire import Wire
from queue_server.screens.shared.screen import Screen
from queue_server.site import Site
from queue_server.storage import people
from queue_server.use_cases.views import instant

_LOG = logging.getLogger(__name__)
PING_S = 3
MAX_MESSAGE = 16 * 1024


def open_sockets(app: Any, async_mode: str) -> SocketIO:
    """Return the socket server: websocket only, so no sticky sessions; a dead peer is known in 6 s."""
    # It logs a stack for every frame a stranger makes up; errors of our own handlers are logged by `_failed`.
    logging.getLogger("engineio.server").setLevel(logging.CRITICAL)
    sockets = SocketIO(
        app,
        async_mode=async_mode,
        transports=["websocket"],
        ping_interval=PING_S,
        ping_timeout=PING_S,
        max_http_buffer_size=MAX_MESSAGE,
        manage_session=False,
        logger=False,
        engineio_logger=False,
    )
    app.wsgi_app = _without_compression(app.wsgi_app)
    return sockets


def _without_compression(inner: Callable[..., Any]) -> Callable[..., Any]:
    """Let no socket agree on compression: zlib keeps 256 KiB for each, and takes longer than a hall's network."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return inner(environ, start_response)

    return answer


class Hub:
    """Let screens in, and keep what they are told in one place."""

    def __init__(
        self, sio: SocketIO, site: Site, screens: Mapping[str, Screen], connections: Connections
    ) -> None:
        self._sio = sio
        self._site = site
        self._screens = screens
        self.connections = connections
        self._wire = Wire(sio)
        self.publisher = Publisher(
            site,
            connections,
            {name: screen.snapshot for name, screen in screens.items()},
            self._wire.send,
            self._dismiss,
        )
        self.speakers = Speakers(connections, self.emit_to)
        self.on_presence: Callable[[str], None] = lambda room: None
        sio.on_event("connect", self._connect)
        sio.on_event("disconnect", self._disconnect)
        sio.on_event("alive", self._alive)
        sio.on_event("may_begin", self._may_begin)
        sio.on_error_default(self._failed)

    def emit_to(self, event: str, sid: str, data: dict[str, Any], answered: Callable[..., None]) -> None:
        """Send an event to one socket and have its answer."""
        self._sio.emit(event, data, to=sid, callback=answered)

    def ask(self, room: str, question: dict[str, Any]) -> None:
        """Send a tablet its question."""
        self._sio.emit("ask", question, to=room)

    def _connect(self, auth: Any = None) -> None:
        said = auth if isinstance(auth, dict) else {}
        name = str(said.get("screen", ""))[:20]
        sid = request.sid  # type: ignore[attr-defined]
        try:
            screen = self._screens.get(name)
            if screen is None:
                raise refuse("bad_request", detail="no such screen")
            who = self._who(name, said)
            room = screen.room(who, said, self._site)
            join_room(room)
            device_id = who.device.id if who and who.device else None
            self.connections.add(sid, name, room, who.credential if who else None, device_id, new=True)
        except Refused as refusal:
            self.connections.remove(sid)
            words = refusal.title("en" if language() == "en" else "zh-CN")
            raise Refusal(words, {"code": refusal.code, "title": words}) from None
        # After this handler has returned, and with it the protocol's own word that the socket is connected.
        self._sio.start_background_task(self.publisher.welcome, sid)
        self.on_presence(room)

    def dismiss_ended(self) -> None:
        """Close the sockets whose session is over or whose token was revoked.

        Such a screen connects anew by itself, is refused and told why.
        """
        held = self.connections.credentials()
        if not held:
            return
        try:
            with self._site.reading() as conn:
                ended = held - people.credentials_in_force(conn, held, self._site.clock.now())
        except Refused:
            return  # the storage is away; it is asked again in a second
        for gone in self.connections.holding(ended):
            self._sio.server.disconnect(gone.sid)

    def dismiss_device(self, device_id: str) -> None:
        """Have a device's screens connect anew: what they are to show is another."""
        for held in self.connections.of_device(device_id):
            self._dismiss(held.sid)

    def _dismiss(self, sid: str) -> None:
        """Close a socket without keeping the caller."""
        self._sio.start_background_task(self._sio.server.disconnect, sid)

    def dismiss_soon(self) -> None:
        """Do that without keeping the caller."""
        self._sio.start_background_task(self.dismiss_ended)

    def _who(self, name: str, auth: dict[str, Any]) -> Caller | None:
        if name == "phone":
            return None
        token = auth.get("token")
        window = str(auth.get("window", ""))[:4]
        cookie = {
            "display": "board",
            "sign": f"sign-{window}",
            "clerk": f"window-{window}",
            "evaluator": f"tablet-{window}",
        }.get(name, name)
        return identify(cookie, token if isinstance(token, str) and token else None)

    def _may_begin(self, sound_id: Any = None) -> bool:
        sid = request.sid  # type: ignore[attr-defined]
        return isinstance(sound_id, str) and self.speakers.may_begin(sid, sound_id)

    def _unanswered_s(self, sid: str) -> float | None:
        """Return for how long a socket has owed the answer to a ping, None when it owes none."""
        server = self._sio.server
        socket = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))
        asked_at = getattr(socket, "last_ping", None)
        return None if asked_at is None else machine_seconds() - asked_at

    def _disconnect(self, reason: Any = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        gone = self.connections.remove(sid)
        self.speakers.gone(sid, closed=was_closed(reason, self._unanswered_s(sid)))
        if gone is not None:
            self.publisher.forget(gone.room)
            self.on_presence(gone.room)

    def _alive(self, report: Any = None) -> dict[str, Any]:
        sid = request.sid  # type: ignore[attr-defined]
        if self.connections.heard(sid, report if isinstance(report, dict) else {}):
            self.on_presence("")
        return {"now": instant(self._site.clock.now(), self._site.hall)}

    def look_for_quiet(self) -> None:
        """Have it shown when a page has said nothing for too long while its socket lives."""
        for room in self.connections.fallen_quiet():
            self.on_presence(room)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Refusal):
            _LOG.exception("a socket event failed", exc_info=error)
