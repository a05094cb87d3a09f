"""The preset carries every list of the speech, and loading it is whole, repeatable and kind."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from campaign.enums import ListKind
from campaign.models import Campaign, ListEntry, Source, Stream, Target
from campaign.selectors import entries_of, lists_of
from journal.models import Entry
from tests.personas import at

FOLDER = Path(__file__).parents[2]
PRESET = FOLDER / "campaign" / "presets" / "2019-second-batch.json"
SEED = json.loads((FOLDER / "tests" / "data" / "lists.json").read_text(encoding="utf-8"))
PROVINCE = "甘肃"
SHORTENED = {"research_directions", "study_materials"}
TABLES = {
    "streams": "streams",
    "targets": "targets",
    "sources": "sources",
    "review_dimensions": "dimensions",
    "finding_methods": "methods",
}
LISTS = sorted(key for key in SEED if not key.startswith("text_") and key != "stream_mottos")
TEXTS = sorted(key for key in SEED if key.startswith("text_") or key == "stream_mottos")

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> Campaign:
    call_command("load_preset", PRESET)
    return Campaign.objects.get(code="2019-second-batch")


def rows_of(campaign: Campaign, key: str) -> list:
    if key in TABLES:
        return getattr(lists_of(campaign), TABLES[key])
    return entries_of(campaign)[ListKind(key)]


def changed(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The preset with one change, as a file of its own."""
    data = json.loads(PRESET.read_text(encoding="utf-8"))
    change(data)
    path = tmp_path / "preset.json"
    path.write_text(json.dumps(data), encoding="ascii")
    return path


def test_every_list_of_the_speech_is_carried_in_its_order(loaded: Campaign) -> None:
    for key in LISTS:
        rows = [row for row in rows_of(loaded, key) if not row.is_extension]
        items = SEED[key]["items"]
        assert len(rows) == len(items), f"{key}: {len(rows)} rows for {len(items)}"
        for place, (row, item) in enumerate(zip(rows, items, strict=True), 1):
            named = row.name == item or (key in SHORTENED and row.source_text == item)
            assert named, f"{key} {place}: {row.name!r} is not {item!r}"
            assert PROVINCE not in row.name, f"{key} {place}: the province stands in the name"


def test_the_words_of_the_speech_are_kept_verbatim(loaded: Campaign) -> None:
    for key in LISTS:
        sentences = SEED[key]["source_text"]
        assert loaded.texts[TABLES.get(key, key)] == sentences, key
        for place, row in enumerate(rows_of(loaded, key), 1):
            if not row.is_extension:
                assert row.source_text in sentences, f"{key} {place}: {row.source_text!r}"
    for key in TEXTS:
        assert loaded.texts[key.removeprefix("text_")] == SEED[key]["source_text"], key


def test_mottos_belong_to_their_streams(loaded: Campaign) -> None:
    streams = lists_of(loaded).streams
    assert [row.motto for row in streams] == SEED["stream_mottos"]["items"]
    assert [row.code for row in streams] == ["study", "research", "review", "rectify"]
    assert all(row.motto.startswith(row.name) for row in streams)


def test_the_three_sources_come_first_and_the_extension_last(loaded: Campaign) -> None:
    sources = lists_of(loaded).sources
    assert [row.code for row in sources] == ["research", "masses", "inspection", "self_review"]
    assert [row.code for row in sources if row.is_extension] == ["self_review"]
    assert [row.code for row in sources if row.is_opinion] == ["masses"]
    assert [row.code for row in sources if row.is_inspection] == ["inspection"]


def test_only_relatives_business_is_sensitive_by_default(loaded: Campaign) -> None:
    targets = lists_of(loaded).targets
    assert [row.code for row in targets if row.is_sensitive_by_default] == ["relatives_business"]


def test_the_four_searches_wait_for_the_office(loaded: Campaign) -> None:
    assert entries_of(loaded)[ListKind.GAP_QUESTION] == []
    rows = entries_of(loaded, ListKind.GAP_QUESTION, with_inactive=True)[ListKind.GAP_QUESTION]
    assert len(rows) == 4
    assert all(row.is_extension and "待办公室确认" in row.note for row in rows)


def test_the_same_file_twice_writes_nothing(loaded: Campaign) -> None:
    before = Entry.objects.count()
    call_command("load_preset", PRESET)
    assert Entry.objects.count() == before
    assert Campaign.objects.count() == 1
    assert Target.objects.count() == 5


def test_a_load_is_one_journal_entry(loaded: Campaign) -> None:
    types = Entry.objects.filter(subject_id=loaded.pk).order_by("id").values_list("type", flat=True)
    assert list(types) == ["campaign.created", "campaign.preset_loaded"]
    assert Entry.objects.get(type="campaign.preset_loaded").data["created"] == 141


def test_the_first_campaign_is_the_default(loaded: Campaign) -> None:
    assert loaded.is_default


def test_the_end_moves_with_the_beginning() -> None:
    call_command("load_preset", PRESET, "--starts-on", "2026-09-09")
    campaign = Campaign.objects.get()
    assert (campaign.starts_on, campaign.ends_on) == (date(2026, 9, 9), date(2026, 12, 31))


def test_a_row_that_vanished_is_kept_and_put_away(loaded: Campaign, tmp_path: Path) -> None:
    uid = Source.objects.get(code="self_review").uid
    call_command("load_preset", changed(tmp_path, lambda d: d["sources"]["rows"].pop()))
    row = Source.objects.get(code="self_review")
    assert (row.uid, row.is_active) == (uid, False)
    assert "self_review" not in [row.code for row in lists_of(loaded).sources]
    call_command("load_preset", PRESET)
    assert Source.objects.get(code="self_review").is_active


def test_a_changed_row_is_updated_in_place(loaded: Campaign, tmp_path: Path) -> None:
    uid = Target.objects.get(code="initiative").uid

    def rename(data: dict) -> None:
        data["targets"]["rows"][1]["name"] = "不敢担当"

    call_command("load_preset", changed(tmp_path, rename))
    assert Target.objects.get(uid=uid).name == "不敢担当"


def test_the_office_limits_survive_a_load(loaded: Campaign, tmp_path: Path) -> None:
    Campaign.objects.update(rules={"desk_assigned": 4})
    call_command("load_preset", changed(tmp_path, lambda d: d["rules"].update(due_soon_workdays=5)))
    assert Campaign.objects.get().rules == {"desk_assigned": 4, "due_soon_workdays": 5}


def test_a_second_campaign_stands_beside_the_first(loaded: Campaign, tmp_path: Path) -> None:
    def next_one(data: dict) -> None:
        data["campaign"].update(code="2023", name="主题教育（2023）", starts_on="2023-04-03")
        data["campaign"]["ends_on"] = None
        data["targets"]["rows"].pop()

    call_command("load_preset", changed(tmp_path, next_one))
    other = Campaign.objects.get(code="2023")
    assert len(lists_of(other).targets) == 4
    assert len(lists_of(loaded).targets) == 5
    assert not other.is_default
    call_command("load_preset", tmp_path / "preset.json", "--default")
    assert list(Campaign.objects.current()) == [other]


FAULTS = [
    (lambda d: d.update(format=2), "format：预设文件的格式号应为 1"),
    (lambda d: d.update(colour="red"), "colour：不认识这一项"),
    (lambda d: d["campaign"].pop("code"), "campaign code：缺少内容"),
    (lambda d: d["campaign"].update(code="Zwei Drei"), "只能用小写字母"),
    (lambda d: d["campaign"].update(starts_on="尽快"), "campaign starts_on：应为 2019-09-09"),
    (lambda d: d["campaign"].update(ends_on="2019-01-01"), "结束日期不能早于开始日期"),
    (lambda d: d["campaign"].update(name="主" * 101), "campaign name：最多 100 个字，现有 101 个"),
    (lambda d: d["campaign"].update(name="a\0b"), "不能保存的控制字符"),
    (lambda d: d["campaign"].update(name="a\ud800b"), "不能保存的控制字符"),
    (lambda d: d.update(targets={"rows": []}), "targets：至少要有一条"),
    (lambda d: d.update(targets=[]), "targets：应为一组"),
    (lambda d: d["targets"].update(rows={}), "targets：应为一列条目"),
    (lambda d: d["targets"]["rows"].append("x"), "targets 第6条：应为一组"),
    (lambda d: d["targets"]["rows"][2].update(code="t 3"), "targets 第3条 code"),
    (lambda d: d["targets"]["rows"][0].update(code="initiative"), "“initiative”出现了 2 次"),
    (lambda d: d["targets"]["rows"][0].update(aliases=["T2"]), "“T2”属于 2 条"),
    (lambda d: d["targets"]["rows"][0].update(aliases="T1"), "aliases：应为一列文字"),
    (lambda d: d["targets"]["rows"][0].update(aliases=["a", "a"]), "有重复的内容"),
    (lambda d: d["targets"]["rows"][0].update(aliases=[""]), "应为 1 至 100 个字"),
    (lambda d: d["targets"]["rows"][0].update(is_active="ja"), "只能写 true 或 false"),
    (lambda d: d["targets"]["rows"][0].update(source_text="整治一切"), "请逐字照录"),
    (lambda d: d["targets"]["rows"][0].update(motto="x"), "targets 第1条 motto：不认识这一项"),
    (lambda d: d["lists"].update(colours={}), "lists colours：不认识这一项"),
    (lambda d: d["rules"].update(due_soon_workdays=0), "“临期提示（到期前）”应在 1 至 30"),
    (lambda d: d["rules"].update(desk_assigned="2"), "“交办后签收”应为整数"),
    (lambda d: d["rules"].update(mood=3), "没有名为“mood”的时限或比例"),
    (lambda d: d["rules"].update(sustain_min_days=200), "不能小于"),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS)
def test_a_fault_is_named_and_nothing_is_written(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("load_preset", changed(tmp_path, change))
    assert not Campaign.objects.exists()
    assert not Stream.objects.exists()


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    def spoil(data: dict) -> None:
        data["campaign"]["name"] = ""
        data["sources"]["rows"][0]["code"] = "?"

    with pytest.raises(CommandError, match="有 2 处需要修改") as refusal:
        call_command("load_preset", changed(tmp_path, spoil))
    assert "campaign name：不能为空" in str(refusal.value)
    assert "sources 第1条 code" in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "第 1 行第 2 个字符处不是合法的 JSON"),
        (b"[]", "应为一组"),
        (b'{"format": 1, "format": 1}', "“format”在同一处写了两次"),
        (b'{"format": NaN}', "“NaN”不是可用的数值"),
        ("主题".encode("gbk"), "不是 UTF-8 编码"),
        (b"[" * 100_000, "嵌套过深"),
        (b" " * (1024 * 1024 + 1), "超过 1 MB"),
    ],
)
def test_a_file_that_is_no_preset_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "preset.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        call_command("load_preset", path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="读不到文件 none.json"):
        call_command("load_preset", tmp_path / "none.json")


def test_an_archived_campaign_takes_no_preset(loaded: Campaign) -> None:
    Campaign.objects.update(archived_at=at())
    with pytest.raises(CommandError, match="已归档，不能再载入预设"):
        call_command("load_preset", PRESET)


def test_statements_do_not_grow_with_rows(
    loaded: Campaign, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        lists_of(loaded)
    rows = [
        ListEntry(campaign=loaded, kind=ListKind.ILL, code=f"x{n}", name=f"x{n}", order=n)
        for n in range(50)
    ]
    ListEntry.objects.bulk_create(rows)
    with django_assert_num_queries(1):
        assert len(entries_of(loaded)[ListKind.ILL]) == 55
