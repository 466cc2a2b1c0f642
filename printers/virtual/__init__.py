"""A printer without hardware: listens like a real one, draws its paper, plays faults.

It shares no code with the encoder and reads its bytes from the vendors' manuals alone, so what it
accepts is evidence. Strict: an unknown or broken command is an error with its byte offset.
"""

from printers.virtual.faults import FAULTS_FILE, Faults
from printers.virtual.listener import VirtualPrinter, main
from printers.virtual.paper import Slip, TextLine

__all__ = ["FAULTS_FILE", "Faults", "Slip", "TextLine", "VirtualPrinter", "main"]
