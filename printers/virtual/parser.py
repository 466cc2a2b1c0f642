"""A strict reader of ESC/POS, byte by byte, that acts on a roll of paper.

Bytes come in any pieces. A command is acted on when it is whole; an unknown one, a bad parameter or a
broken character is noted with its offset in the stream, and reading goes on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from printers.virtual.faults import Faults
from printers.virtual.paper import LINE_DOTS, Glyph, Roll

DLE, ESC, FS, GS, LF = 0x10, 0x1B, 0x1C, 0x1D, 0x0A
_REALTIME = re.compile(rb"\x10(?:\x04[\x01-\x04]|\x05[\x00-\x02]|\x14[\x01\x02\x08])", re.DOTALL)
MAX_RASTER_ROWS = 2303
MAX_QR_BYTES = 2331


def _is_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


class _MoreError(Exception):
    """The command is not whole yet."""


class Parser:
    """One stream of commands; `answer` sends what a command makes the printer say."""

    def __init__(self, roll: Roll, answer: Callable[[str, bytes], None]) -> None:
        """Start as after power-up: Chinese mode on, size 1, left."""
        self.roll, self._answer = roll, answer
        self.offset = 0
        self.faults = Faults()
        self._data = bytearray()
        self._at = 0
        self._reset()

    def power_up(self) -> None:
        """Forget everything that was sent."""
        self._data.clear()
        self.offset = 0
        self._reset()

    def _reset(self) -> None:
        self._align = 0
        self._latin_size = self._hanzi_size = (1, 1)
        self._bold = self._reverse = False
        self._chinese = not self.faults.chinese_off
        self._spacing = LINE_DOTS
        self._qr_module, self._qr_data = 3, b""

    def feed(self, data: bytes) -> None:
        """Take bytes without acting on them."""
        self._data += data

    @property
    def waiting(self) -> int:
        """Bytes not acted on yet."""
        return len(self._data)

    def step(self) -> bool:
        """Act on the next character or command. False when more bytes are needed."""
        if not self._data:
            return False
        self._at = 0
        try:
            self._next()
        except _MoreError:
            return False
        del self._data[: self._at]
        self.offset += self._at
        return True

    def end(self) -> None:
        """Note what is left when the connection ends, and forget it."""
        # A question cut off was answered or not when it arrived; nothing of it concerns the paper.
        if self._data and self._data[0] != DLE:
            self._error(f"the stream ends inside a command ({len(self._data)} bytes left)")
        self._data.clear()
        self.offset = 0

    def _take(self) -> int:
        if self._at >= len(self._data):
            raise _MoreError
        self._at += 1
        return self._data[self._at - 1]

    def _take_many(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise _MoreError
        self._at += count
        return bytes(self._data[self._at - count : self._at])

    def _error(self, text: str) -> None:
        if len(self.roll.errors) < 200:
            self.roll.errors.append(f"byte {self.offset}: {text}")

    def _warn(self, text: str) -> None:
        if len(self.roll.warnings) < 200:
            self.roll.warnings.append(f"byte {self.offset}: {text}")

    def _next(self) -> None:
        byte = self._take()
        if byte == LF:
            self.roll.print_line(self._align, self._spacing)
        elif byte == ESC:
            self._escape(self._take())
        elif byte == FS:
            self._chinese_command(self._take())
        elif byte == GS:
            self._group(self._take())
        elif byte == DLE:
            self._realtime(self._take())
        elif byte >= 0x80:
            self._high(byte)
        elif byte >= 0x20 and byte != 0x7F:
            self._put(chr(byte), 1)
        elif byte == 0:
            self._warn("NUL outside a picture")
        else:
            self._error(f"control character {byte:02X}")

    def _put(self, char: str, columns: int) -> None:
        wide, tall = self._hanzi_size if columns == 2 else self._latin_size
        self.roll.put(Glyph(char, columns, wide, tall, self._bold, self._reverse), self._align)

    def _high(self, lead: int) -> None:
        """Read a character of GB18030, two bytes or four."""
        if not self._chinese:
            self._error(f"byte {lead:02X} while Chinese mode is off")
            return
        if lead in (0x80, 0xFF):
            self._error(f"{lead:02X} starts no character")
            return
        second = self._take()
        if 0x30 <= second <= 0x39:
            code = bytes((lead, second)) + self._take_many(2)
            self._warn(f"four-byte character {code.hex(' ')}")
        else:
            code = bytes((lead, second))
        try:
            char = code.decode("gb18030")
        except UnicodeDecodeError:
            self._error(f"broken GB18030 character {code.hex(' ')}")
            self._at = 1
            return
        if len(code) == 4 and self.faults.four_byte != "print":
            if self.faults.four_byte == "error":
                self._error(f"this printer knows no four-byte character {code.hex(' ')}")
            char = "□"
        if self.faults.gb2312_only and not _is_gb2312(char):
            self._put("?", 1)
            self._put("?", 1)
        else:
            self._put(char, 2)

    def _realtime(self, second: int) -> None:
        """Pass over a question: it was answered when it arrived, or is by a board that waits for its turn."""
        n = self._take()
        if second == 4 and 1 <= n <= 4:
            self._answer("dle_eot", bytes((n,)))
        elif (second, n) not in {(5, 0), (5, 1), (5, 2)}:
            self._error(f"unknown command 10 {second:02X} {n:02X}")

    def _escape(self, command: int) -> None:
        if command == 0x40:
            if self.roll.in_line:
                self._warn("ESC @ drops text in the line buffer")
            self._reset()
        elif command == 0x61:
            if self.roll.in_line:
                self._warn("ESC a in the middle of a line")
            self._align = self._one_of(command, {0: 0, 1: 1, 2: 2, 0x30: 0, 0x31: 1, 0x32: 2}, self._align)
        elif command in (0x32, 0x33, 0x4A, 0x64):
            self._line_command(command)
        elif command in (0x69, 0x6D):
            self.roll.cut("full" if command == 0x69 else "partial", False, 0)
        elif command == 0x42:
            self._take_many(2)
        elif command in (0x45, 0x52, 0x74, 0x21, 0x2D):
            self._setting(command, self._take())
        else:
            self._error(f"unknown command ESC {command:02X}")

    def _line_command(self, command: int) -> None:
        n = LINE_DOTS if command == 0x32 else self._take()
        if command in (0x32, 0x33):
            self._spacing = n
        elif command == 0x4A:
            self.roll.feed(n)
        else:
            for _ in range(max(1, n)):
                self.roll.print_line(self._align, self._spacing)

    def _setting(self, command: int, n: int) -> None:
        if command == 0x45:
            self._bold = bool(n & 1)
        elif command == 0x52 and n:
            self._warn(f"ESC R {n}: characters of another country")
        elif command == 0x74:
            self._warn(f"ESC t {n}: a code page beside Chinese")
        elif command == 0x21:
            self._latin_size = (2 if n & 0x20 else 1, 2 if n & 0x10 else 1)
            if self.faults.esc_enlarges_chinese:
                self._hanzi_size = self._latin_size
            elif n & 0x30:
                self._warn("ESC ! enlarges Latin only")

    def _one_of(self, command: int, allowed: dict[int, int], now: int) -> int:
        n = self._take()
        if n not in allowed:
            self._error(f"bad parameter {n:02X} of command {command:02X}")
            return now
        return allowed[n]

    def _chinese_command(self, command: int) -> None:
        if command == 0x26:
            self._chinese = True
        elif command == 0x2E:
            self._chinese = False
        elif command in (0x21, 0x57, 0x2D):
            self._hanzi_only(command, self._take())
        elif command == 0x53:
            self._take_many(2)
        else:
            self._error(f"unknown command FS {command:02X}")

    def _hanzi_only(self, command: int, n: int) -> None:
        self._warn(f"FS {command:02X} {n:02X} concerns Chinese only")
        if command == 0x21:
            self._hanzi_size = (2 if n & 0x04 else 1, 2 if n & 0x08 else 1)
        elif command == 0x57:
            self._hanzi_size = (2, 2) if n & 1 else (1, 1)

    def _group(self, command: int) -> None:
        if command == 0x21:
            n = self._take()
            if n & 0x88:
                self._error(f"bad parameter {n:02X} of GS !")
            else:
                self._latin_size = self._hanzi_size = ((n >> 4) + 1, (n & 7) + 1)
        elif command == 0x42:
            self._reverse = bool(self._take() & 1)
        elif command == 0x76:
            self._raster()
        elif command == 0x56:
            self._cut()
        elif command == 0x72:
            n = self._one_of(command, {1: 1, 2: 2, 0x31: 1, 0x32: 2}, 0)
            if n:
                self._answer("gs_r", bytes((n,)))
        elif command == 0x61:
            self._answer("asb", bytes((self._take(),)))
        elif command == 0x28:
            self._extended(self._take())
        else:
            self._error(f"unknown command GS {command:02X}")

    def _raster(self) -> None:
        kind, mode, width_low, width_high, rows_low, rows_high = self._take_many(6)
        stride, rows = width_low | width_high << 8, rows_low | rows_high << 8
        if kind != 0x30 or mode not in (0, 0x30) or not 0 < stride <= 128 or not 0 < rows <= MAX_RASTER_ROWS:
            self._error(f"bad picture: GS v {kind:02X} {mode:02X}, {stride} bytes by {rows} rows")
            return
        data = self._take_many(stride * rows)
        for found in _REALTIME.finditer(data):
            self._error(f"picture holds the real-time command {found.group().hex(' ')} at {found.start()}")
        self.roll.picture(stride, rows, data, self._align)

    def _cut(self) -> None:
        n = self._take()
        if n in (0, 0x30, 1, 0x31):
            self.roll.cut("partial" if n & 1 else "full", False, 0)
        elif n in (0x41, 0x42):
            self.roll.cut("full" if n == 0x41 else "partial", True, self._take())
        else:
            self._error(f"bad parameter {n:02X} of GS V")

    def _extended(self, group: int) -> None:
        low, high = self._take_many(2)
        body = self._take_many(low | high << 8)
        if group == 0x48 and body[:2] == b"\x30\x30" and len(body) == 6:
            if all(0x20 <= byte <= 0x7E for byte in body[2:]):
                self._answer("gs_h", body[2:])
            else:
                self._error("GS ( H with an id outside 20-7E")
        elif group == 0x6B and len(body) >= 2 and body[0] == 0x31:
            self._qr(body[1], body[2:])
        else:
            self._error(f"unknown command GS ( {group:02X} {body[:4].hex(' ')}")

    def _qr(self, function: int, body: bytes) -> None:
        if self.faults.no_native_qr:
            self._error(f"this printer knows no GS ( k (fn {function:02X})")
            return
        if function == 0x41 and body in (b"\x31\x00", b"\x32\x00"):
            return
        if function == 0x43 and len(body) == 1 and 1 <= body[0] <= 16:
            self._qr_module = body[0]
        elif function == 0x45 and len(body) == 1 and 0x30 <= body[0] <= 0x33:
            return
        elif function == 0x50 and body[:1] == b"\x30" and len(body) > 1:
            self._qr_data = body[1:]
        elif function == 0x51 and body == b"\x30" and self._qr_data:
            if len(self._qr_data) > MAX_QR_BYTES:
                self._error(f"QR data of {len(self._qr_data)} bytes")
            elif self._qr_data.isascii():
                self.roll.native_qr(self._qr_data.decode("ascii"), self._qr_module, self._align)
            else:
                self._error("QR data is not ASCII")
        else:
            self._error(f"bad QR function {function:02X} {body[:4].hex(' ')}")
