"""The item table a spreadsheet saves."""

from __future__ import annotations

from pathlib import Path

import pytest

from queue_server.config import load_plan
from tests.config.hall_text import GOOD, faults_of, write

HEADER = "code,name,short_name,name_en,case_type,category,queue,online,popular,bring\n"


def with_items(folder: Path, data: bytes) -> Path:
    (folder / "items.csv").write_bytes(data)
    return write(folder, GOOD.replace("[hours]", 'items_file = "items.csv"\n[hours]'))


def test_a_row_of_the_item_table_is_told_with_file_and_line(tmp_path: Path) -> None:
    rows = (
        'Y01,"两\n行",短,Short,即办件,类,A,是,5,身份证|户口簿\n'
        "\n"
        "Y02,名,短,Short,承诺件,类,Z,maybe,many,\n"
        "Y03,名,,Short,承诺件,类,A,否,1,,too,many\n"
    )
    found = faults_of(with_items(tmp_path, (HEADER + rows).encode("utf-8-sig")))
    assert [(fault.file, fault.line, fault.code, fault.path) for fault in found] == [
        ("items.csv", 2, "control", "items[1].name"),
        ("items.csv", 5, "type", "items[2].online"),
        ("items.csv", 5, "type", "items[2].popular"),
        ("items.csv", 6, "columns", "items[3]"),
        ("items.csv", 6, "missing", "items[3].short_name"),
    ]


def test_a_table_saved_by_chinese_excel_is_read(tmp_path: Path) -> None:
    row = "Y01,养老参保,养老参保,Pension,承诺件,社保,A,是,5,身份证|户口簿\n"
    hall = load_plan(with_items(tmp_path, (HEADER + row).encode("gb18030")))
    item = hall.items[1]
    assert (item.name, item.online, item.popular, item.when) == ("养老参保", True, 5, "days")
    assert item.bring == ("身份证", "户口簿")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00\x81\xff", "file"),
        (HEADER.replace("short_name", "shortname").encode(), "unknown_key"),
        (HEADER.replace("popular", "code").encode(), "duplicate"),
    ],
)
def test_a_bad_item_table_is_one_clear_fault(tmp_path: Path, data: bytes, code: str) -> None:
    found = faults_of(with_items(tmp_path, data))
    assert (found[0].file, found[0].line, found[0].code) == ("items.csv", 1, code)
