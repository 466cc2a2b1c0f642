"""The pictures and videos of notice screens, as rows; the files themselves are beside the database."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, delete, insert, inspect, select

from queue_server.storage.schema import media


@dataclass(frozen=True, slots=True)
class Media:
    """One uploaded file: `id` is its name on disk, `kind` picture or video, `size` in bytes."""

    id: str
    name: str
    kind: str
    mime: str
    size: int
    staff_id: str | None
    at: datetime


_NAMES = [spec.name for spec in fields(Media)]
_MEDIA = select(*[media.c[name] for name in _NAMES])


def add(conn: Connection, what: Media) -> None:
    """Store a file's row."""
    conn.execute(insert(media).values(**{name: getattr(what, name) for name in _NAMES}))


def by_id(conn: Connection, media_id: str) -> Media | None:
    """Return a file's row, or None."""
    row = conn.execute(_MEDIA.where(media.c.id == media_id)).first()
    return None if row is None else Media(*row)


def are_kept(conn: Connection) -> bool:
    """Tell whether a database knows of pictures at all: one of an early release does not."""
    return inspect(conn).has_table(media.name)


def all_media(conn: Connection) -> dict[str, Media]:
    """Return every file's row by id, the newest first."""
    return {row.id: Media(*row) for row in conn.execute(_MEDIA.order_by(media.c.at.desc(), media.c.id))}


def remove(conn: Connection, media_id: str) -> None:
    """Forget a file's row."""
    conn.execute(delete(media).where(media.c.id == media_id))
