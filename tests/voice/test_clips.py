from __future__ import annotations

import os
import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from queue_server.domain.announcement import Utterance, reading
from queue_server.voice import pcm
from queue_server.voice.chime import chime
from queue_server.voice.clips import AFTER_CHIME_S, BETWEEN_S, AudioStore
from queue_server.voice.speech import Voice, VoiceError

SENTENCE_S = 0.5
T = TypeVar("T")


class FakeVoice(Voice):
    """Give half a second of a square tone, and note what was asked."""

    def __init__(self, words_per_minute: int = 130) -> None:
        super().__init__(words_per_minute=words_per_minute)
        self.asked: list[str] = []
        self.dead = False

    def speak(self, utterance: Utterance) -> array[int]:
        if self.dead:
            raise VoiceError("failed", "dead")
        self.asked.append(utterance.text)
        return array("h", [5_000, -5_000] * round(SENTENCE_S * pcm.RATE / 2))


@pytest.fixture
def voice() -> FakeVoice:
    return FakeVoice()


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_clip_is_the_chime_and_the_sentence_as_often_as_asked(
    tmp_path: Path, voice: FakeVoice, times: int
) -> None:
    clip = AudioStore(tmp_path, voice).make("A001", 3, times=times)
    expected = pcm.seconds(chime()) + AFTER_CHIME_S + times * SENTENCE_S + (times - 1) * BETWEEN_S
    assert clip.spoken and clip.why is None
    assert clip.duration_s == pytest.approx(expected, abs=0.01)
    assert voice.asked == [reading("A001", 3)]
    with wave.open(str(clip.path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        assert file.getnframes() / file.getframerate() == pytest.approx(clip.duration_s)


@pytest.mark.parametrize("times", [0, 4, -1])
def test_a_sentence_is_read_one_to_three_times(tmp_path: Path, voice: FakeVoice, times: int) -> None:
    with pytest.raises(ValueError, match="1 to 3"):
        AudioStore(tmp_path, voice).make("A001", 3, times=times)


def test_the_same_call_is_made_once_even_after_a_restart(tmp_path: Path, voice: FakeVoice) -> None:
    first = AudioStore(tmp_path, voice).make("A001", 3)
    assert AudioStore(tmp_path, voice).make("A001", "3") == first
    assert len(voice.asked) == 1


def test_every_difference_that_is_heard_gives_another_file(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice)
    clips = [
        store.make("A001", 3),
        store.make("A001", 4),
        store.make("A002", 3),
        store.make("A001", 3, times=1),
        store.make("A001", 3, "en"),
        AudioStore(tmp_path, voice, one="yao").make("A001", 3),
        AudioStore(tmp_path, FakeVoice(words_per_minute=160)).make("A001", 3),
    ]
    assert len({clip.name for clip in clips}) == len(clips)


def test_without_a_voice_the_chime_sounds_alone_and_says_why(tmp_path: Path) -> None:
    store = AudioStore(tmp_path, Voice(enabled=False))
    clip = store.make("A001", 3)
    assert (clip.spoken, clip.why) == (False, "no_voice")
    assert clip.duration_s == pytest.approx(pcm.seconds(chime()))
    assert store.make("B002", 4).name == clip.name


def test_the_voice_is_heard_again_as_soon_as_it_is_back(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice)
    voice.dead = True
    assert store.make("A001", 3).why == "failed"
    voice.dead = False
    assert store.make("A001", 3).spoken


def test_a_kept_call_is_spoken_even_while_the_voice_is_dead(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice)
    store.make("A001", 3)
    voice.dead = True
    assert store.make("A001", 3).spoken


def test_a_file_cut_short_by_a_power_cut_is_made_again(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice)
    clip = store.make("A001", 3)
    for left in (0, 20, 44, 1_000):
        os.truncate(clip.path, left)
        assert store.make("A001", 3).duration_s == pytest.approx(clip.duration_s)
        assert len(pcm.from_wav(clip.path.read_bytes())) == round(clip.duration_s * pcm.RATE)


def test_the_number_of_files_is_bounded_and_the_oldest_go_first(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice, max_files=3)
    clips = [store.make("A001", window) for window in (1, 2, 3)]
    for age, clip in enumerate(clips):
        os.utime(clip.path, (1_000 + age, 1_000 + age))
    store.make("A001", 1)  # used again: now the newest
    store.make("A001", 4)
    assert [clip.path.exists() for clip in clips] == [True, False, True]
    assert len(list(tmp_path.iterdir())) == 3


def test_the_size_on_disk_is_bounded_but_the_newest_clip_always_stays(
    tmp_path: Path, voice: FakeVoice
) -> None:
    store = AudioStore(tmp_path, voice, max_bytes=1)
    for window in (1, 2, 3):
        clip = store.make("A001", window)
        assert [path.name for path in tmp_path.iterdir()] == [clip.name]


def test_a_disk_that_refuses_leaves_no_half_file(
    tmp_path: Path, voice: FakeVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = AudioStore(tmp_path, voice)

    def full(part: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        store.make("A001", 3)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_never_sees_a_file_that_is_not_whole(
    tmp_path: Path, voice: FakeVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = AudioStore(tmp_path, voice)
    seen: list[list[str]] = []
    write = Path.write_bytes

    def watched(part: Path, data: bytes) -> int:
        written = write(part, data)
        seen.append([path.suffix for path in tmp_path.iterdir()])
        return written

    monkeypatch.setattr(Path, "write_bytes", watched)
    clip = store.make("A001", 3)
    assert seen == [[".part"]]
    assert store.find(clip.name) == clip.path


def test_what_a_crash_left_half_written_is_cleared_at_the_start(tmp_path: Path, voice: FakeVoice) -> None:
    (tmp_path / "abc.wav.1-0.part").write_bytes(b"half")
    AudioStore(tmp_path, voice)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", "../hall.db", "x.wav", "0" * 64, "0" * 64 + ".wav", "0" * 64 + ".wav\n"]
)
def test_only_finished_clips_are_found_by_name(tmp_path: Path, voice: FakeVoice, name: str) -> None:
    assert AudioStore(tmp_path, voice).find(name) is None


def test_disk_work_goes_through_the_off_hub_runner_and_speaking_does_not(tmp_path: Path) -> None:
    inside: list[bool] = []

    class Watching(FakeVoice):
        def speak(self, utterance: Utterance) -> array[int]:
            assert not any(inside)
            return super().speak(utterance)

    runs = 0

    def off_hub(work: Callable[[], T], /) -> T:
        nonlocal runs
        runs += 1
        inside.append(True)
        try:
            return work()
        finally:
            inside.pop()

    AudioStore(tmp_path, Watching(), off_hub=off_hub).make("A001", 3)
    assert runs == 2
