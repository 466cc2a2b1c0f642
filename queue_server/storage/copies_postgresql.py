"""Copies of a PostgreSQL database, by PostgreSQL's own programs."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from queue_server.storage.disk import CopyError, numbered
from queue_server.storage.migrate import is_known
from queue_server.storage.postgresql import WRITER_KEY, be_patient, open_readers

PACKAGE = "缺少 {}，请安装 / is missing: apt install postgresql-client"
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "username": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
}
_CHECK = """DO $check$ DECLARE wanted record; found bigint; BEGIN
FOR wanted IN SELECT * FROM (VALUES EXPECTED) AS t (name, many) LOOP
    EXECUTE format('SELECT count(*) FROM public.%I', wanted.name) INTO found;
    IF found <> wanted.many THEN RAISE EXCEPTION '%: % rows, not %', wanted.name, found, wanted.many; END IF;
END LOOP; END $check$;
"""
_COPY = re.compile(rb"COPY public\.(\"?)(\w+)\1 ")


def copy(where: URL, target: Path) -> dict[str, int]:
    """Dump the database as it is at one moment, while others use it; return its rows by table."""
    engine = open_readers(where, 1)
    try:
        with engine.connect() as conn:
            be_patient(conn)
            rows = _counts(conn)
            snapshot = conn.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            _run(
                where,
                *("pg_dump", "--format=custom", "--schema=public", "--no-owner", "--no-privileges"),
                *(f"--snapshot={snapshot}", f"--file={target}"),
            )
        return rows
    finally:
        engine.dispose()


def verify(path: Path) -> dict[str, int]:
    """Read a dump through and return its rows by table."""
    rows: dict[str, int] = {}
    version = ""
    with _reading("--data-only", path) as dump:
        table = ""
        for line in dump:
            if table and line == b"\\.\n":
                table = ""
            elif table:
                rows[table] += 1
                version = line.decode().strip() if table == "alembic_version" else version
            elif found := _COPY.match(line):
                table = found[2].decode()
                rows[table] = 0
    if not is_known(version):
        raise CopyError(f"{path.name} 来自更新的版本 / is of a newer release")
    return dict(sorted(rows.items()))


def restore(path: Path, where: URL, expected: dict[str, int], stamp: str) -> str:
    """Put a dump in the place of the tables, in one transaction; the old tables stay in another schema."""
    taken = _schemas(where)
    aside = next(name for name in numbered(f"before_{stamp.replace('-', '_')}", "_") if name not in taken)
    before = f"SELECT pg_advisory_xact_lock({WRITER_KEY}); ALTER SCHEMA public RENAME TO {aside}; CREATE SCHEMA public;\n"
    checks = "".join(f"('{table}', {rows})," for table, rows in expected.items()).rstrip(",")
    command = [_program("psql"), "-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1", "-f", "-"]
    with tempfile.TemporaryFile() as said:
        psql = subprocess.Popen(
            command, env=_environment(where), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
        assert psql.stdin is not None
        try:
            psql.stdin.write(before.encode())
            with _reading("--no-owner", "--no-privileges", "--schema=public", path) as dump:
                shutil.copyfileobj(dump, psql.stdin)
            psql.stdin.write(_CHECK.replace("EXPECTED", checks).encode())
            psql.stdin.close()
        except BrokenPipeError:
            pass  # psql has stopped at a fault, and says which
        except BaseException:
            psql.kill()  # an open transaction is rolled back
            raise
        if psql.wait():
            said.seek(0)
            raise CopyError(said.read().decode("utf-8", "replace").strip())
    return aside


def _schemas(where: URL) -> set[str]:
    engine = open_readers(where, 1)
    try:
        with engine.connect() as conn:
            return {str(row[0]) for row in conn.exec_driver_sql("SELECT nspname FROM pg_namespace")}
    finally:
        engine.dispose()


def _counts(conn: Connection) -> dict[str, int]:
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    names = [str(row[0]) for row in conn.exec_driver_sql(asked)]
    counted = ((n, conn.exec_driver_sql(f'SELECT count(*) FROM "{n}"')) for n in names)  # noqa: S608  (its own names)
    return {name: int(result.scalar_one()) for name, result in counted}


@contextlib.contextmanager
def _reading(*options: str | Path) -> Iterator[IO[bytes]]:
    """Read a dump as SQL; raises CopyError when it cannot be read to its end."""
    with tempfile.TemporaryFile() as errors:
        program = subprocess.Popen(
            [_program("pg_restore"), "--file=-", *map(str, options)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        assert program.stdout is not None
        try:
            yield program.stdout
        finally:
            program.stdout.close()
            code = program.wait()
        if code:
            errors.seek(0)
            raise CopyError(errors.read().decode("utf-8", "replace").strip() or f"pg_restore: {code}")


def _run(where: URL, name: str, *options: str) -> None:
    command = [_program(name), *options]
    done = subprocess.run(command, env=_environment(where), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CopyError(done.stderr.strip())


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CopyError(PACKAGE.format(name))
    return found


def _environment(where: URL) -> dict[str, str]:
    """Return the environment that leads PostgreSQL's programs to a database; no password on a command line."""
    parts = {**where.translate_connect_args(), **where.query}
    named = {_VARIABLES.get(key, f"PG{key.upper()}"): str(value) for key, value in parts.items()}
    return {**os.environ, **named}
