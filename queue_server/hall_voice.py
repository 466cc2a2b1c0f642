"""The hall's voice: its wording and manner from the plan, its sounds from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from queue_server.domain.announcement import Language, Utterance
from queue_server.domain.wording import Call, Manner, shown, spoken_call, spoken_text
from queue_server.hall import Hall
from queue_server.voice.clips import AudioStore, Clip, Delivery
from queue_server.voice.reading import asks_the_dictionary
from queue_server.voice.speech import Fault, Missing, Voice, VoiceError

FIGURES: Final = "0123456789"
ALOUD_PERCENT: Final = 30  # of the volume of calls, some 10 dB softer


@dataclass(frozen=True, slots=True)
class Said:
    """Hold a sentence of the hall: as it is shown, as it is spoken, one part a language, and how."""

    text: str
    parts: tuple[Utterance, ...]
    how: Delivery


def manner(hall: Hall) -> Manner:
    """Return how the hall reads figures and its own names."""
    voice = hall.plan.voice
    return Manner(voice.one, {reading.words: reading.pinyin for reading in voice.readings})


def delivery(hall: Hall, at: datetime, times: int) -> Delivery:
    """Return how the hall speaks at this time of its day."""
    voice = hall.plan.voice
    volume = voice.volume_at(at.astimezone(hall.zone).time())
    return Delivery(times, voice.speed, voice.chime, volume)


def call_of(hall: Hall, number: str, window: str, *, english: bool = False) -> Call:
    """Return what a call says, with the names of its window and queue."""
    place = next((w for w in hall.plan.windows if str(w.number) == window), None)
    prefix = number.rstrip("0123456789")
    queue = next((q for q in hall.plan.queues if q.prefix == prefix), None)
    named = (place, queue)
    names = [(one.name_en if english else one.name) if one is not None else "" for one in named]
    return Call(number, window, *names)


def sample_call(hall: Hall) -> tuple[str, str]:
    """Return a number and a window of this hall that a call may be tried with: figures and tens are heard."""
    width = hall.plan.settings.number_width
    window = max((w.number for w in hall.plan.windows), default=1)
    return f"{hall.plan.queues[0].prefix}{'26'.zfill(width)}", str(window)


def call_said(hall: Hall, number: str, window: str, language: str, at: datetime, times: int) -> Said:
    """Return the call as the hall words it: in Mandarin, in English, or one after the other."""
    voice, how = hall.plan.voice, manner(hall)
    chinese, english = call_of(hall, number, window), call_of(hall, number, window, english=True)
    parts: list[Utterance] = []
    wants_english = language == "en" and voice.english != "never"
    if not wants_english or voice.english == "after":
        parts.append(spoken_call(voice.template, chinese, "zh-CN", how))
    if wants_english:
        parts.append(spoken_call(voice.template_en, english, "en", how))
    text = shown(voice.template_en, english) if wants_english else shown(voice.template, chinese)
    return Said(text, tuple(parts), delivery(hall, at, times))


def text_said(hall: Hall, text: str, text_en: str, at: datetime, times: int = 1) -> Said:
    """Return an announcement in Mandarin and, where it has one, its English after it."""
    parts = [spoken_text(text, "zh-CN", manner(hall))] if text else []
    if text_en:
        parts.append(spoken_text(text_en, "en"))
    return Said(text or text_en, tuple(parts), delivery(hall, at, times))


def sentences_of_calls(hall: Hall, language: Language) -> list[Utterance]:
    """Return sentences that have every word a call of this hall may need in a language, few of them."""
    voice, how = hall.plan.voice, manner(hall)
    if language == "en" and voice.english == "never":
        return []
    prefixes = [queue.prefix for queue in hall.plan.queues]
    windows = [str(window.number) for window in hall.plan.windows] or ["1"]
    pairs = [(prefixes[0], window) for window in windows] + [(prefix, windows[0]) for prefix in prefixes[1:]]
    english = language == "en"
    template = voice.template_en if english else voice.template
    return [
        spoken_call(template, call_of(hall, f"{prefix}{FIGURES}", window, english=english), language, how)
        for prefix, window in pairs
    ]


def aloud_said(hall: Hall, text: str, language: Language, at: datetime) -> Said:
    """Return what a kiosk reads to the person before it: once, without a chime, far softer than a call."""
    how = delivery(hall, at, 1)
    soft = replace(how, chime="none", volume=max(1, how.volume * ALOUD_PERCENT // 100))
    return Said(text, (spoken_text(text, language, manner(hall)),), soft)


class HallVoice:
    """Make the sound of what the hall says."""

    def __init__(self, store: AudioStore, voice: Voice) -> None:
        self._store = store
        self._voice = voice

    def warm(self, hall: Hall, at: datetime) -> None:
        """Have the dictionary loaded before the first call where the hall's wording needs it: it takes seconds."""
        number, window = sample_call(hall)
        said = call_said(hall, number, window, "zh-CN", at, 1)
        if any(asks_the_dictionary(part.words, dict(part.exceptions)) for part in said.parts):
            self.readings(said.parts)

    def clip(self, said: Said, *, fresh: bool = False) -> Clip:
        """Give its sound; raises ValueError for a call that cannot be read.

        `fresh` tries the hall's own program again though it has failed just now.
        """
        return self._store.say(said.parts, said.how, fresh=fresh)

    def readings(self, parts: Sequence[Utterance]) -> list[str]:
        """Give the reading of each part, pinyin or English words; nothing while there is no voice."""
        try:
            return [self._voice.read(part) for part in parts]
        except VoiceError:
            return []

    def missing(self, hall: Hall, language: Language) -> Missing | None:
        """Tell what the folder of recordings lacks for calls in a language; None without a folder or without a voice."""
        try:
            return self._voice.missing(sentences_of_calls(hall, language))
        except VoiceError:
            return None

    @property
    def folder(self) -> Path | None:
        """Return the folder of recordings, if the hall has one."""
        return self._voice.pack

    @property
    def has_program(self) -> bool:
        """Tell whether the hall has a program of its own that speaks."""
        return self._voice.program is not None

    def program_fault(self) -> Fault | None:
        """Tell why the hall's own program did not speak when it was last asked; None when it did, or was not asked."""
        try:
            return self._voice.program_fault()
        except VoiceError:
            return None
