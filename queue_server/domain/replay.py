"""Rebuild tickets from the log of what happened, and say where the tables tell another story.

Every fact about a ticket carries, under `set`, the fields it changed (`use_cases/moves.py`). Folding
them in order gives the ticket again, all but its secrets. A difference means that somebody changed the
tables behind the program's back, or that a fact was lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from queue_server.domain.ticket import OPEN_STATES, State


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing the log and the tables do not agree on; `what` names a field or a rule."""

    ticket: str
    what: str
    log: Any
    table: Any

    def line(self) -> str:
        """Return it as one line of text."""
        return f"{self.ticket} {self.what}: log {self.log!r}, table {self.table!r}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A spell as the tables keep it: state, start and end in microseconds since 1970."""

    state: str
    started_at: int
    ended_at: int | None


def fold(facts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a ticket's fields out of the data of its facts, the oldest first."""
    fields: dict[str, Any] = {}
    for data in facts:
        fields.update(data.get("set") or {})
    return fields


def compare(ticket: str, facts: Sequence[Mapping[str, Any]], table: Mapping[str, Any]) -> list[Difference]:
    """Return where a ticket's log and its row differ.

    A ticket whose issue was logged by the first release, which kept no fields, is compared in those
    that later facts changed.
    """
    folded = fold(facts)
    if not facts:
        return [Difference(ticket, "issued", None, table.get("state"))]
    return [
        Difference(ticket, name, value, table.get(name))
        for name, value in folded.items()
        if table.get(name) != value
    ]


def check_spells(ticket: str, row: Mapping[str, Any], spells: Sequence[Stretch]) -> list[Difference]:
    """Return what is wrong with a ticket's spells.

    The first is waiting, from its issue on; each ends where another begins, whatever the clock did
    meanwhile; an open ticket is in exactly one, of its own state, and an ended one in none.
    """
    wrong = []
    still_open = [spell.state for spell in spells if spell.ended_at is None]
    expected = [row["state"]] if row["state"] in {s.value for s in OPEN_STATES} else []
    if still_open != expected:
        wrong.append(Difference(ticket, "open spells", expected, still_open))
    if (State.WAITING.value, row["issued_at"]) not in {(spell.state, spell.started_at) for spell in spells}:
        wrong.append(Difference(ticket, "first spell", row["issued_at"], None))
    begins = Counter(spell.started_at for spell in spells)
    ends = Counter(spell.ended_at for spell in spells if spell.ended_at is not None)
    begins[row["issued_at"]] -= 1
    if not expected:
        ends[row["ended_at"]] -= 1
    if begins != ends:
        wrong.append(
            Difference(ticket, "spells follow one another", dict(begins - ends), dict(ends - begins))
        )
    return wrong


def check_figures(series: str, drawn: int, figures: Sequence[int]) -> list[Difference]:
    """Return the figures a queue's counter has drawn on a day that no ticket bears, and those borne twice."""
    borne = sorted(figures)
    wanted = list(range(1, drawn + 1))
    if borne == wanted:
        return []
    missing = sorted(set(wanted) - set(borne))
    extra = [figure for n, figure in enumerate(borne) if figure > drawn or figure in borne[:n]]
    return [Difference(series, "numbers", f"1-{drawn}", f"missing {missing[:5]}, too many {extra[:5]}")]
