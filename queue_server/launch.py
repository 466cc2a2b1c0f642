"""What a supervisor tells its server, and the secrets both keep in the data folder."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from queue_server.obstacles import ObstacleError

VARIABLE = "TINGHAO_LAUNCH"
SECRETS_FILE = "secrets.json"
DEMO_FILE = "demo.json"
PRIVATE = 0o600


@dataclass(frozen=True)
class Launch:
    """How the server process is to run; handed over in the environment, which only its user can read."""

    mode: str
    descriptor: int
    data_dir: str
    database_url: str
    async_mode: str
    base_url: str
    public_url: str
    log_level: str = "info"
    hours: str | None = None
    printer: str | None = None
    paper_dir: str | None = None
    voice: bool = True
    voice_pack: str | None = None
    voice_program: str | None = None

    def environment(self) -> dict[str, str]:
        """Return it as an environment variable."""
        return {VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def from_environment(cls) -> Launch:
        """Read what the supervisor said; raises KeyError when there is none."""
        return cls(**json.loads(os.environ[VARIABLE]))


def make_data_folder(data: Path) -> None:
    """Make the folder, for its owner alone, unless it is there; raises ObstacleError."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ObstacleError(f"{data} 建不了 / cannot be made: {error.strerror}") from error
    if not os.access(data, os.W_OK | os.X_OK):
        raise ObstacleError(f"{data} 不能写 / cannot be written")


def take_data_folder(data: Path) -> None:
    """Make the folder and keep it for this process alone as long as it lives; raises ObstacleError.

    Two servers on one folder would each think the hall theirs.
    """
    make_data_folder(data)
    held = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(held)
        raise ObstacleError(f"{data} 正在使用 / is in use: another hall runs there") from error


def write_private(path: Path, content: Any) -> None:
    """Write JSON that only its owner can read, whole or not at all."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).chmod(PRIVATE)
        Path(fresh).replace(path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise


def read_secrets(data_dir: Path) -> dict[str, dict[str, str]]:
    """Return the kept secrets ({tokens, passwords}), empty ones when there are none."""
    try:
        found = json.loads((data_dir / SECRETS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = {}
    return {"tokens": dict(found.get("tokens", {})), "passwords": dict(found.get("passwords", {}))}


def keep_secrets(data_dir: Path, tokens: list[str], passwords: list[str]) -> dict[str, dict[str, str]]:
    """Return secrets of these names, making and storing the missing ones; they survive restarts."""
    kept = read_secrets(data_dir)
    missing_tokens = [name for name in tokens if name not in kept["tokens"]]
    missing_passwords = [name for name in passwords if name not in kept["passwords"]]
    if missing_tokens or missing_passwords:
        kept["tokens"].update({name: secrets.token_urlsafe(24) for name in missing_tokens})
        kept["passwords"].update({name: secrets.token_urlsafe(9) for name in missing_passwords})
        write_private(data_dir / SECRETS_FILE, kept)
    return kept
