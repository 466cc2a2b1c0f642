"""Bytes read by the virtual printer's strict parser, which shares no code with the encoder."""

from __future__ import annotations

from printers.virtual.paper import Roll, Slip
from printers.virtual.parser import Parser


def printed(data: bytes, width: int = 576) -> Slip:
    """Return the slip that comes of these bytes; what is left uncut is taken off."""
    roll = Roll(width)
    parser = Parser(roll, lambda kind, value: None)
    parser.feed(data)
    while parser.step():
        pass
    parser.end()
    if roll.is_used or not roll.slips:
        roll.take_off(None)
    assert len(roll.slips) == 1
    return roll.slips[0]
