"""What systemd, X and udev are told on a box, as text. Written for Debian 12 (systemd 252, X.Org 21.1)."""

from __future__ import annotations

X_RUN_DIR = "/run/tinghao-x"
AUTHORITY = f"{X_RUN_DIR}/authority"
X_SERVER = "/usr/lib/xorg/Xorg"
USERS = "/etc/sysusers.d/tinghao-box.conf"
SCREEN_UNIT = "tinghao-screen.service"
X_UNIT = "tinghao-x.service"
PRINT_UNIT = "tinghao-print.service"
PRINT_USER = "tinghao-print"
PRINT_STATE = "/var/lib/tinghao-print"
WATCHDOG_S = 120
"""A start of the browser may take 40 s, during which the loop says nothing."""
TOUCH_MATRIX = {
    "left": "0 -1 1 1 0 0 0 0 1",
    "right": "0 1 0 -1 0 1 0 0 1",
    "inverted": "-1 0 1 0 -1 1 0 0 1",
}


def quoted(words: list[str]) -> str:
    """Write a command as systemd reads it: every word in quotes where needed, specifiers and variables taken literally."""
    written = []
    for word in words:
        text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
        plain = text and all(c.isalnum() or c in "-_./:=@+,%$" for c in text)
        written.append(text if plain else f'"{text}"')
    return " ".join(written)


def x_unit(program: list[str], user: str, pointer: bool) -> str:
    """Return the unit of the X server: root on a terminal of its own, no network, a key for the screen's user alone.

    It comes first, so it makes the users: on a disk that was written elsewhere nobody else may have.
    """
    cursor = [] if pointer else ["-nocursor"]
    server = [
        X_SERVER,
        ":0",
        "vt7",
        "-keeptty",
        "-nolisten",
        "tcp",
        "-noreset",
        "-background",
        "none",
        "-s",
        "0",
        "-dpms",
    ]
    command = [*server, *cursor, "-auth", AUTHORITY, "-logfile", f"{X_RUN_DIR}/Xorg.log"]
    return f"""[Unit]
Description=Tinghao: X server of the screen
After=systemd-user-sessions.service plymouth-quit-wait.service
StartLimitIntervalSec=0

[Service]
RuntimeDirectory=tinghao-x
RuntimeDirectoryMode=0755
ExecStartPre=/usr/bin/systemd-sysusers {USERS}
ExecStartPre={quoted([*program, "device", "authority", AUTHORITY, "--user", user])}
ExecStart={quoted(command)}
Restart=always
RestartSec=1

[Install]
WantedBy=multi-user.target
"""


def screen_unit(program: list[str], user: str, config: str, groups: tuple[str, ...]) -> str:
    """Return the unit of the supervisor: an ordinary user, alive or started again; its state folder holds what it keeps."""
    return f"""[Unit]
Description=Tinghao: page on the screen
Wants={X_UNIT}
After={X_UNIT} sound.target
StartLimitIntervalSec=0

[Service]
Type=notify
User={user}
SupplementaryGroups={" ".join(groups)}
StateDirectory=tinghao-screen
StateDirectoryMode=0700
RuntimeDirectory=tinghao-screen
RuntimeDirectoryPreserve=restart
Environment=DISPLAY=:0 XAUTHORITY={AUTHORITY} LANG=C.UTF-8
ExecStart={quoted([*program, "device", "run", "--config", config])}
WatchdogSec={WATCHDOG_S}
Restart=always
RestartSec=1
KillMode=mixed
TimeoutStopSec=10
OOMPolicy=continue
ProtectSystem=full
ProtectHome=yes

[Install]
WantedBy=multi-user.target
"""


def print_unit(program: list[str], server: str, name: str) -> str:
    """Return the unit of the print agent for a printer at this box."""
    token = f"{PRINT_STATE}/token"
    command = [*program, "print-agent", "--server", server, "--token-file", token, "--name", name]
    return f"""[Unit]
Description=Tinghao: printer of this box
After=network.target {X_UNIT}
StartLimitIntervalSec=0

[Service]
User={PRINT_USER}
SupplementaryGroups=lp dialout
StateDirectory=tinghao-print
StateDirectoryMode=0700
Environment=LANG=C.UTF-8
ExecStart={quoted(command)}
Restart=always
RestartSec=2
ProtectSystem=full
ProtectHome=yes

[Install]
WantedBy=multi-user.target
"""


def users(user: str, groups: tuple[str, ...], printer: bool) -> str:
    """Return the box's users for systemd-sysusers, made at once and, on a copied disk, at the next start."""
    lines = [f'u {user} - "Tinghao screen" /var/lib/tinghao-screen']
    lines += [f"m {user} {group}" for group in groups]
    if printer:
        lines += [f'u {PRINT_USER} - "Tinghao printer" {PRINT_STATE}']
        lines += [f"m {PRINT_USER} {group}" for group in ("lp", "dialout")]
    return "\n".join(lines) + "\n"


def x_settings(rotate: str) -> str:
    """Return what X is told: never dark, no way out by keys, touch turned with the picture."""
    text = """Section "ServerFlags"
    Option "BlankTime" "0"
    Option "StandbyTime" "0"
    Option "SuspendTime" "0"
    Option "OffTime" "0"
    Option "DontZap" "true"
    Option "DontVTSwitch" "true"
EndSection
"""
    if rotate in TOUCH_MATRIX:
        text += f"""
Section "InputClass"
    Identifier "Tinghao touch"
    MatchIsTouchscreen "on"
    Option "TransformationMatrix" "{TOUCH_MATRIX[rotate]}"
EndSection
"""
    return text


JOURNAL = "[Journal]\nSystemMaxUse=50M\nRuntimeMaxUse=16M\n"
HARDWARE_WATCHDOG = "[Manager]\nRuntimeWatchdogSec=30s\n"
NO_SLEEP = (
    "[Sleep]\nAllowSuspend=no\nAllowHibernation=no\nAllowHybridSleep=no\nAllowSuspendThenHibernate=no\n"
)
NO_LID = (
    "[Login]\nHandleLidSwitch=ignore\nHandleSuspendKey=ignore\nHandleHibernateKey=ignore\nIdleAction=ignore\n"
)
USB_PRINTERS = 'SUBSYSTEM=="usb", ENV{ID_USB_INTERFACES}=="*:0701*", MODE="0660", GROUP="lp"\n'
