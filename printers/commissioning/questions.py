"""What the installer is asked about the self-test ticket, and the settings that follow from the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from printers.commissioning.findings import Findings
from printers.profile import Profile


@dataclass(frozen=True, slots=True)
class Option:
    """One answer in both languages."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one letter of the ticket."""

    code: str
    letter: str
    zh: str
    en: str
    options: tuple[Option, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON value."""
        options = [{"code": one.code, "zh": one.zh, "en": one.en} for one in self.options]
        return {
            "code": self.code,
            "letter": self.letter,
            "zh": self.zh,
            "en": self.en,
            "options": options,
        }


QUESTIONS = (
    Question(
        "width",
        "A",
        "A 下面三条线，最长的、两头数字在同一行的是哪一条？",
        "Of the three lines under A, which is the longest with both its figures on one line?",
        (
            Option("48", "3（80 毫米纸）", "3 (80 mm paper)"),
            Option("42", "2", "2"),
            Option("32", "1（58 毫米纸）", "1 (58 mm paper)"),
        ),
    ),
    Question(
        "hanzi",
        "B",
        "B 的前两行是不是“听号取号叫号窗口”和一行符号，右边两条竖线上下对齐？",
        "Are the first two lines under B eight Hanzi and a row of marks, their bars one above the other?",
        (
            Option("yes", "是", "Yes"),
            Option("no", "乱码、问号、空白或没对齐", "Garbled, blank or not in line"),
        ),
    ),
    Question(
        "rom",
        "B",
        "B 的第三行是不是“镕堃”两个字？",
        "Is the third line under B the two Hanzi 镕堃?",
        (
            Option("yes", "是", "Yes"),
            Option("no", "问号、方框、空白或别的字", "Question marks, boxes, blank or others"),
        ),
    ),
    Question(
        "sizes",
        "C",
        "C 的汉字和字母是不是一样高，一行比一行大，<C> 在中间，C> 靠右？",
        "At C, are Hanzi and letters equally tall, each line larger, <C> in the middle, C> at the right?",
        (Option("yes", "是", "Yes"), Option("no", "不是", "No")),
    ),
    Question(
        "qr",
        "D",
        "用手机扫 D1、D2 两个二维码，哪个扫得开？",
        "Scan the codes D1 and D2 with a phone: which can be read?",
        (
            Option("both", "两个都行", "Both"),
            Option("drawn", "只有 D1", "D1 only"),
            Option("own", "只有 D2", "D2 only"),
            Option("none", "都不行", "Neither"),
        ),
    ),
    Question(
        "cut",
        "E",
        "E1、E2、E3 每一段后面切一刀。哪一段切对了（切在字的下面）？",
        "A cut follows each of E1, E2, E3. Which was right, below the print?",
        (
            Option("feed", "E1 切对了", "E1 was right"),
            Option("partial", "E1 不对，E2 对", "not E1, E2 was"),
            Option("full", "只有 E3 对", "E3 only"),
            Option("none", "没有切刀，都没切", "No cutter, no cut"),
        ),
    ),
)
_OPTIONS = {question.code: {option.code for option in question.options} for question in QUESTIONS}
_WIDTHS = {"48": (576, 48), "42": (512, 42), "32": (384, 32)}
_CUTS: dict[str, tuple[Literal["full", "partial", "none"], int | None]] = {
    "feed": ("partial", None),
    "partial": ("partial", 6),
    "full": ("full", 6),
    "none": ("none", None),
}


class AnswerError(ValueError):
    """An answer is missing or is none of those offered; the text names the question."""


def read_answers(data: object) -> dict[str, str]:
    """Return an answer to each question. Raises AnswerError."""
    if not isinstance(data, Mapping):
        raise AnswerError("answers: not an object")
    for code, allowed in _OPTIONS.items():
        if data.get(code) not in allowed:
            raise AnswerError(f"{code}: {data.get(code)!r} is none of {', '.join(sorted(allowed))}")
    return {code: str(data[code]) for code in _OPTIONS}


def settings_from(answers: Mapping[str, str], findings: Findings, base: Profile) -> Profile:
    """Return the settings of the printer that printed so.

    What paper and answers tell goes before the model's documents; where a printer confirms in both ways, the model's way
    stays. Codes that cannot be read either way are left drawn.
    """
    width_dots, columns = _WIDTHS[answers["width"]]
    cut, cut_feed = _CUTS[answers["cut"]]
    plain = answers["hanzi"] == "yes" and answers["sizes"] == "yes"
    return replace(
        base,
        width_dots=width_dots,
        columns=columns,
        mode="text" if plain else "raster",
        rom="gbk" if answers["rom"] == "yes" else "gb2312",
        qr="native" if answers["qr"] == "own" else "raster",
        cut=cut,
        cut_feed=cut_feed,
        barrier=_barrier(findings, base),
        status="dle_eot" if findings.dle_eot else "none",
    )


def _barrier(findings: Findings, base: Profile) -> Literal["gs_r", "gs_h", "none"]:
    answered = {"gs_r": findings.gs_r_ms is not None, "gs_h": findings.gs_h_ms is not None}
    if answered.get(base.barrier):
        return base.barrier
    if answered["gs_r"]:
        return "gs_r"
    return "gs_h" if answered["gs_h"] else "none"


def warnings_of(answers: Mapping[str, str], findings: Findings) -> tuple[str, ...]:
    """Return the codes of what the hall should know of this printer before it goes into use."""
    found = []
    if findings.gs_r_ms is None and findings.gs_h_ms is None:
        found.append("never_sure")
    if not findings.dle_eot:
        found.append("faults_unseen")
    if answers["qr"] == "none":
        found.append("codes_unreadable")
    if answers["hanzi"] == "no" or answers["sizes"] == "no":
        found.append("drawn_whole")
    return tuple(found)
