"""How the hall speaks: wording, readings, chime, speed, volume, and what it says by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Final, Literal

from queue_server.domain.wording import TEMPLATE, TEMPLATE_EN, TemplateError, check_template
from queue_server.plan_kinds import Length, Size

VOLUMES_MOST: Final = 12
READINGS_MOST: Final = 200
TIMED_MOST: Final = 12

_HANZI: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_SYLLABLE: Final = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:uang|iang|iong|ang|eng|ing|ong|uai|iao|uan|ian|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|ve|er|[aoeiuv])[1-5]",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class VolumePlan:
    """Give the volume of one part of the day, percent of the hall's level; `end` is not included."""

    start: time
    end: time
    volume: Annotated[int, Size(10, 100)]


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """Say how Hanzi are read in this hall: pinyin with tone digits, one syllable a character (`chong2 qing4`)."""

    words: Annotated[str, Length(1, 12)]
    pinyin: Annotated[str, Length(2, 90)]


@dataclass(frozen=True, slots=True)
class TimedPlan:
    """Say something so many minutes before each break, or before the hall closes for the day, by its hours."""

    when: Literal["break", "closing"]
    minutes: Annotated[int, Size(0, 120)]
    text: Annotated[str, Length(1, 100)]
    text_en: Annotated[str, Length(0, 200)] = ""


@dataclass(frozen=True, slots=True)
class VoicePlan:
    """Hold how calls are worded and spoken; `speed` in words a minute, `volume` in percent of the hall's level."""

    template: Annotated[str, Length(1, 60)] = TEMPLATE
    template_en: Annotated[str, Length(1, 120)] = TEMPLATE_EN
    english: Literal["alone", "after", "never"] = "after"
    one: Literal["yi", "yao"] = "yi"
    speed: Annotated[int, Size(80, 220)] = 130
    chime: Literal["fall", "rise", "one", "none"] = "fall"
    volume: Annotated[int, Size(10, 100)] = 100
    volumes: tuple[VolumePlan, ...] = ()
    kiosk_aloud: bool = False
    clerks_announce: bool = False
    readings: tuple[ReadingPlan, ...] = ()
    timed: tuple[TimedPlan, ...] = ()

    def volume_at(self, at: time) -> int:
        """Return the volume at a time of day."""
        return next((band.volume for band in self.volumes if band.start <= at < band.end), self.volume)


def faults_of(voice: VoicePlan) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    """List what is wrong beyond single values: (path, code, zh, en)."""
    for key in ("template", "template_en"):
        try:
            check_template(getattr(voice, key))
        except TemplateError as error:
            yield (key,), "template", error.zh, error.en
    ends = None
    for index, band in enumerate(voice.volumes):
        if band.end <= band.start or (ends is not None and band.start < ends):
            zh, en = "时段要从早到晚，不能重叠", "periods must be in order of time and not overlap"
            yield ("volumes", index), "range", zh, en
        ends = band.end
    if len(voice.volumes) > VOLUMES_MOST:
        yield ("volumes",), "length", f"最多 {VOLUMES_MOST} 段", f"at most {VOLUMES_MOST} periods"
    if len(voice.readings) > READINGS_MOST:
        yield ("readings",), "length", f"最多 {READINGS_MOST} 条", f"at most {READINGS_MOST} readings"
    if len(voice.timed) > TIMED_MOST:
        yield ("timed",), "length", f"最多 {TIMED_MOST} 条", f"at most {TIMED_MOST} of them"
    yield from _faults_of_readings(voice)


def _faults_of_readings(voice: VoicePlan) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    seen: set[str] = set()
    for index, reading in enumerate(voice.readings):
        syllables = reading.pinyin.split()
        wrong = next((one for one in syllables if not _SYLLABLE.fullmatch(one)), None)
        if not _HANZI.fullmatch(reading.words):
            yield ("readings", index, "words"), "pattern", "只写汉字", "Hanzi only"
        elif reading.words in seen:
            yield ("readings", index, "words"), "duplicate", "前面写过了", "is listed before"
        elif wrong is not None:
            zh = f"{wrong} 不是拼音，要像 chong2 qing4，声调写数字 1 到 5，ü 写 v"
            en = f"{wrong} is no pinyin; write it like chong2 qing4, tones as digits 1 to 5, v for \u00fc"
            yield ("readings", index, "pinyin"), "pinyin", zh, en
        elif len(syllables) != len(reading.words):
            zh = f"{len(reading.words)} 个字，要 {len(reading.words)} 个音，现在 {len(syllables)} 个"
            en = f"{len(reading.words)} characters need as many syllables, has {len(syllables)}"
            yield ("readings", index, "pinyin"), "pinyin", zh, en
        seen.add(reading.words)
