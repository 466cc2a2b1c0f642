"""The hall's voice is set by a manager, tried before it is saved, and refused with the mistake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from queue_server.voice import pcm
from queue_server.voice.chime import chime
from tests.api.settings_page import SETTINGS, save, settings, signed_in
from tests.hall import Answer, Client, Hall


@pytest.fixture
def manager(hall: Hall) -> Iterator[Client]:
    """Give a signed-in manager; what the test changed is put back."""
    with signed_in(hall) as client:
        before = settings(client)
        yield client
        last = settings(client)["version"]
        body = {"base_version": last, "sections": {"voice": before["sections"]["voice"]}}
        if last != before["version"]:
            client.ask("PUT", SETTINGS, body).ok()


def listen(
    manager: Client, language: str = "zh-CN", text: str = "", text_en: str = "", **voice: Any
) -> Answer:
    read = settings(manager)
    changed = {**read["sections"]["voice"], **voice}
    draft = {"base_version": read["version"], "sections": {"voice": changed}}
    body = {**draft, "language": language, "text": text, "text_en": text_en}
    return manager.ask("POST", f"{SETTINGS}/listen", body)


def sound_of(hall: Hall, heard: dict[str, Any]) -> Any:
    return pcm.from_wav(hall.by("").get(heard["audio_url"]).raw)


def test_a_draft_is_heard_as_it_would_be_spoken_and_nothing_is_saved(hall: Hall, manager: Client) -> None:
    version = settings(manager)["version"]
    template = "{queue}{number}，请到 {window} 号{window_name}"
    heard = listen(
        manager, template=template, one="yao", readings=[{"words": "市场", "pinyin": "si4 cang2"}]
    ).ok()
    assert heard["text"] == "综合业务A026，请到 6 号市场监管窗口"
    assert heard["readings"] == [
        "zong1 he2 ye4 wu4 ei1 ling2 er4 liu4, qing3 dao4 liu4 hao4 si4 cang2 jian1 guan3 chuang1 kou3."
    ]
    assert heard["spoken"] and heard["why"] is None
    sound = sound_of(hall, heard)
    assert pcm.seconds(sound) == pytest.approx(heard["duration_s"], abs=0.06)
    assert pcm.level_db(sound) > -30
    assert settings(manager)["version"] == version


def test_chime_speed_and_volume_are_heard_in_the_sound(hall: Hall, manager: Client) -> None:
    plain = sound_of(hall, listen(manager, chime="none").ok())
    soft = sound_of(hall, listen(manager, chime="none", volume=50).ok())
    fast = sound_of(hall, listen(manager, chime="none", speed=200).ok())
    rung = sound_of(hall, listen(manager, chime="rise").ok())
    assert pcm.level_db(soft) == pytest.approx(pcm.level_db(plain) - 6, abs=1)
    assert len(fast) < 0.8 * len(plain)
    assert len(rung) > len(plain) + 0.9 * len(chime("rise"))


@pytest.mark.parametrize(("english", "parts"), [("alone", 1), ("after", 2), ("never", 1)])
def test_an_english_ticket_is_called_as_the_hall_has_chosen(
    manager: Client, english: str, parts: int
) -> None:
    heard = listen(manager, "en", english=english).ok()
    assert len(heard["readings"]) == parts
    assert heard["readings"][-1].startswith("qing3" if english == "never" else "Number A, zero two six")


def test_the_volume_of_the_time_of_day_is_taken(hall: Hall, manager: Client) -> None:
    all_day = [{"start": "0:00", "end": "23:59", "volume": 25}]
    soft = sound_of(hall, listen(manager, chime="none", volumes=all_day).ok())
    assert pcm.level_db(soft) == pytest.approx(pcm.SPEECH_RMS_DB - 12, abs=1)


@pytest.mark.parametrize(
    ("voice", "path", "said"),
    [
        ({"template": "请 {number} 号到 {windw}"}, "voice.template", "{windw}"),
        ({"template_en": "Please go to {window}"}, "voice.template_en", "{number}"),
        ({"speed": 500}, "voice.speed", "220"),
        ({"readings": [{"words": "重庆", "pinyin": "chong2"}]}, "voice.readings[1].pinyin", "2 个字"),
        (
            {"readings": [{"words": "重庆", "pinyin": "chong2 qin"}]},
            "voice.readings[1].pinyin",
            "qin 不是拼音",
        ),
        ({"readings": [{"words": "abc", "pinyin": "a1"}]}, "voice.readings[1].words", "汉字"),
        ({"volumes": [{"start": "9:00", "end": "8:00", "volume": 50}]}, "voice.volumes[1]", "从早到晚"),
    ],
    ids=str,
)
def test_a_mistake_is_refused_where_it_stands(
    manager: Client, voice: dict[str, Any], path: str, said: str
) -> None:
    for answer in (listen(manager, **voice), save(manager, lambda s: s["voice"].update(voice))):
        assert answer.status == 422
        assert [(one["path"], said in one["zh"]) for one in answer.body["errors"]] == [(path, True)]


def test_any_text_is_listened_to_with_the_readings_of_the_draft(manager: Client) -> None:
    wrong = listen(manager, text="柳河银行").ok()
    right = listen(manager, text="柳河银行", readings=[{"words": "柳河", "pinyin": "liu3 he5"}]).ok()
    assert [wrong["readings"], right["readings"]] == [["liu3 he2 yin2 hang2."], ["liu3 he5 yin2 hang2."]]
    assert wrong["audio_url"] != right["audio_url"] and right["spoken"] and right["program"] is None
    both = listen(manager, text="还有 10 分钟下班", text_en="We close in 10 minutes").ok()
    assert both["readings"] == ["hai2 you3 shi2 fen1 zhong1 xia4 ban1.", "We close in 10 minutes."]
    assert listen(manager, text_en="Good morning").ok()["readings"] == ["Good morning."]
    listen(manager, text="长" * 101).refused(422)


def test_a_hall_with_the_built_in_voice_is_told_of_nothing_else(manager: Client) -> None:
    body = {"base_version": settings(manager)["version"], "sections": {}}
    assert manager.ask("POST", f"{SETTINGS}/spoken-with", body).ok() == {
        "recordings": None,
        "program": None,
    }


def test_a_guide_may_not_listen_to_settings(hall: Hall) -> None:
    body = {"base_version": 1, "sections": {}}
    for path in ("listen", "spoken-with"):
        assert hall.by("guide").post(f"{SETTINGS}/{path}", body).status == 403


def test_a_kiosk_reads_softly_and_without_a_chime_where_the_hall_has_chosen_it(
    hall: Hall, manager: Client
) -> None:
    ask = {"text": "您的号是 A001，请记好。"}
    hall.by("kiosk").post("/api/v1/aloud", ask).refused(404)
    save(manager, lambda s: s["voice"].update(kiosk_aloud=True)).ok()
    sound = sound_of(hall, hall.by("kiosk").post("/api/v1/aloud", ask).ok())
    assert pcm.level_db(sound) == pytest.approx(pcm.SPEECH_RMS_DB - 10.5, abs=1)
    assert 1.5 < pcm.seconds(sound) < 5
    hall.by("display").post("/api/v1/aloud", ask).refused(403)
    hall.by("kiosk").post("/api/v1/aloud", {"text": "…"}).refused(422)
