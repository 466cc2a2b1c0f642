"""Every fence, climbed on purpose: a check that cannot fail checks nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import python_fences as python
from tests.architecture import repository_fences as repository
from tests.architecture import screen_fences as screens
from tests.architecture.files import BUILD, own_files
from tests.architecture.repository_fences import REGISTRIES
from tests.architecture.test_fences import FENCES

Fence = Callable[[Path, list[str]], list[str]]

VIOLATIONS: list[tuple[Fence, str, str]] = [
    (python.long_files, "kiosk/routes.py", "x = 1\n" * 401),
    (python.long_files, "dev", "x = 1\n" * 401),
    (python.long_functions, "kiosk/routes.py", "def page():\n" + "    x = 1\n" * 60),
    (python.long_functions, "kiosk/routes.py", "async def page():\n" + "    x = 1\n" * 60),
    (python.empty_names, "kiosk/utils.py", ""),
    (python.empty_names, "queue_server/services/ticket.py", ""),
    (python.empty_names, "kiosk/static/date_helpers.js", ""),
    (python.empty_names, "queue_server/common/__init__.py", ""),
    (python.wall_clock, "queue_server/use_cases/issue.py", "import datetime\nat = datetime.datetime.now()\n"),
    (python.wall_clock, "queue_server/use_cases/issue.py", "from datetime import date\nday = date.today()\n"),
    (
        python.wall_clock,
        "queue_server/use_cases/issue.py",
        "from datetime import datetime\nnow = datetime.utcnow\n",
    ),
    (python.wall_clock, "printers/spooler.py", "import time\nat = time.time()\n"),
    (python.wall_clock, "display/routes.py", "from time import time\n"),
    (python.impure_domain, "queue_server/domain/dispatch.py", "import random\n"),
    (python.impure_domain, "queue_server/domain/dispatch.py", "from flask import request\n"),
    (
        python.impure_domain,
        "queue_server/domain/dispatch.py",
        "def pick():\n    from sqlalchemy import select\n",
    ),
    (python.impure_domain, "queue_server/domain/dispatch.py", "from queue_server.storage import tickets\n"),
    (python.strayed_libraries, "queue_server/use_cases/issue.py", "from sqlalchemy import select\n"),
    (python.strayed_libraries, "kiosk/routes.py", "from sqlalchemy import Connection\n"),
    (python.strayed_libraries, "kiosk/routes.py", "import flask_socketio\n"),
    (python.strayed_libraries, "queue_server/app.py", "import eventlet.wsgi\n"),
    (screens.long_scripts, "kiosk/static/main.js", "x();\n" * 251),
    (screens.long_scripts, "tests/js/kiosk.test.mjs", "x();\n" * 401),
    (screens.hanzi_in_scripts, "kiosk/static/main.js", "const t = '取号';\n"),
    (screens.hanzi_in_scripts, "kiosk/static/main.js", "const u = '//'; const t = `取号`;\n"),
    (
        screens.hanzi_in_scripts,
        "kiosk/static/main.js",
        "html`${a ? html`<b>${{ x: '{' }}</b>` : ''}<p>取号</p>`;",
    ),
    (screens.untranslated_words, "kiosk/static/words.json", '{"ask": {"zh": "您要办什么事？"}}'),
    (screens.untranslated_words, "kiosk/static/words.json", '{"ask": {"zh": "您要办什么事？", "en": ""}}'),
    (
        screens.untranslated_words,
        "kiosk/static/words.json",
        '{"n": {"zh": "{n} 人", "en": {"one": "1", "other": "{m}"}}}',
    ),
    (
        screens.untranslated_words,
        "kiosk/static/words.json",
        '{"n": {"zh": "{n} 人", "en": {"one": "1 person"}}}',
    ),
    (screens.unknown_words, "kiosk/static/steps/home.js", "say(t('home.ask'));"),
    (screens.raw_colours, "kiosk/static/kiosk.css", ".a { color: #fff; }"),
    (screens.raw_colours, "kiosk/static/kiosk.css", ".a { border: 1px solid rgb(0 0 0 / 20%) }"),
    (screens.raw_colours, "kiosk/static/kiosk.css", ".a { background: white; }"),
    (screens.raw_colours, "kiosk/static/main.js", "paint('#c03');\n"),
    (screens.unsafe_policy, "queue_server/app.py", "CSP = \"script-src 'unsafe-inline'\"\n"),
    (screens.unsafe_policy, "kiosk/templates/page.html", "<p style='x'>"),
    (screens.unsafe_policy, "kiosk/templates/page.html", "<script>go()</script>"),
    (screens.unsafe_policy, "kiosk/templates/page.html", '<button onclick="go()">'),
    (repository.named_registries, "requirements.lock", f"--index-url https://{REGISTRIES[3]}/simple\n"),
    (repository.named_registries, "package-lock.json", f'{{"resolved": "https://{REGISTRIES[0]}/htm"}}'),
    (repository.foreign_files, "kiosk/static/preact.min.js", ""),
    (repository.foreign_files, "kiosk/static/vendor/preact.js", ""),
    (repository.foreign_files, "kiosk/static/figures.woff2", ""),
    (repository.foreign_files, "kiosk/static/qr.js", "/* @license MIT */"),
    (repository.minified_files, "kiosk/static/qr.js", "f();" * 101),
]

ALLOWED: list[tuple[Fence, str, str]] = [
    (python.wall_clock, "queue_server/clock.py", "import datetime\nat = datetime.datetime.now()\n"),
    (python.wall_clock, "queue_server/use_cases/issue.py", "import time\nspan = time.monotonic()\n"),
    (python.strayed_libraries, "queue_server/storage/tickets.py", "from sqlalchemy import select\n"),
    (python.strayed_libraries, "queue_server/use_cases/issue.py", "from sqlalchemy import Connection\n"),
    (python.strayed_libraries, "queue_server/__main__.py", "import eventlet\n"),
    (
        screens.hanzi_in_scripts,
        "kiosk/static/main.js",
        "html`${a ? html`<b>` : ''}`; /** 退号 */ b = `//`; // 退号",
    ),
    (screens.hanzi_in_scripts, "kiosk/static/main.js", "go(); // the key 取号\n/* 暂停\n服务 */\n"),
    (
        screens.untranslated_words,
        "kiosk/static/words.json",
        '{"n": {"zh": "{n} 人", "en": {"one": "1", "other": "{n}"}}}',
    ),
    (screens.raw_colours, screens.TOKENS, ":root { --ink: #111; }"),
    (
        screens.raw_colours,
        "kiosk/static/kiosk.css",
        "#fade, a:hover { color: var(--red); mask: url(#abc); } /* #fff */",
    ),
    (screens.unsafe_policy, "kiosk/templates/page.html", '<script type="module" src="main.js"></script>'),
]


def written(root: Path, name: str, content: str) -> list[str]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return own_files(root)


@pytest.mark.parametrize(("fence", "name", "content"), VIOLATIONS)
def test_a_fence_stops_what_it_is_there_for(fence: Fence, name: str, content: str, tmp_path: Path) -> None:
    found = fence(tmp_path, written(tmp_path, name, content))
    assert len(found) == 1
    assert found[0].startswith(name)


@pytest.mark.parametrize(("fence", "name", "content"), ALLOWED)
def test_a_fence_lets_good_work_through(fence: Fence, name: str, content: str, tmp_path: Path) -> None:
    assert fence(tmp_path, written(tmp_path, name, content)) == []


@pytest.mark.parametrize(
    "licence", ["htm 3.1.1\n\n" + "Permission " * 40, "htm 3.1.0\n\n" + "Permission " * 40, "", None]
)
def test_a_bundled_package_without_its_licence_is_noticed(licence: str | None, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"htm": "3.1.1"}}')
    lock = {"packages": {"": {}, "node_modules/htm": {"version": "3.1.1"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    if licence is not None:
        written(tmp_path, f"{BUILD}/licences/htm.txt", licence)
    complete = licence is not None and licence.startswith("htm 3.1.1")
    assert bool(repository.missing_licences(tmp_path, [])) is not complete


def test_no_fence_is_without_a_violation_here() -> None:
    proven = {fence for fence, _, _ in VIOLATIONS} | {repository.missing_licences}
    assert proven == set(FENCES)
