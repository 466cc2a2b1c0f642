"""Print `docs/ticket-states.md` out of the table of transitions, so that it cannot say anything else."""

from __future__ import annotations

from queue_server.domain.ticket import TRANSITIONS, State

_STATES = {
    State.WAITING: ("等候", "has a place in its queue"),
    State.CALLED: ("已叫号", "is expected at a window"),
    State.SERVING: ("办理中", "is being served"),
    State.HELD: ("挂起", "is set aside by its window: a form to fill, a paper to fetch"),
    State.ABSENT: ("过号", "was called and did not come; may return"),
    State.DONE: ("办结", "has been served; may be rated"),
    State.CANCELLED: ("已取消", "was given up, by the citizen, by staff or by the end of the day"),
}
_HEAD = """# The life of a ticket

Generated from `TRANSITIONS` in `queue_server/domain/ticket.py` by `python -m queue_server.domain.ticket_doc`;
a test fails when it is stale. A command that is not in the row of a state is refused with `wrong_state` and changes
nothing; a command in the row may still be refused by its guard (too soon, too late, too often).
"""


def markdown() -> str:
    """Return the whole document."""
    return "\n".join([_HEAD, *_states(), "", *_table(), "", *_diagram(), ""])


def _states() -> list[str]:
    rows = [f"| `{state.value}` | {name} | {meaning} |" for state, (name, meaning) in _STATES.items()]
    return ["| state | 中文 | the ticket |", "|---|---|---|", *rows]


def _table() -> list[str]:
    commands = list(dict.fromkeys(command for steps in TRANSITIONS.values() for command in steps))
    rows = []
    for command in commands:
        after = [TRANSITIONS[state].get(command) for state in State]
        cells = " | ".join("—" if state is None else f"{state.value}" for state in after)
        rows.append(f"| {command.__name__} | {cells} |")
    head = " | ".join(state.value for state in State)
    return [f"| command in state | {head} |", "|---" * (len(State) + 1) + "|", *rows]


def _diagram() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {State.WAITING.value}: issue"]
    for before, steps in TRANSITIONS.items():
        by_target: dict[State, list[str]] = {}
        for command, after in steps.items():
            by_target.setdefault(after, []).append(command.__name__)
        lines += [
            f"    {before.value} --> {after.value}: {', '.join(names)}" for after, names in by_target.items()
        ]
    ends = [state for state, steps in TRANSITIONS.items() if not steps]
    lines += [f"    {state.value} --> [*]" for state in ends]
    return [*lines, "```"]


if __name__ == "__main__":
    print(markdown(), end="")
