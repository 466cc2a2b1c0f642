"""Each mistake a person can make in a hall's file is told with its line, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from queue_server.config import load_plan
from queue_server.plan_faults import PlanSyntaxError
from tests.config.hall_text import GOOD, faults_of, line_of, write


def test_the_good_file_has_no_fault(tmp_path: Path) -> None:
    hall = load_plan(write(tmp_path, GOOD))
    assert hall.windows[0].name_short == "综合窗口"
    assert hall.guides[0].item_name == "政策咨询"
    assert hall.guides[0].missing()[:2] == ("item_type", "legal_basis")
    assert len(hall.priorities) == 6


LAST_DAY = 'mon = "8:30-12:00, 13:30-17:00"\n'
BAND = '[[hours.bands]]\ndays = ["mon"]\ntimes = %s\n%s\n'
SPECIAL = "[[hours.special]]\ndates = [2026-10-10]\n%s\n%s\n"

CASES = [
    ('name = "××村便民服务站"\n', "", "missing", "hall.name", "[hall]"),
    ('code = "village"', "code = 7", "type", "hall.code", "code = 7"),
    ('code = "village"', 'code = "村 站"', "pattern", "hall.code", 'code = "村 站"'),
    ('zone = "Asia/Shanghai"', 'zone = "Asia/Beijing"', "zone", "hall.zone", "zone = "),
    ('enquiry_phone = "0000-1234567"', 'enquiry_phone = "abc-def"', "phone", "hall.enquiry_phone", "enquiry"),
    ('enquiry_phone = "', 'enquiry_fone = "', "unknown_key", "hall.enquiry_fone", "enquiry_fone"),
    ("8:30-12:00", "8.30-12", "hours", "hours.mon", "mon = "),
    ("8:30-12:00", "8:30-14:00", "hours", "hours.mon", "mon = "),
    ("8:30-12:00", "25:30-26:00", "hours", "hours.mon", "mon = "),
    ('mon = "8:30-12:00, 13:30-17:00"', 'mon = "休息"', "hours", "hours", "[hours]"),
    (LAST_DAY, LAST_DAY + BAND % ('"8:30-9:00"', ""), "overlap", "hours.bands[1].times", "times ="),
    (LAST_DAY, LAST_DAY + BAND % ('"半天"', ""), "hours", "hours.bands[1].times", "times ="),
    (
        LAST_DAY,
        LAST_DAY + BAND % ('"12:00-13:30"', 'kind = "noon"'),
        "missing",
        "hours.bands[1].windows",
        "[[hours",
    ),
    (
        LAST_DAY,
        LAST_DAY + BAND % ('"12:00-13:30"', "windows = [9]"),
        "reference",
        "hours.bands[1].windows[1]",
        "windows =",
    ),
    (
        LAST_DAY,
        LAST_DAY + BAND % ('"12:00-13:30"', 'items = ["X01", "X09"]'),
        "reference",
        "hours.bands[1].items[2]",
        "items =",
    ),
    (
        LAST_DAY,
        LAST_DAY + BAND % ('"12:00-13:30"', 'queues = ["B"]'),
        "reference",
        "hours.bands[1].queues[1]",
        "queues =",
    ),
    (
        LAST_DAY,
        LAST_DAY + BAND % ('"12:00-13:30"', 'kind = "late"'),
        "choice",
        "hours.bands[1].kind",
        "kind =",
    ),
    (
        LAST_DAY,
        LAST_DAY + BAND.replace('["mon"]', '["Mon"]') % ('"12:00-13:30"', ""),
        "choice",
        "hours.bands[1].days[1]",
        "days =",
    ),
    (
        LAST_DAY,
        LAST_DAY + BAND.replace('["mon"]', "[]") % ('"12:00-13:30"', ""),
        "empty",
        "hours.bands[1].days",
        "days =",
    ),
    (
        LAST_DAY,
        LAST_DAY + SPECIAL % ('like = "mon"', 'times = "9:00-10:00"'),
        "duplicate",
        "hours.special[1].times",
        "times =",
    ),
    (
        LAST_DAY,
        LAST_DAY + "closed_dates = [2026-10-10]\n" + SPECIAL % ('like = "mon"', ""),
        "duplicate",
        "hours.special[1].dates[1]",
        "dates = [2026-10-10]\nlike",
    ),
    (LAST_DAY, LAST_DAY + SPECIAL % ('lik = "mon"', ""), "unknown_key", "hours.special[1].lik", "lik ="),
    ("max_calls = 3", "number_width = 5", "range", "settings.number_width", "number_width"),
    ("max_calls = 3", "max_call = 3", "unknown_key", "settings.max_call", "max_call"),
    ("max_calls = 3", "max_calls = 30", "range", "settings.max_calls", "max_calls"),
    ("max_calls = 3", "max_calls = true", "type", "settings.max_calls", "max_calls"),
    ("max_calls = 3", "absent_after = 5", "range", "settings.absent_after", "absent_after"),
    ("max_calls = 3", 'theme = "blue"', "choice", "settings.theme", "theme"),
    ('prefix = "A"', 'prefix = "I"', "prefix", "queues[1].prefix", "prefix"),
    ('prefix = "A"', 'prefix = "a"', "prefix", "queues[1].prefix", "prefix"),
    ('prefix = "A"', 'prefix = "AA"', "prefix", "queues[1].prefix", "prefix"),
    ('prefix = "A"', 'prefix = "ABC"', "length", "queues[1].prefix", "prefix"),
    ('prefix = "A"', 'prefix = "A1"', "prefix", "queues[1].prefix", "prefix"),
    (
        'prefix = "A"',
        'prefix = "A"\nwaiting_zone = "南"',
        "reference",
        "queues[1].waiting_zone",
        "waiting_zone = ",
    ),
    ('prefix = "A"', 'prefix = "A"\ndaily_limit = 0', "range", "queues[1].daily_limit", "daily_limit"),
    ('prefix = "A"', 'prefix = "A"\ntickets_from = "早上"', "type", "queues[1].tickets_from", "tickets_from"),
    (
        'prefix = "A"',
        'prefix = "A"\ntickets_from = "9:00"\ntickets_until = "8:30"',
        "range",
        "queues[1].tickets_until",
        "tickets_until",
    ),
    (
        'prefix = "A"',
        'prefix = "A"\nperiods = [{start = "8:30", end = "10:00"}]',
        "missing",
        "queues[1].periods[1].limit",
        "periods",
    ),
    (
        'prefix = "A"',
        (
            'prefix = "A"\nperiods = [\n{start = "8:30", end = "10:00", limit = 9},\n'
            '{start = "9:30", end = "12:00", limit = 9}]'
        ),
        "range",
        "queues[1].periods[2]",
        '{start = "9:30"',
    ),
    (
        'short_name = "政策咨询"',
        'short_name = "一二三四五六七八九十多"',
        "length",
        "items[1].short_name",
        "short_name",
    ),
    ('short_name = "政策咨询"', 'short_name = " "', "empty", "items[1].short_name", "short_name"),
    (
        'short_name = "政策咨询"',
        'short_name = "政策\\u001b@"',
        "control",
        "items[1].short_name",
        "short_name",
    ),
    ('queue = "A"\n', 'queue = "B"\n', "reference", "items[1].queue", 'queue = "B"'),
    (
        'case_type = "即办件"\ncategory',
        'case_type = "急件"\ncategory',
        "choice",
        "items[1].case_type",
        "case_type",
    ),
    ('own = ["A"]', 'own = ["A", "Z"]', "reference", "windows[1].own[2]", "own"),
    ('own = ["A"]', 'own = ["A"]\nhelp = ["A"]', "duplicate", "windows[1].help", "help"),
    ('own = ["A"]', 'own = "A"', "type", "windows[1].own", "own"),
    (
        'own = ["A"]',
        'own = ["A"]\nitem_groups = ["一", "二"]\nitem_groups_en = ["one"]',
        "length",
        "windows[1].item_groups_en",
        "item_groups_en",
    ),
    ('own = ["A"]', "own = []", "empty", "windows[1].own", "own"),
    (
        'own = ["A"]',
        'own = ["A"]\ndepartment = "公安局"',
        "reference",
        "windows[1].department",
        "department = ",
    ),
    ('own = ["A"]', 'own = ["A"]\nzone = "南"', "reference", "windows[1].zone", 'zone = "南"'),
    ('username = "boss"', 'username = "王 主任"', "pattern", "staff[1].username", "username"),
    ('role = "manager"', 'role = "clerk"', "empty", "staff", "[[staff]]"),
    ('role = "manager"', 'role = "manager"\npassword = "123"', "password", "staff[1].password", "password"),
    (
        'role = "manager"',
        'role = "manager"\npassword = "20261120"',
        "password",
        "staff[1].password",
        "password",
    ),
    (
        'role = "manager"',
        'role = "manager"\npassword = "boss-2026x"',
        "password",
        "staff[1].password",
        "password",
    ),
    (
        'role = "manager"',
        'role = "manager"\npassword = "Password123"',
        "password",
        "staff[1].password",
        "password",
    ),
    ('role = "manager"', 'role = "manager"\nwindow = 9', "reference", "staff[1].window", "window = 9"),
    ("tcp://10.0.0.2:9100", "10.0.0.2", "address", "printers[1].address", "address"),
    ("tcp://10.0.0.2:9100", "tcp://10.0.0.2:99100", "address", "printers[1].address", "address"),
    ('name = "打印机"', 'name = "打印机"\nwidth = 76', "choice", "printers[1].width", "width"),
    (
        'name = "打印机"',
        'name = "打印机"\nprofile = {cut = 1.5}',
        "type",
        "printers[1].profile.cut",
        "profile",
    ),
    ("window = 1\n", "", "missing", "devices[1].window", 'kind = "tablet"'),
    ("window = 1\n", 'window = 1\nprinter = "没有"\n', "reference", "devices[1].printer", "printer ="),
    ('item_code = "X01"', 'item_code = "X02"', "reference", "guides[1].item_code", "item_code"),
    (
        'case_type = "即办件"\nsummary',
        'case_type = "承诺件"\nsummary',
        "mismatch",
        "guides[1].case_type",
        'case_type = "承',
    ),
    (
        'steps = ["取号"]',
        'steps = ["取号"]\nonline_url = "x"',
        "address",
        "guides[1].online_url",
        "online_url",
    ),
    ('form = "原件"', 'form = "原本"', "choice", "guides[1].materials[1].form", 'form = "原本"'),
    ("[[departments]]", "[departments]", "type", "departments", "[departments]"),
    ("[[windows]]", "[[window]]", "unknown_key", "window", "[[window]]"),
    *(
        (
            'username = "boss"',
            f'username = "boss"\npassword_hash = "{text}"',
            "password",
            "staff[1].password_hash",
            "password_hash",
        )
        for text in ("secret", "md6$salt$00", "scrypt:3:8:1$salt$00", "scrypt:32768:8:1$salt")
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "path", "place"), CASES)
def test_a_mistake_is_told_with_its_key_and_line(
    tmp_path: Path, old: str, new: str, code: str, path: str, place: str
) -> None:
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    found = [fault for fault in faults_of(write(tmp_path, text)) if (fault.code, fault.path) == (code, path)]
    assert len(found) == 1
    fault = found[0]
    expected = line_of(text, place) - (1 if code == "missing" and path.startswith("devices") else 0)
    assert (fault.file, fault.line) == ("hall.toml", expected)
    assert fault.zh and fault.en and fault.en.isprintable()


@pytest.mark.parametrize(
    ("table", "key", "path"),
    [
        (
            '[[queues]]\nprefix = "A"\nname = "另一队"\nname_en = "Other"\nskip_items = true\n',
            "A",
            "queues[2].prefix",
        ),
        ('[[windows]]\nnumber = 1\nname = "二"\nname_en = "Two"\nown = ["A"]\n', "1", "windows[2].number"),
        ('[[staff]]\nusername = "boss"\nname = "乙"\nrole = "clerk"\n', "boss", "staff[2].username"),
        ('[[departments]]\nname = "民政局"\nname_en = "x"\n', "民政局", "departments[2].name"),
        ('[[printers]]\nname = "打印机"\naddress = "tcp://10.0.0.3:9100"\n', "打印机", "printers[2].name"),
    ],
)
def test_a_name_used_twice_is_told_at_the_second_place(
    tmp_path: Path, table: str, key: str, path: str
) -> None:
    (fault,) = faults_of(write(tmp_path, GOOD + table))
    assert (fault.code, fault.path) == ("duplicate", path)
    assert fault.line == GOOD.count("\n") + 2
    assert key in fault.en


def test_an_unknown_key_names_the_nearest_one(tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, GOOD.replace("max_calls", "max_cals")))
    assert fault.zh == "不认识 max_cals，是不是 max_calls？"
    assert fault.en == "unknown key max_cals, did you mean max_calls?"
    assert fault.text() == "hall.toml 第 10 行 settings.max_cals：不认识 max_cals，是不是 max_calls？"
    assert fault.text("en").startswith("hall.toml line 10 settings.max_cals: ")


def test_an_empty_hall_says_what_it_needs(tmp_path: Path) -> None:
    assert [(fault.code, fault.path) for fault in faults_of(write(tmp_path, ""))] == [
        *(("missing", "hall"), ("empty", "queues"), ("empty", "windows"), ("empty", "staff")),
    ]


def test_a_queue_no_window_calls_is_told(tmp_path: Path) -> None:
    more = '[[queues]]\nprefix = "B"\nname = "民政"\nname_en = "Social"\n'
    assert [(fault.code, fault.path) for fault in faults_of(write(tmp_path, GOOD + more))] == [
        *(("no_items", "queues[2].skip_items"), ("unserved", "queues[2].prefix")),
    ]


def test_all_faults_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = GOOD
    for old, new in (
        ("tcp://10.0.0.2:9100", "usb"),
        ("max_calls = 3", "max_calls = 0"),
        ('zone = "Asia/Shanghai"', 'zone = "Mars"'),
        ('own = ["A"]', 'own = ["B"]'),
        ('name_en = "General services"\n', ""),
    ):
        text = text.replace(old, new)
    found = faults_of(write(tmp_path, text))
    assert [fault.path for fault in found] == [
        *("hall.zone", "settings.max_calls", "queues[1].name_en", "windows[1].own[1]", "printers[1].address"),
    ]
    lines = [fault.line or 0 for fault in found]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[hall]\nname = "没有引号结束\ncode = 1\n', 2),
        ("[hall]\n\nname = \n", 3),
        ("[hall]\n[hall]\n", 2),
        ("a = 1\na = 2\n", 2),
        ('[hall]\nname = "x"\nnotes = """\n没有结束\n', 4),
        ("x = 1" + "0" * 5000, 1),
        ("x = " + "[" * 5000, 1),
    ],
)
def test_a_syntax_error_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(PlanSyntaxError) as caught:
        load_plan(write(tmp_path, text))
    (fault,) = caught.value.faults
    assert (fault.code, fault.line) == ("syntax", line)


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_bytes("[hall]\nname = '大厅'\n".encode("gb18030"))
    assert [(fault.code, fault.line) for fault in faults_of(file)] == [("encoding", 2)]


def test_a_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_plan(file).code == "village"


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert [fault.code for fault in faults_of(tmp_path / "none.toml")] == ["file"]
    text = GOOD.replace("[hours]", 'items_file = "no.csv"\nguides_folder = "no"\n[hours]')
    assert [(fault.code, fault.path) for fault in faults_of(write(tmp_path, text))] == [
        *(("file", "hall.items_file"), ("file", "hall.guides_folder")),
    ]


def test_a_guide_file_with_a_syntax_error_does_not_hide_other_faults(tmp_path: Path) -> None:
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "a.toml").write_text("item_code = \n", encoding="utf-8")
    (tmp_path / "guides" / "b.toml").write_text('item_code = "X09"\nsteps = []\n', encoding="utf-8")
    text = GOOD.replace("[hours]", 'guides_folder = "guides"\n[hours]').replace(
        "max_calls = 3", "max_calls = 0"
    )
    found = faults_of(write(tmp_path, text))
    assert {(fault.file, fault.code) for fault in found} == {
        *(("hall.toml", "range"), ("guides/a.toml", "syntax"), ("guides/b.toml", "missing")),
    }


def test_no_class_at_all_is_a_choice(tmp_path: Path) -> None:
    assert load_plan(write(tmp_path, "priorities = []\n" + GOOD)).priorities == ()


def test_the_halls_head_start_reaches_the_shipped_classes(tmp_path: Path) -> None:
    hall = load_plan(write(tmp_path, GOOD.replace("max_calls = 3", "head_start_s = 600")))
    assert {group.head_start_s for group in hall.priorities} == {600}
