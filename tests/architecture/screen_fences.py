"""Fences around the screens: script length, words in both languages, colours by token, a strict CSP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.architecture.files import PACKAGES, of

MAX_SCRIPT_LINES = 250
MAX_TEST_SCRIPT_LINES = 400
"""A list of cases reads well at a length at which a script does not."""
SHARED = "queue_server/screens/shared/"
TOKENS = f"{SHARED}static/tokens.css"
LANGUAGES = ("zh", "en")

_HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)(?=[;}])")
_NOT_A_COLOUR = re.compile(r"var\([^()]*\)|--[\w-]+|url\([^()]*\)|'[^']*'|\"[^\"]*\"")
_NAMES = "white|black|red|green|blue|gr[ae]y|yellow|orange|silver|navy|teal|maroon|purple|pink|brown|gold|cyan|magenta|lime"
_COLOUR = re.compile(
    rf"#[0-9a-fA-F]{{3,8}}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|(?<![\w-])(?:{_NAMES})(?![\w-])"
)
_SCRIPT_COLOUR = re.compile(r"(['\"`])(#[0-9a-fA-F]{3,8}|(?:rgb|hsl)a?\([^'\"`]*\))\1")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ASKED_WORD = re.compile(r"\bt(?:\.zh|\.en|\.has)?\(\s*'([\w.-]+)'")
_UNSAFE = re.compile(r"unsafe-(?:inline|eval|hashes|allow-redirects)")
_INLINE = re.compile(r"<[^>]*\s(?:style|on[a-z]+)\s*=|<style\b|<script(?![^>]*\bsrc=)", re.IGNORECASE)


def long_scripts(root: Path, files: Iterable[str]) -> list[str]:
    """Name the JS files of more than 250 lines; tests may have 400."""
    found = []
    for name in of(files, (".js", ".mjs")):
        lines = len((root / name).read_text("utf-8").splitlines())
        most = MAX_TEST_SCRIPT_LINES if name.startswith("tests/") else MAX_SCRIPT_LINES
        if lines > most:
            found.append(f"{name}: {lines} lines, at most {most}")
    return found


def hanzi_in_scripts(root: Path, files: Iterable[str]) -> list[str]:
    """Name the scripts of screens with Chinese in them; words belong in words.json, a comment may quote."""
    found = []
    for name in of(files, (".js",), PACKAGES):
        code = without_comments((root / name).read_text("utf-8"))
        for number, line in enumerate(code.splitlines(), 1):
            if _HANZI.search(line):
                found.append(f"{name}:{number}: Chinese belongs in words.json: {line.strip()[:60]}")
    return found


def without_comments(script: str) -> str:
    """Blank out the comments of a script, line breaks kept; follows templates into their nested expressions."""
    kept: list[str] = []
    closers: list[str] = []  # what ends the strings and braces we are inside of
    at = 0
    while at < len(script):
        step = 1
        if closers and closers[-1] != "}":
            step = _step_in_string(script, at, closers)
        elif script.startswith("//", at):
            at = end if (end := script.find("\n", at)) >= 0 else len(script)
            continue
        elif script.startswith("/*", at):
            end = script.find("*/", at + 2)
            end = end + 2 if end >= 0 else len(script)
            kept.append("\n" * script.count("\n", at, end))
            at = end
            continue
        elif script[at] in "'\"`{":
            closers.append("}" if script[at] == "{" else script[at])
        elif script[at] == "}" and closers:
            closers.pop()
        kept.append(script[at : at + step])
        at += step
    return "".join(kept)


def _step_in_string(script: str, at: int, closers: list[str]) -> int:
    """Go on by one character, or by an escape or an opening ${; a plain string ends with its line at the latest."""
    if script[at] == "\\":
        return 2
    if script[at] == closers[-1] or (script[at] == "\n" and closers[-1] != "`"):
        closers.pop()
    elif closers[-1] == "`" and script.startswith("${", at):
        closers.append("}")
        return 2
    return 1


def untranslated_words(root: Path, files: Iterable[str]) -> list[str]:
    """Name the keys of every words.json without both languages, or with other placeholders in one."""
    found = []
    for name in of(files, ("words.json",)):
        for key, entry in json.loads((root / name).read_text("utf-8")).items():
            found += [f"{name}: {key}: {fault}" for fault in _word_faults(entry)]
    return found


def _word_faults(entry: Any) -> list[str]:
    if not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
        return [f"needs exactly {' and '.join(LANGUAGES)}"]
    faults = [f"{language} is empty or malformed" for language in LANGUAGES if not _is_text(entry[language])]
    if faults:
        return faults
    chinese, english = (_placeholders(entry[language]) for language in LANGUAGES)
    if chinese != english:
        return [f"placeholders differ: zh {sorted(chinese)}, en {sorted(english)}"]
    return []


def _is_text(value: Any) -> bool:
    forms = value.values() if isinstance(value, dict) and set(value) == {"one", "other"} else [value]
    return all(isinstance(form, str) and form for form in forms)


def _placeholders(value: Any) -> set[str]:
    return set(_PLACEHOLDER.findall(value["other"] if isinstance(value, dict) else value))


def unknown_words(root: Path, files: Iterable[str]) -> list[str]:
    """Name the words a screen's scripts ask for by a plain key that its words.json does not hold.

    Shared scripts are handed the words of the screen that uses them.
    """
    chosen = list(files)
    known: dict[str, set[str]] = {}
    for name in of(chosen, ("words.json",)):
        known.setdefault(_screen(name), set()).update(json.loads((root / name).read_text("utf-8")))
    found = []
    for name in of(chosen, (".js",), PACKAGES):
        if name.startswith(SHARED):
            continue
        asked = set(_ASKED_WORD.findall((root / name).read_text("utf-8")))
        found += [f"{name}: no words for {key}" for key in sorted(asked - known.get(_screen(name), set()))]
    return found


def _screen(name: str) -> str:
    return name.split("/static/", maxsplit=1)[0]


def raw_colours(root: Path, files: Iterable[str]) -> list[str]:
    """Name the colours written outside tokens.css."""
    found = []
    for name in of(files, (".css",)):
        if name == TOKENS:
            continue
        css = _CSS_COMMENT.sub("", (root / name).read_text("utf-8"))
        for declared, value in _DECLARATION.findall(css):
            colour = _COLOUR.search(_NOT_A_COLOUR.sub("", value))
            if colour and not declared.startswith("grid-"):
                found.append(f"{name}: {declared}: {colour[0]} is a raw colour; use a token")
    for name in of(files, (".js",), PACKAGES):
        colours = _SCRIPT_COLOUR.findall((root / name).read_text("utf-8"))
        found += [f"{name}: {colour} is a raw colour; use a token" for _, colour in colours]
    return found


def unsafe_policy(root: Path, files: Iterable[str]) -> list[str]:
    """Name the places that would open the content security policy, or need it open."""
    found = []
    for name in of(files, (".py", ".html", ".js", ".mjs"), PACKAGES):
        text = (root / name).read_text("utf-8")
        found += [f"{name}: {word}" for word in sorted(set(_UNSAFE.findall(text)))]
        if name.endswith(".html"):
            found += [f"{name}: inline style or script: {tag[:60]}" for tag in _INLINE.findall(text)]
    return found
