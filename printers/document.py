"""What is on a slip, as values that know neither paper width nor printer.

A document travels in print-job rows and over HTTP as JSON, so its form is versioned and stable:
`{"v": 1, "elements": [{"e": "line", …}]}`. A field equal to its default is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, ClassVar, Literal, get_args, get_type_hints

VERSION = 1
Align = Literal["left", "center", "right"]


class DocumentError(ValueError):
    """The JSON is not a document of this version."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Name the hall: as large as the paper allows, a long name breaking after 镇 or 街道."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Logo:
    """Show the hall's logo, a small black and white PNG in base64 (`printers/logo.py`), in the middle."""

    kind: ClassVar[str] = "logo"
    png: str


@dataclass(frozen=True, slots=True)
class Line:
    """Say one sentence, wrapped where it must be.

    `size` is the enlargement 1..8. `shorter` are other wordings, tried in order when `text` does not
    fit on one line; when none fits, `text` is wrapped.
    """

    kind: ClassVar[str] = "line"
    text: str
    size: int = 1
    align: Align = "left"
    bold: bool = False
    shorter: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrases:
    """Say short phrases on one line joined by `gap` if they fit, else one line for each."""

    kind: ClassVar[str] = "phrases"
    parts: tuple[str, ...]
    size: int = 1
    align: Align = "center"
    gap: str = "  "
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Draw a line across the paper, three dots thick."""

    kind: ClassVar[str] = "rule"


@dataclass(frozen=True, slots=True)
class Number:
    """Show the ticket number, the hero of the slip."""

    kind: ClassVar[str] = "number"
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Show short marks white on black (优先, 补打)."""

    kind: ClassVar[str] = "marks"
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Put texts at the left edge, one at the right, on one line.

    When they do not fit, only the last of the left ones stays beside the right one.
    """

    kind: ClassVar[str] = "columns"
    left: tuple[str, ...]
    right: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """List things, one `sign` each, under a bold title (none when ""); `more` closes the list.

    The sign □ is to be ticked, √ was, and `1.` counts. `more_stacked` replaces `more` on paper where the
    QR codes stand one below the other.
    """

    kind: ClassVar[str] = "checklist"
    title: str
    lines: tuple[str, ...] = ()
    more: str | None = None
    more_stacked: str | None = None
    sign: Literal["□", "√", "1."] = "□"


@dataclass(frozen=True, slots=True)
class QrCode:
    """One QR code: an ASCII payload and the lines below it."""

    kind: ClassVar[str] = "qr"
    payload: str
    captions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QrPair:
    """Show one or two QR codes, side by side where the paper allows; `beside` has the lines of a single one at its right."""

    kind: ClassVar[str] = "qr_pair"
    codes: tuple[QrCode, ...]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Leave white paper, in dots (8 a millimetre)."""

    kind: ClassVar[str] = "feed"
    dots: int


@dataclass(frozen=True, slots=True)
class Cut:
    """End the slip: feed to the cutter and cut as the printer's profile says."""

    kind: ClassVar[str] = "cut"


Element = Heading | Logo | Line | Phrases | Rule | Number | Marks | Columns | Checklist | QrPair | Feed | Cut
_FOR_MACHINES = ("payload", "png", "align", "sign")
_KINDS: dict[str, type[Any]] = {cls.kind: cls for cls in get_args(Element)}


@dataclass(frozen=True, slots=True)
class Document:
    """A whole slip, in reading order."""

    elements: tuple[Element, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the versioned JSON value."""
        return {"v": VERSION, "elements": [{"e": part.kind, **_fields_out(part)} for part in self.elements]}

    def with_texts(self, change: Callable[[str], str]) -> Document:
        """Return the document with every text that is read by people changed."""
        return Document(tuple(_texts_changed(part, change) for part in self.elements))

    @classmethod
    def from_json(cls, data: object) -> Document:
        """Read what `to_json` wrote. Raises DocumentError with the place of the first fault."""
        if not isinstance(data, Mapping) or data.get("v") != VERSION:
            raise DocumentError(f"not a document of version {VERSION}")
        elements = data.get("elements")
        if not isinstance(elements, list):
            raise DocumentError("elements: not a list")
        return cls(tuple(_element_in(raw, f"elements[{index}]") for index, raw in enumerate(elements)))


def _texts_changed(part: Any, change: Callable[[str], str]) -> Any:
    made: dict[str, Any] = {}
    for spec in fields(part):
        value = getattr(part, spec.name)
        if isinstance(value, str) and spec.name not in _FOR_MACHINES:
            made[spec.name] = change(value)
        elif isinstance(value, tuple):
            made[spec.name] = tuple(
                change(item) if isinstance(item, str) else _texts_changed(item, change) for item in value
            )
    return replace(part, **made)


def _fields_out(part: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for spec in fields(part):
        value = getattr(part, spec.name)
        if value != spec.default:
            out[spec.name] = _value_out(value)
    return out


def _value_out(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_fields_out(item) if isinstance(item, QrCode) else item for item in value]
    return value


def _element_in(raw: object, where: str) -> Element:
    if not isinstance(raw, Mapping):
        raise DocumentError(f"{where}: not an object")
    kind = _KINDS.get(str(raw.get("e")))
    if kind is None:
        raise DocumentError(f"{where}.e: unknown element {raw.get('e')!r}")
    element: Element = _fields_in(kind, {key: value for key, value in raw.items() if key != "e"}, where)
    return element


def _fields_in(kind: type[Any], raw: Mapping[str, Any], where: str) -> Any:
    hints = get_type_hints(kind)
    names = {spec.name: spec for spec in fields(kind)}
    for key in raw:
        if key not in names:
            raise DocumentError(f"{where}.{key}: unknown field")
    values: dict[str, Any] = {}
    for name, spec in names.items():
        if name in raw:
            values[name] = _value_in(hints[name], raw[name], f"{where}.{name}")
        elif spec.default is MISSING:
            raise DocumentError(f"{where}.{name}: missing")
    return kind(**values)


def _value_in(hint: Any, raw: Any, where: str) -> Any:
    if hint is bool or hint is str:
        if isinstance(raw, hint):
            return raw
    elif hint is int:
        if isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= 2000:
            return raw
    elif hint == (str | None):
        if raw is None or isinstance(raw, str):
            return raw
    elif hint == tuple[str, ...]:
        if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
            return tuple(raw)
    elif hint == tuple[QrCode, ...]:
        if isinstance(raw, list) and 1 <= len(raw) <= 2 and all(isinstance(item, Mapping) for item in raw):
            return tuple(_fields_in(QrCode, item, f"{where}[{index}]") for index, item in enumerate(raw))
    elif raw in get_args(hint):
        return raw
    raise DocumentError(f"{where}: not allowed: {raw!r:.60}")
