"""Hold the tables against the log: every ticket, its spells, who is at which window, and the numbers of every day."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from queue_server.domain import replay
from queue_server.domain.replay import Difference
from queue_server.storage import log_reader

MOST = 1000


@dataclass
class Outcome:
    """What a check found; it stops noting differences at `MOST`."""

    tickets: int = 0
    facts: int = 0
    differences: list[Difference] = field(default_factory=list)

    def note(self, found: list[Difference]) -> None:
        """Add differences, up to the most that are kept."""
        self.differences.extend(found[: MOST - len(self.differences)])


def check(conn: Connection) -> Outcome:
    """Rebuild every ticket from the log and return where the tables differ; reads one snapshot."""
    outcome = Outcome()
    for story in log_reader.stories(conn):
        outcome.tickets += 1
        outcome.facts += len(story.facts)
        name = f"{story.row['business_day']} {story.row['number']}"
        outcome.note(replay.compare(name, story.facts, story.row))
        outcome.note(replay.check_spells(name, story.row, story.spells))
        outcome.note(replay.compare_spells(name, story.facts, story.spells))
    for lost in log_reader.facts_without_ticket(conn):
        outcome.note([Difference(lost, "ticket", "in the log", None)])
    stand, known = log_reader.at_windows(conn)
    for at in sorted(stand.keys() | known.keys()):
        if sorted(stand.get(at, ())) != known.get(at, []):
            outcome.note([Difference(at, "ticket at the window", stand.get(at), known.get(at))])
    for day, queue_id, drawn, numbers in log_reader.series(conn):
        figures = [int("".join(c for c in number if c.isdigit())) for number in numbers]
        outcome.note(replay.check_figures(f"{day} {queue_id}", drawn, figures))
    return outcome
