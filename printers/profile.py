"""What one model of printer needs: width, modes, cutter, and how it confirms."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args, get_type_hints


class ProfileError(ValueError):
    """A printer's profile holds a value that does not exist."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Settings of one printer, found by its commissioning ticket; what its `rom` does not hold is drawn.

    `cut_feed` None lets the cut command feed to the cutter itself (GS V 65/66); a number feeds that
    many lines first and cuts in place (GS V 0/1). With `barrier` none no ticket is ever known to have
    been printed, and each stays uncertain unless the hall takes `sent_is_done`; with `status` none no
    fault is seen beforehand.
    """

    width_dots: int = 576
    columns: int = 48
    encoding: Literal["gb18030"] = "gb18030"
    mode: Literal["text", "raster"] = "text"
    rom: Literal["gbk", "gb2312"] = "gbk"
    qr: Literal["raster", "native"] = "raster"
    cut: Literal["full", "partial", "none"] = "partial"
    cut_feed: int | None = None
    barrier: Literal["gs_r", "gs_h", "none"] = "gs_r"
    status: Literal["dle_eot", "none"] = "dle_eot"
    sent_is_done: bool = False

    def __post_init__(self) -> None:
        """Refuse what no printer has."""
        hints = get_type_hints(type(self))
        for spec in fields(self):
            allowed = get_args(hints[spec.name])
            value = getattr(self, spec.name)
            if allowed and isinstance(allowed[0], str) and value not in allowed:
                raise ProfileError(f"{spec.name}: {value!r} is none of {', '.join(allowed)}")
        if not _is_int(self.width_dots, 128, 1024) or self.width_dots % 8:
            raise ProfileError(f"width_dots: {self.width_dots!r} is no multiple of 8 from 128 to 1024")
        if not _is_int(self.columns, 16, 96) or self.columns * 12 > self.width_dots + 11:
            raise ProfileError(f"columns: {self.columns!r} do not fit {self.width_dots} dots")
        if not isinstance(self.sent_is_done, bool):
            raise ProfileError(f"sent_is_done: {self.sent_is_done!r} is neither true nor false")
        if self.cut_feed is not None and not _is_int(self.cut_feed, 0, 20):
            raise ProfileError(f"cut_feed: {self.cut_feed!r} is not 0 to 20 lines")

    def to_json(self) -> dict[str, Any]:
        """Return all settings as a JSON value."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Profile:
        """Read settings; those absent have their default, unknown ones are ignored.

        `columns` follows `width_dots` when absent. Raises ProfileError.
        """
        if not isinstance(data, Mapping):
            raise ProfileError("not an object")
        known = {spec.name for spec in fields(cls)}
        values: dict[str, Any] = {key: value for key, value in data.items() if key in known}
        if "columns" not in values and _is_int(values.get("width_dots"), 128, 1024):
            values["columns"] = values["width_dots"] // 12
        return cls(**values)


def _is_int(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


PROFILE_80 = Profile()
PROFILE_58 = Profile(width_dots=384, columns=32)


def profile_from_escpos(name: str) -> Profile:
    """Derive first settings from a model known to python-escpos.

    Width, cutter and native QR come from its table; Chinese text, status and barrier are not in it and
    keep our defaults until the commissioning ticket says otherwise. Raises ProfileError for an unknown name.
    """
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        # Imported late: importing it sets up the root logger and leaves a temporary directory.
        from escpos.capabilities import NotSupported, get_profile  # noqa: PLC0415
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    try:
        model = get_profile(name)
    except (KeyError, NotSupported) as error:
        raise ProfileError(f"no such model: {name}") from error
    data: Mapping[str, Any] = model.profile_data
    pixels = data.get("media", {}).get("width", {}).get("pixels")
    width = pixels - pixels % 8 if isinstance(pixels, int) else 576
    features = data.get("features", {})
    cut: Literal["full", "partial", "none"] = "none"
    if features.get("paperPartCut"):
        cut = "partial"
    elif features.get("paperFullCut"):
        cut = "full"
    return Profile(width_dots=width, columns=width // 12, cut=cut)
