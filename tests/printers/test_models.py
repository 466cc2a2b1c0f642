from __future__ import annotations

import pytest

from printers.models import ROMS, UnknownModelError, any_model, model, models, settings_of
from printers.profile import PROFILE_58, PROFILE_80


@pytest.mark.parametrize("name", models())
def test_every_model_has_settings_a_printer_can_have(name: str) -> None:
    found = model(name)
    assert found.profile.width_dots in (384, 400, 512, 576)
    assert found.rom in ROMS
    assert found.evidence and found.title and found.title_en
    if found.rom == "none":
        assert found.profile.mode == "raster"


def test_the_two_usual_widths_are_the_usual_profiles() -> None:
    assert model("generic-80").profile == PROFILE_80
    assert model("generic-58").profile == PROFILE_58


def test_a_name_is_found_as_people_write_it() -> None:
    assert model("Epson TM-T82X").name == "epson-tm-t82x"


def test_an_unknown_model_is_refused_with_the_nearest_and_all_names() -> None:
    with pytest.raises(UnknownModelError, match="no such model: xprinter-58") as refused:
        model("xprinter-58")
    assert "xprinter-xp-58iih" in refused.value.near
    assert all(name in str(refused.value) for name in models())


def test_what_a_printer_says_itself_goes_before_its_model() -> None:
    found = settings_of({"barrier": "none"}, model("cashino-kp-628e"))
    assert (found.width_dots, found.columns, found.barrier) == (384, 32, "none")
    assert settings_of({"width_dots": 576}, model("epson-tm-u220")).columns == 48


def test_a_model_only_python_escpos_knows_is_found_there() -> None:
    assert any_model("RP-F10-80mm").profile.width_dots == 576
    assert any_model("epson-tm-t82x").rom == "none"
    with pytest.raises(UnknownModelError):
        any_model("Abacus")
