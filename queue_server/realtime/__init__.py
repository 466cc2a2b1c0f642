"""Sockets: rooms, snapshots out, announcements with acknowledgement, presence."""
