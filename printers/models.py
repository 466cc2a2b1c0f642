"""The models an installer may name: their settings from documents, until a self-test ticket has confirmed them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from printers.profile import Profile, ProfileError, profile_from_escpos

_FILE = Path(__file__).with_name("models.toml")
ROMS = ("gb18030", "gbk", "gb2312", "none")
USUAL = "generic-80"
SHOWN_NEAR = 3


@dataclass(frozen=True, slots=True)
class Model:
    """One model: its name, what people call it, the settings, and why they are so.

    `evidence` names the document or report; nothing here was tried on a real printer.
    """

    name: str
    title: str
    title_en: str
    rom: str
    evidence: str
    settings: Mapping[str, Any]

    @property
    def profile(self) -> Profile:
        """Return the settings whole."""
        return Profile.from_json(self.settings)


class UnknownModelError(ProfileError):
    """No such model; `near` are the names most like it, `names` all there are."""

    def __init__(self, name: str) -> None:
        """Find the names most like it."""
        self.names = tuple(models())
        self.near = tuple(get_close_matches(name.lower().replace(" ", "-"), self.names, SHOWN_NEAR, 0.4))
        near = f"; like it: {', '.join(self.near)}" if self.near else ""
        super().__init__(f"no such model: {name}{near}. All: {', '.join(self.names)}")


@cache
def models() -> Mapping[str, Model]:
    """Return all models by name, in the order of the file."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Model(
            name,
            one["title"],
            one["title_en"],
            one.get("rom", "gbk"),
            one["evidence"],
            _settings(one),
        )
        for name, one in raw.items()
    }


def _settings(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model's settings; a ROM of GB2312 only is one of them."""
    return {**one.get("profile", {}), **({"rom": "gb2312"} if one.get("rom") == "gb2312" else {})}


def model(name: str) -> Model:
    """Return the model of that name; raises UnknownModelError, whose text lists them all."""
    found = models().get(name.strip().lower().replace(" ", "-"))
    if found is None:
        raise UnknownModelError(name)
    return found


def any_model(name: str) -> Model:
    """Return a model of ours, else one of python-escpos's table, which knows width and cutter; raises UnknownModelError.

    For programs that end: reading that table leaves a temporary directory behind.
    """
    try:
        return model(name)
    except UnknownModelError:
        try:
            found = profile_from_escpos(name.strip())
        except ProfileError:
            pass
        else:
            return Model(name.strip(), name.strip(), name.strip(), "gbk", "python-escpos", found.to_json())
        raise


def settings_of(data: Mapping[str, Any], base: Model | None = None) -> Profile:
    """Return the settings a hall wrote, on top of its model's. Raises ProfileError."""
    beneath = dict(base.settings) if base else {}
    if "width_dots" in data and "columns" not in data:
        beneath.pop("columns", None)
    return Profile.from_json({**beneath, **data})
