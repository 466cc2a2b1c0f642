"""Halls with years behind them, kept between runs: filling one takes minutes, copying it seconds.

They lie in the temporary folder, one a database, and are made anew when the schema or what fills it has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import psycopg

from bench import past
from bench.big_hall import make_big_hall
from bench.cluster import Cluster
from queue_server.storage.migrate import HEAD

NAME = "past"


def _place(database: str, many: int) -> Path:
    kind = hashlib.sha256(Path(past.__file__).read_bytes() + HEAD.encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"tinghao-past-{os.geteuid()}" / f"{database}-{many}-{kind}"


def why_not(database: str, many: int) -> str | None:
    """Return why the disk cannot take the store and a copy of it, None when it can."""
    place = _place(database, many)
    return past.room_for(Path(tempfile.gettempdir()), many, stores=1 if place.exists() else 2)


def _new(place: Path) -> Path:
    """Return an empty folder to make the store in; one of another kind makes room for it."""
    place.parent.mkdir(mode=0o711, exist_ok=True)
    if place.parent.stat().st_uid != os.geteuid():
        raise RuntimeError(f"{place.parent} belongs to somebody else")
    for old in place.parent.glob(f"{place.name.rsplit('-', 1)[0]}-*"):
        shutil.rmtree(old)
    new = place.with_name(f"{place.name}-new")
    new.mkdir(mode=0o711)
    return new


def sqlite_with_past(data: Path, windows: int, many: int) -> tuple[str, dict[str, str]]:
    """Copy the kept hall into a folder, made first if need be, and return its address and tokens."""
    place = _place("sqlite", many)
    if not place.exists():
        new = _new(place)
        url = f"sqlite:///{new / 'hall.db'}"
        (new / "tokens.json").write_text(json.dumps(make_big_hall(url, windows)))
        _say(many, past.fill(url, many))
        new.rename(place)
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(place / "hall.db", data / "hall.db")
    return f"sqlite:///{data / 'hall.db'}", json.loads((place / "tokens.json").read_text())


def cluster_with_past(windows: int, many: int) -> tuple[Cluster, dict[str, str]]:
    """Start the kept cluster, made first if need be; its database NAME is the hall to copy, the tokens are given too."""
    place = _place("postgresql", many)
    if not place.exists():
        new = _new(place)
        cluster = Cluster(durable=True, folder=new / "pg").start()
        cluster.sql(f"CREATE DATABASE {NAME}")
        url = cluster.url(NAME)
        (new / "tokens.json").write_text(json.dumps(make_big_hall(url, windows)))
        _say(many, past.fill(url, many))
        cluster.stop()
        new.rename(place)
    cluster = Cluster(durable=True, folder=place / "pg").start()
    drop_copies(cluster)
    return cluster, json.loads((place / "tokens.json").read_text())


def drop_copies(cluster: Cluster) -> None:
    """Drop what a run has made beside the kept hall, or one that was broken off."""
    with psycopg.connect(cluster.url("postgres")) as conn:
        made = conn.execute("SELECT datname FROM pg_database WHERE datname ~ '^t[0-9]+$'").fetchall()
    for (name,) in made:
        cluster.sql(f"DROP DATABASE {name} WITH (FORCE)")


def _say(many: int, took_s: float) -> None:
    print(f"\n{many:,} past tickets made in {took_s:.0f} s, and kept", flush=True)
