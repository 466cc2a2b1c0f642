from __future__ import annotations

import os
import shutil
import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from queue_server.domain.announcement import Language, Utterance
from queue_server.domain.wording import TEMPLATE, TEMPLATE_EN, Call, Manner, spoken_call
from queue_server.voice import pcm
from queue_server.voice.chime import chime
from queue_server.voice.clips import AFTER_CHIME_S, BETWEEN_S, IN_MEMORY, AudioStore, Clip, Delivery
from queue_server.voice.speech import Speech, Voice, VoiceError

SENTENCE_S = 0.5
T = TypeVar("T")


class FakeVoice(Voice):
    """Give half a second of a square tone, and note what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.dead = False
        self.second_best = False

    def speak(
        self, utterance: Utterance, words_per_minute: int = 130, volume: int = 100, *, fresh: bool = False
    ) -> Speech:
        if self.dead:
            raise VoiceError("failed", "dead")
        self.asked.append(utterance.plain)
        sound = array("h", [5_000, -5_000] * round(SENTENCE_S * pcm.RATE / 2))
        return Speech(sound, self.second_best and not fresh)


@pytest.fixture
def voice() -> FakeVoice:
    return FakeVoice()


def say(
    store: AudioStore, number: str, window: int, language: Language = "zh-CN", how: Delivery | None = None
) -> Clip:
    template = TEMPLATE if language == "zh-CN" else TEMPLATE_EN
    return store.say([spoken_call(template, Call(number, str(window)), language)], how)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_clip_is_the_chime_and_the_sentence_as_often_as_asked(
    tmp_path: Path, voice: FakeVoice, times: int
) -> None:
    clip = say(AudioStore(tmp_path, voice), "A001", 3, how=Delivery(times))
    expected = pcm.seconds(chime()) + AFTER_CHIME_S + times * SENTENCE_S + (times - 1) * BETWEEN_S
    assert clip.spoken and clip.why is None
    assert clip.duration_s == pytest.approx(expected, abs=0.01)
    assert voice.asked == ["请 A 零 零 一 号， 到 三 号窗口。"]
    with wave.open(str(clip.path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        assert file.getnframes() / file.getframerate() == pytest.approx(clip.duration_s)


@pytest.mark.parametrize("times", [0, 4, -1])
def test_a_sentence_is_read_one_to_three_times(tmp_path: Path, voice: FakeVoice, times: int) -> None:
    with pytest.raises(ValueError, match="1 to 3"):
        say(AudioStore(tmp_path, voice), "A001", 3, how=Delivery(times))


def test_the_same_call_is_made_once_even_after_a_restart(tmp_path: Path, voice: FakeVoice) -> None:
    first = say(AudioStore(tmp_path, voice), "A001", 3)
    assert say(AudioStore(tmp_path, voice), "A001", 3) == first
    assert len(voice.asked) == 1


def test_every_difference_that_is_heard_gives_another_file(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice)
    clips = [
        say(store, "A001", 3),
        say(store, "A001", 4),
        say(store, "A002", 3),
        say(store, "A001", 3, how=Delivery(1)),
        say(store, "A001", 3, "en"),
        say(store, "A001", 3, how=Delivery(words_per_minute=160)),
        say(store, "A001", 3, how=Delivery(volume=50)),
        say(store, "A001", 3, how=Delivery(chime="rise")),
        store.say([spoken_call(TEMPLATE, Call("A001", "3"), "zh-CN", Manner(one="yao"))]),
    ]
    assert len({clip.name for clip in clips}) == len(clips)


def test_without_a_voice_the_chime_sounds_alone_and_says_why(tmp_path: Path) -> None:
    store = AudioStore(tmp_path, Voice(enabled=False))
    clip = say(store, "A001", 3)
    assert (clip.spoken, clip.why) == (False, "no_voice")
    assert clip.duration_s == pytest.approx(pcm.seconds(chime()))
    assert say(store, "B002", 4).name == clip.name


def test_the_voice_is_heard_again_as_soon_as_it_is_back(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice)
    voice.dead = True
    assert say(store, "A001", 3).why == "failed"
    voice.dead = False
    assert say(store, "A001", 3).spoken


def test_what_stood_in_for_the_halls_own_program_is_not_kept_as_its_sound(
    tmp_path: Path, voice: FakeVoice
) -> None:
    store = AudioStore(tmp_path, voice)
    voice.second_best = True
    instead = say(store, "A001", 3)
    again = say(store, "A001", 3)
    assert instead.second_best and instead.spoken and again == instead, "one file, however often it is needed"
    voice.second_best = False
    own = say(store, "A001", 3)
    assert own.name != instead.name and not own.second_best
    assert len(voice.asked) == 3
    assert say(store, "A001", 3) == own and len(voice.asked) == 3


def test_a_kept_call_is_spoken_even_while_the_voice_is_dead(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice)
    say(store, "A001", 3)
    voice.dead = True
    assert say(store, "A001", 3).spoken


def test_a_file_cut_short_by_a_power_cut_is_made_again(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice)
    clip = say(store, "A001", 3)
    for left in (0, 20, 44, 1_000):
        os.truncate(clip.path, left)
        assert say(store, "A001", 3).duration_s == pytest.approx(clip.duration_s)
        assert len(pcm.from_wav(clip.path.read_bytes())) == round(clip.duration_s * pcm.RATE)


def test_the_number_of_files_is_bounded_and_the_oldest_go_first(tmp_path: Path, voice: FakeVoice) -> None:
    store = AudioStore(tmp_path, voice, max_files=3)
    clips = [say(store, "A001", window) for window in (1, 2, 3)]
    for age, clip in enumerate(clips):
        os.utime(clip.path, (1_000 + age, 1_000 + age))
    say(store, "A001", 1)  # used again: now the newest
    say(store, "A001", 4)
    assert [clip.path.exists() for clip in clips] == [True, False, True]
    assert len(list(tmp_path.iterdir())) == 3


def test_the_size_on_disk_is_bounded_but_the_newest_clip_always_stays(
    tmp_path: Path, voice: FakeVoice
) -> None:
    store = AudioStore(tmp_path, voice, max_bytes=1)
    for window in (1, 2, 3):
        clip = say(store, "A001", window)
        assert [path.name for path in tmp_path.iterdir()] == [clip.name]


def test_a_disk_that_refuses_leaves_no_half_file_and_the_call_is_heard_from_memory(
    tmp_path: Path, voice: FakeVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = AudioStore(tmp_path, voice)

    def full(part: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    clip = say(store, "A001", 3)
    assert list(tmp_path.iterdir()) == []
    content = store.find(clip.name)
    assert isinstance(content, bytes)
    assert pcm.seconds(pcm.from_wav(content)) == pytest.approx(clip.duration_s)
    assert say(store, "A001", 3) == clip and len(voice.asked) == 1
    names = [say(store, "A001", window).name for window in range(1, 30)]
    assert sum(store.find(name) is not None for name in names) == IN_MEMORY


def test_a_folder_that_is_taken_away_while_the_hall_runs_is_made_anew(
    tmp_path: Path, voice: FakeVoice
) -> None:
    store = AudioStore(tmp_path / "audio", voice)
    first = say(store, "A001", 3)
    shutil.rmtree(tmp_path / "audio")
    assert store.find(first.name) is None
    assert say(store, "A001", 3) == first and store.find(first.name) == first.path


def test_a_place_where_nothing_can_be_kept_keeps_nobody_mute(tmp_path: Path, voice: FakeVoice) -> None:
    (tmp_path / "audio").write_bytes(b"a file where the folder should be")
    store = AudioStore(tmp_path / "audio", voice)
    clip = say(store, "A001", 3)
    assert clip.spoken and isinstance(store.find(clip.name), bytes)


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
    clip = say(store, "A001", 3)
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
        def speak(
            self, utterance: Utterance, words_per_minute: int = 130, volume: int = 100, *, fresh: bool = False
        ) -> Speech:
            assert not any(inside)
            return super().speak(utterance, words_per_minute, volume, fresh=fresh)

    runs = 0

    def off_hub(work: Callable[[], T], /) -> T:
        nonlocal runs
        runs += 1
        inside.append(True)
        try:
            return work()
        finally:
            inside.pop()

    say(AudioStore(tmp_path, Watching(), off_hub=off_hub), "A001", 3)
    assert runs == 5  # naming, looking, the chime, the wav, writing
