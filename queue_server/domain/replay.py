"""Rebuild tickets from the log of what happened, and say where the tables tell another story.

Every fact about a ticket carries, under `set`, the fields it changed (`use_cases/moves.py`). Folding
them in order gives the ticket again, all but its secrets, and each of its spells with who, where, when and what
came of it. A difference means that somebody changed the tables behind the program's back, or that a fact was lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
class Fact:
    """A fact of a ticket's log: when in microseconds since 1970, by whom, and its data."""

    at: int
    staff_id: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A spell, its instants in microseconds since 1970; of the ids the log knows only those of services."""

    state: str
    started_at: int
    ended_at: int | None
    queue_id: str | None = None
    window_id: str | None = None
    staff_id: str | None = None
    reason: str | None = None
    outcome: str | None = None
    items: tuple[str, ...] = ()
    service: str | None = None


_A_SPELL_EACH = ("state", "queue_id", "window_id", "for_window_id", "for_staff_id", "spell_id")
"""The fields of a ticket of which each change begins another spell."""


def fold(facts: Iterable[Fact]) -> dict[str, Any]:
    """Return a ticket's fields out of its facts, the oldest first."""
    fields: dict[str, Any] = {}
    for fact in facts:
        fields.update(fact.data.get("set") or {})
    return fields


def spells_of(facts: Iterable[Fact]) -> list[Stretch] | None:
    """Return a ticket's spells out of its facts, the oldest first; None where the first release wrote them."""
    told: list[Stretch] = []
    fields: dict[str, Any] = {}
    for fact in facts:
        changed = fact.data.get("set")
        if changed is None:
            if not told:
                return None
            continue  # of its paper, its announcement, its rating
        was = {name: fields.get(name) for name in _A_SPELL_EACH}
        fields.update(changed)
        if told and all(fields.get(name) == was[name] for name in _A_SPELL_EACH):
            continue
        if told:
            served = was["state"] == State.SERVING and fields["state"] == State.DONE
            told[-1] = replace(
                told[-1],
                ended_at=fact.at,
                outcome=fields.get("outcome") if served else None,
                items=tuple(fact.data.get("items") or ()),
            )
        if fields["state"] in OPEN_STATES:
            told.append(_begun(fields, fact))
    return told


def _begun(fields: Mapping[str, Any], fact: Fact) -> Stretch:
    return Stretch(
        state=fields["state"],
        started_at=fact.at,
        ended_at=None,
        queue_id=fields.get("queue_id"),
        window_id=fields.get("window_id"),
        staff_id=fact.staff_id,
        reason=fields.get("reason"),
        service=fields.get("spell_id") if fields["state"] == State.SERVING else None,
    )


def compare(ticket: str, facts: Sequence[Fact], table: Mapping[str, Any]) -> list[Difference]:
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


def compare_spells(ticket: str, facts: Sequence[Fact], spells: Sequence[Stretch]) -> list[Difference]:
    """Return the spells the log tells of and the table has not, and those it has besides."""
    told = spells_of(facts)
    if told is None:
        return []
    lost, more = Counter(told) - Counter(spells), Counter(spells) - Counter(told)
    return [Difference(ticket, "spell", each, None) for each in lost] + [
        Difference(ticket, "spell", None, each) for each in more
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
