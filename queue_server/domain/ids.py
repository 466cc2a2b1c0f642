"""Names of things, so that a window's id cannot be handed in where a ticket's is wanted."""

from __future__ import annotations

from typing import NewType

TicketId = NewType("TicketId", str)
QueueId = NewType("QueueId", str)
WindowId = NewType("WindowId", str)
StaffId = NewType("StaffId", str)
DeviceId = NewType("DeviceId", str)
SpellId = NewType("SpellId", str)
PrinterId = NewType("PrinterId", str)
