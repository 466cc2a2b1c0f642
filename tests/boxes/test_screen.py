"""What xrandr prints, and the key to the X server."""

from __future__ import annotations

import os
import pwd
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from boxes.authority import entry, make
from boxes.screen import Output, outputs_in

PRINTED = """Screen 0: minimum 320 x 200, current 1080 x 1920, maximum 16384 x 16384
HDMI-1 connected primary 1080x1920+0+0 left (normal left inverted right x axis y axis) 509mm x 286mm
   1920x1080     60.00*+  50.00    59.94
DP-1 disconnected (normal left inverted right x axis y axis)
VGA-1 connected (normal left inverted right x axis y axis)
   1024x768      60.00 +
"""


def test_the_outputs_are_read_with_their_size_as_they_are_turned() -> None:
    assert outputs_in(PRINTED) == [
        Output("HDMI-1", True, (1080, 1920)),
        Output("DP-1", False, None),
        Output("VGA-1", True, None),
    ]


def test_what_xrandr_does_not_say_is_no_screen() -> None:
    assert outputs_in("Can't open display :0\n") == []


def test_the_key_to_x_is_made_anew_for_one_user_alone(tmp_path: Path) -> None:
    me = pwd.getpwuid(os.getuid()).pw_name
    path = tmp_path / "authority"
    make(path, "0", me)
    first = path.read_bytes()
    make(path, "0", me)
    assert path.read_bytes() != first
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_uid == os.getuid()
    with pytest.raises(KeyError):
        make(path, "0", "nobody-of-that-name")


def test_the_key_holds_for_a_machine_of_any_name(tmp_path: Path) -> None:
    written = entry("0", b"k" * 16)
    assert written[:2] == struct.pack(">H", 0xFFFF)
    assert written[2:4] == b"\0\0"  # no address
    if shutil.which("xauth"):  # X's own program reads it, where it is there
        path = tmp_path / "authority"
        path.write_bytes(written)
        listed = subprocess.run(
            ["xauth", "-f", str(path), "list"], capture_output=True, text=True, check=True
        )
        assert "MIT-MAGIC-COOKIE-1" in listed.stdout
