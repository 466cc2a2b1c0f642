"""A cable that can be pulled: a box in a network of its own, with one wire to the server.

Theory: a kernel gives a process a network of its own, to root at once and to others inside a namespace of users. Here are
two: the box's, and the switch's, between them a pair of virtual cards. Pulling the plug takes the switch's card down, so
the box's loses its carrier as with a real cable; no packet says so to anybody. What must get through the walls all the
same (to the server outside, and to the browser's DevTools for the test's eyes) goes over Unix sockets, which have none.

Run as a program it is the switch: it obeys the words that come in, a line each, and answers each by `done`.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.line import Line

SWITCH, BOX, PORT = "10.77.0.1", "10.77.0.2", 8000
CLONE_NEWNET = 0x40000000
TOOLS = ("unshare", "nsenter", "ip")


class Cable:
    """The box's end and the plug; the words are those of `Line`."""

    server = f"http://{SWITCH}:{PORT}"
    as_root = True
    """Whoever is in a network of his own is root there."""

    def __init__(self, to: tuple[str, int], folder: Path, devtools: Path) -> None:
        """Lay it in a folder; `devtools` is the file in which the box's browser names its port. Raises OSError."""
        self._outside = Line(to, str(folder / "server"))
        self._outside.join()
        self._eyes = Line(str(folder / "devtools"))
        self._eyes.join()
        self._root = os.geteuid() == 0
        apart = ["unshare", *([] if self._root else ["--user", "--map-root-user"]), "--net"]
        # Without site-packages: a package there is called tests, too.
        switch = [sys.executable, "-S", "-m", "tests.cable", str(folder), str(devtools)]
        self._switch = subprocess.Popen(
            [*apart, "--", *switch],
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._switch.stdout is not None
        self._box = self._switch.stdout.readline().strip()
        if not self._box:
            self.close()
            raise OSError("this kernel gives nobody here a network of his own")

    @property
    def devtools(self) -> str:
        """Return where the browser's DevTools are seen from outside."""
        return self._eyes.server

    def inside(self, command: list[str]) -> list[str]:
        """Return how a command is run in the box's network."""
        user = [] if self._root else ["--user", "--preserve-credentials"]
        return ["nsenter", "--target", self._box, *user, "--net", "--", *command]

    def join(self) -> None:
        """Plug it in, with a server at the end."""
        self._say("join")

    def cut(self) -> None:
        """Pull the plug."""
        self._say("cut")

    def cut_beyond(self) -> None:
        """Cut it behind the switch: the box keeps its carrier, and nothing says a word."""
        self._say("cut_beyond")

    def end(self) -> None:
        """Have no server at the end: connections break, new ones are refused."""
        self._say("end")

    def _say(self, word: str) -> None:
        assert self._switch.stdin is not None
        assert self._switch.stdout is not None
        self._switch.stdin.write(f"{word}\n")
        self._switch.stdin.flush()
        assert self._switch.stdout.readline() == "done\n", f"the switch did not {word}"

    def close(self) -> None:
        """Take it away."""
        assert self._switch.stdin is not None
        assert self._switch.stdout is not None
        self._switch.stdin.close()
        self._switch.wait()
        self._switch.stdout.close()
        self._outside.end()
        self._eyes.end()


class Relay(Line):
    """The cable of a machine whose kernel gives no networks away: to a browser a line that swallows everything is the same."""

    def __init__(self, to: tuple[str, int], devtools: Path) -> None:
        super().__init__(to)
        self._port_file = devtools
        self.as_root = os.geteuid() == 0

    @property
    def devtools(self) -> str:
        """Return where the browser's DevTools are."""
        return f"http://127.0.0.1:{_port(self._port_file)}"

    cut_beyond = Line.cut

    def inside(self, command: list[str]) -> list[str]:
        """Return how a command is run on the box."""
        return command

    def close(self) -> None:
        """Take it away."""
        self.end()


def lay(to: tuple[str, int], folder: Path, devtools: Path) -> Cable | Relay:
    """Lay a cable to a server, or say why it is a relay only."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    why = f"no {', '.join(missing)}" if missing else ""
    try:
        if not why:
            return Cable(to, folder, devtools)
    except OSError as error:
        why = str(error)
    print(
        f"the box has no network of its own ({why}): its cable is a relay that swallows everything when it is cut"
    )
    return Relay(to, devtools)


def _port(devtools: Path) -> int:
    return int(devtools.read_text().split()[0])


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)


def _box(folder: Path, devtools: Path, wired: int) -> None:
    """Be the box's network: wait for the wire, then carry its DevTools out until the switch is gone."""
    os.read(wired, 1)
    _ip("link set lo up")
    _ip(f"addr add {BOX}/24 dev box0")
    _ip("link set box0 up")
    Line(lambda: ("127.0.0.1", _port(devtools)), str(folder / "devtools")).join()
    print(os.getpid(), flush=True)
    os.read(wired, 1)


def _switch(folder: Path, devtools: Path) -> None:
    reads, writes = os.pipe()
    apart, is_apart = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writes)
        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
            os._exit(1)
        os.write(is_apart, b"x")
        _box(folder, devtools, reads)
        os._exit(0)
    os.close(is_apart)
    if not os.read(apart, 1):
        sys.exit(1)
    _ip("link set lo up")
    _ip(f"link add hall0 type veth peer name box0 netns {child}")
    _ip(f"addr add {SWITCH}/24 dev hall0")
    _ip("link set hall0 up")
    os.write(writes, b"x")
    line = Line(str(folder / "server"), (SWITCH, PORT))

    def join() -> None:
        _ip("link set hall0 up")
        line.join()

    def cut() -> None:
        _ip("link set hall0 down")

    obey = {"join": join, "cut": cut, "cut_beyond": line.cut, "end": line.end}
    for word in map(str.strip, sys.stdin):
        obey[word]()
        print("done", flush=True)


if __name__ == "__main__":
    _switch(Path(sys.argv[1]), Path(sys.argv[2]))
