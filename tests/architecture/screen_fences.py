"""Fences around the screens: script length, words in both languages, colours by token, a strict CSP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.architecture.files import PACKAGES, of

MAX_SCRIPT_LINES = 250
TOKENS = "queue_server/screens/shared/static/tokens.css"
LANGUAGES = ("zh", "en")

_HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_STRING = r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`"
_COMMENT_OR_STRING = re.compile(rf"//[^\n]*|/\*.*?\*/|({_STRING})", re.DOTALL)
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
    """Name the JS files of more than 250 lines."""
    counted = (
        (name, len((root / name).read_text("utf-8").splitlines())) for name in of(files, (".js", ".mjs"))
    )
    return [
        f"{name}: {lines} lines, at most {MAX_SCRIPT_LINES}"
        for name, lines in counted
        if lines > MAX_SCRIPT_LINES
    ]


def hanzi_in_scripts(root: Path, files: Iterable[str]) -> list[str]:
    """Name the scripts of screens with Chinese in them; words belong in words.json, a comment may quote."""
    found = []
    for name in of(files, (".js",), PACKAGES):
        code = _COMMENT_OR_STRING.sub(_string_or_lines, (root / name).read_text("utf-8"))
        for number, line in enumerate(code.splitlines(), 1):
            if _HANZI.search(line):
                found.append(f"{name}:{number}: Chinese belongs in words.json: {line.strip()[:60]}")
    return found


def _string_or_lines(match: re.Match[str]) -> str:
    """Keep a string; leave of a comment only its line breaks, so that line numbers stay."""
    return match[1] if match[1] is not None else "\n" * match[0].count("\n")


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
    return all(isinstance(form, str) and form.strip() for form in forms)


def _placeholders(value: Any) -> set[str]:
    return set(_PLACEHOLDER.findall(value["other"] if isinstance(value, dict) else value))


def unknown_words(root: Path, files: Iterable[str]) -> list[str]:
    """Name the words a screen's scripts ask for by a plain key that its words.json does not hold."""
    chosen = list(files)
    known: dict[str, set[str]] = {}
    for name in of(chosen, ("words.json",)):
        known.setdefault(_screen(name), set()).update(json.loads((root / name).read_text("utf-8")))
    found = []
    for name in of(chosen, (".js",), PACKAGES):
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
