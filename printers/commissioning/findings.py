"""What a printer did with the self-test ticket."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Outcome = Literal["printed", "sent", "refused"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the printer did: `outcome` printed (it said so), sent (it said nothing) or refused (nothing was sent).

    `gs_r_ms` and `gs_h_ms` are how long after the ticket the answer came, None when it did not. `hears` is false on a
    way that carries no answers. `reason` is a code of the spooler's, also for a cutter that jammed at the end.
    """

    outcome: Outcome
    reason: str | None = None
    hears: bool = True
    dle_eot: bool = False
    gs_r_ms: int | None = None
    gs_h_ms: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON value."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> Findings:
        """Read what `to_json` wrote. Raises ValueError."""
        if not isinstance(data, dict) or data.get("outcome") not in ("printed", "sent", "refused"):
            raise ValueError("no findings of a self-test")
        return cls(
            outcome=data["outcome"],
            reason=None if data.get("reason") is None else str(data["reason"])[:40],
            hears=data.get("hears") is not False,
            dle_eot=data.get("dle_eot") is True,
            gs_r_ms=_ms(data.get("gs_r_ms")),
            gs_h_ms=_ms(data.get("gs_h_ms")),
        )


def _ms(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
