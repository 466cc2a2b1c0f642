"""Take in pictures and videos for notice screens: by what they hold, not by their name, and never too many.

A file's name on disk is the hash of what it holds, so the same file is kept once and an address never
changes its content. Pictures are drawn anew: no place and no camera stays in them, and none is larger
than a screen.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from queue_server.domain.errors import refuse
from queue_server.storage.disk import to_disk

MIB: Final = 1024 * 1024
PICTURE_MOST: Final = 20 * MIB
VIDEO_MOST: Final = 500 * MIB
ALL_MOST: Final = 4096 * MIB
FREE_LEAST: Final = 512 * MIB
PIXELS_MOST: Final = 50_000_000
LONGEST_SIDE: Final = 3840
QUALITY: Final = 88
_CHUNK: Final = 256 * 1024
_HEAD: Final = 64

_NAME: Final = re.compile(r"[0-9a-f]{24}\.(jpg|png|mp4|webm)")
MIMES: Final = {"jpg": "image/jpeg", "png": "image/png", "mp4": "video/mp4", "webm": "video/webm"}
_NOT_VIDEO: Final = (b"heic", b"heix", b"mif1", b"avif", b"qt  ", b"M4A ", b"M4B ")
# What Pillow raises for files that are none, cut short or made to harm.
_UNREADABLE: Final = (
    *(UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning),
    *(OSError, ValueError, SyntaxError, EOFError, IndexError),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file taken in: its id, what it is, and how many bytes."""

    id: str
    kind: str
    mime: str
    size: int


def kind_of(head: bytes) -> str | None:
    """Return picture, mp4 or webm by the first 64 bytes of a file, None for anything else."""
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (
        head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    ):
        return "picture"
    if head[4:8] == b"ftyp" and head[8:12] not in _NOT_VIDEO:
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "webm"
    return None


def is_name(name: str) -> bool:
    """Tell whether a file's name is one of ours: the hash of what it holds, and its kind."""
    return _NAME.fullmatch(name) is not None


class MediaFiles:
    """The folder of uploaded files of one server."""

    def __init__(self, folder: Path, off_hub: Callable[[Callable[[], Any]], Any]) -> None:
        self._folder = folder
        self._off_hub = off_hub

    def find(self, media_id: str) -> tuple[Path, str] | None:
        """Return a file's path and type, None for a name that was never ours or a file that is gone."""
        named = _NAME.fullmatch(media_id)
        path = self._folder / media_id
        return (path, MIMES[named[1]]) if named and path.is_file() else None

    def used(self) -> int:
        """Return how many bytes all files take."""
        return sum(path.stat().st_size for path in self._files())

    def take(self, stream: BinaryIO) -> Taken:
        """Read an upload to its end and keep it; raises Refused `not_media`, `too_large`, `media_full`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f".{secrets.token_hex(8)}.part"
        try:
            kind, digest = self._read(stream, part)
            if kind == "picture":
                return self._keep(*self._off_hub(lambda: _drawn_anew(part)))
            return self._keep(part, kind, digest)
        finally:
            part.unlink(missing_ok=True)
            part.with_suffix(".anew").unlink(missing_ok=True)

    def remove(self, media_id: str) -> None:
        """Delete a file; one that is gone is no error."""
        found = self.find(media_id)
        if found is not None:
            found[0].unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return [path for path in self._folder.glob("*") if is_name(path.name)]

    def _read(self, stream: BinaryIO, part: Path) -> tuple[str, str]:
        """Write the upload into a file; returns what it is and the hash of its bytes."""
        room = min(ALL_MOST - self.used(), shutil.disk_usage(self._folder).free - FREE_LEAST)
        digest, size, kind = hashlib.sha256(), 0, ""
        with part.open("xb") as out:
            while chunk := stream.read(_CHUNK):
                if not size:
                    kind = kind_of(chunk[:_HEAD]) or ""
                    if not kind:
                        raise refuse("not_media")
                size += len(chunk)
                if size > (PICTURE_MOST if kind == "picture" else VIDEO_MOST):
                    raise refuse("too_large")
                if size > room:
                    raise refuse("media_full", used_mb=self.used() // MIB, most_mb=ALL_MOST // MIB)
                digest.update(chunk)
                out.write(chunk)
        if not size:
            raise refuse("not_media")
        return kind, digest.hexdigest()

    def _keep(self, part: Path, ending: str, digest: str) -> Taken:
        path = self._folder / f"{digest[:24]}.{ending}"
        self._off_hub(lambda: _settle(part, path))
        kind = "video" if ending in ("mp4", "webm") else "picture"
        return Taken(path.name, kind, MIMES[ending], path.stat().st_size)


def _settle(part: Path, path: Path) -> None:
    to_disk(part)
    os.replace(part, path)
    to_disk(path.parent)


def _drawn_anew(part: Path) -> tuple[Path, str, str]:
    """Draw a picture anew: upright, of a screen's size at most, without what its camera wrote. Raises `not_media`."""
    try:
        with Image.open(part, formats=("PNG", "JPEG", "WEBP")) as found:
            if found.width * found.height > PIXELS_MOST:
                raise refuse("not_media", detail="too many pixels")
            drawing = found.format == "PNG"
            picture = ImageOps.exif_transpose(found).convert("RGB")
    except _UNREADABLE as error:
        raise refuse("not_media", detail=str(error)[:200]) from None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    anew = part.with_suffix(".anew")
    if drawing:
        picture.save(anew, "PNG", optimize=True)
    else:
        picture.save(anew, "JPEG", quality=QUALITY)
    return anew, "png" if drawing else "jpg", hashlib.sha256(anew.read_bytes()).hexdigest()
