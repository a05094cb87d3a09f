"""What is in the ledger already is known again; what is like it is named to who may see it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.imports.preview import recheck
from rectification.models import Item
from rectification.selectors.twins import Sought, find_similar
from rectification.services import ledger, recall
from tests.personas import City, at

from . import ledgers
from .imports import applied, items_of, opened, rows_of, said, sheet

PROBLEM = "老旧小区供热管网改造进度滞后，3个小区1142户未按期通暖"
LIKE = "老旧小区供热管网改造进度滞后，3个小区1138户未按期通暖。"
SENSITIVE = {"专项整治类别": "领导干部亲属违规经商办企业", "经办人": "秦某丙"}


def test_same_unit_and_same_words(city: City) -> None:
    applied(city, {"存在问题": PROBLEM})
    again = "老旧小区 供热管网改造进度滞后,３个小区1142户未按期通暖。"
    rows = rows_of(
        opened(
            city,
            {"存在问题": again},
            {"存在问题": PROBLEM, "牵头单位": "市交通运输局"},
            {"存在问题": PROBLEM + "，群众不满"},
        )
    )
    assert [row.outcome for row in rows] == ["duplicate", "new", "new"]
    assert rows[0].duplicate_of == Item.objects.get()


def test_the_number_goes_before_the_words(city: City) -> None:
    item = items_of(applied(city, {"存在问题": PROBLEM}))[0]
    rows = rows_of(
        opened(city, {"事项编号": item.number, "存在问题": "改过的说法", "牵头单位": "市财政局"})
    )
    assert rows[0].outcome == "duplicate" and item.number in said(rows[0])


def test_a_row_stays_known_when_its_item_goes_elsewhere(city: City) -> None:
    rows: list[dict[str, Any]] = [{}, {"存在问题": "没有牵头的", "牵头单位": ""}]
    batch = applied(city, *rows)
    item = items_of(batch)[0]
    recall(item=item, by=city.office_head, at=at(hour=11), version=1, reason="改派")
    again = opened(city, *rows, when=at(hour=12))
    assert [row.outcome for row in rows_of(again)] == ["duplicate", "duplicate"]


def test_twice_in_one_file(city: City) -> None:
    rows = rows_of(
        opened(
            city,
            {"存在问题": PROBLEM},
            {"存在问题": PROBLEM + "。"},
            {"事项编号": "A-2019-1"},
            {"事项编号": "A-2019-1", "存在问题": "别的"},
        )
    )
    assert [row.outcome for row in rows] == ["new", "duplicate", "new", "duplicate"]
    assert "与第2行单位、问题相同" in said(rows[1]) and "第4行编号相同" in said(rows[3])
    assert rows[1].duplicate_of is None


def test_a_refused_row_is_nobody_s_twin(city: City) -> None:
    rows = rows_of(opened(city, {"存在问题": PROBLEM, "整改时限": "尽快"}, {"存在问题": PROBLEM}))
    assert [row.outcome for row in rows] == ["refused", "new"]


def test_like_items_of_the_same_lead_are_named(city: City) -> None:
    item = items_of(applied(city, {"存在问题": PROBLEM}))[0]
    rows = rows_of(opened(city, {"存在问题": LIKE}, {"存在问题": LIKE, "牵头单位": "市交通运输局"}))
    assert [row.outcome for row in rows] == ["new", "new"]
    assert f"{item.number}“{item.title[:30]}”" in said(rows[0], "note")
    assert "相似" not in said(rows[1])


def test_items_that_one_may_not_see_are_not_named(city: City) -> None:
    secret = {**SENSITIVE, "存在问题": PROBLEM}
    item = items_of(applied(city, secret, by=city.office_head))[0]
    rows = rows_of(opened(city, {**secret, "存在问题": LIKE}, secret, by=city.office_clerk))
    assert "相似" not in said(rows[0]) and item.number not in said(rows[0]) + said(rows[1])
    assert rows[1].outcome == "duplicate" and "不在您的查看范围" in said(rows[1])
    seen = rows_of(opened(city, {**secret, "存在问题": LIKE}, by=city.office_head))
    assert item.number in said(seen[0])


def test_a_department_does_not_learn_of_what_it_may_not_see(city: City) -> None:
    secret = {**SENSITIVE, "存在问题": PROBLEM}
    applied(city, secret, {"存在问题": "大家看得到的"}, by=city.office_head)
    rows = rows_of(
        opened(city, secret, {"存在问题": "大家看得到的"}, by=city.officer, department=city.lead)
    )
    assert [row.outcome for row in rows] == ["new", "duplicate"]
    assert "台账中" not in said(rows[0])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PROBLEM, 1.0),
        (LIKE, 0.6),
        ("供热管网改造滞后", None),
        ("公交末班车收车过早", None),
        ("", None),
    ],
)
def test_the_index_finds_what_comparison_of_all_would(
    city: City, text: str, found: float | None
) -> None:
    applied(city, {"存在问题": PROBLEM})
    likes = find_similar(city.campaign, [Sought(1, "", city.lead.pk, "", "", text)])
    assert bool(likes) == (found is not None)
    if found:
        assert likes[1][0].score >= found


def test_rows_written_by_another_since_the_look_are_left_out(city: City) -> None:
    mine, theirs = opened(city, {}, {"存在问题": "新的"}), opened(city, {}, by=city.office_clerk)
    ledger.apply_batch(batch=theirs, by=city.office_clerk, at=at())
    done = ledger.apply_batch(batch=mine, by=city.office, at=at())
    assert (len(done.created), len(done.duplicates)) == (1, 1)
    assert [row.outcome for row in rows_of(mine)] == ["duplicate", "new"]
    assert Item.objects.count() == 2


def test_a_corrected_row_is_read_and_compared_again(city: City) -> None:
    batch = opened(city, {"整改时限": "尽快", "牵头单位": "市住建局房管所"}, {"存在问题": PROBLEM})
    wrong, good = rows_of(batch)
    assert wrong.outcome == "refused"
    recheck(batch=batch, changes={wrong.pk: {"due": "10月底前"}}, by=city.office, at=at())
    wrong.refresh_from_db()
    assert wrong.outcome == "refused" and wrong.parsed["due"] == "2019-10-31"
    assert wrong.edits == {"due": "10月底前"} and wrong.raw["cells"]["due"] == "尽快"
    changes = {wrong.pk: {"lead": "市住建局", "problem": PROBLEM}}
    recheck(batch=batch, changes=changes, by=city.office, at=at())
    wrong.refresh_from_db()
    assert wrong.outcome == "duplicate" and f"与第{good.row}行" in said(wrong)
    recheck(batch=batch, changes={wrong.pk: {"problem": "另一件"}}, by=city.office, at=at())
    done = ledger.apply_batch(batch=batch, by=city.office, at=at())
    assert sorted(item.problem for item in done.created) == sorted(["另一件", PROBLEM])


def many(n: int) -> bytes:
    states = ("整改中", "未启动", "移交", "已销号")
    leads = ("市住房和城乡建设局", "市交通运输局", "市财政局")
    return sheet(
        *(
            {
                "存在问题": f"第{k}处道路破损无人养护，反映{k}次",
                "状态": states[k % 4],
                "牵头单位": leads[k % 3],
                "备注": "移送",
                "整改时限": "" if k % 5 == 0 else "2019-12-31",
            }
            for k in range(n)
        )
    )


def test_statements_grow_with_batches_not_with_rows(city: City) -> None:
    def statements(n: int, word: str) -> tuple[int, int]:
        content = (
            many(n)
            if word == ""
            else sheet(*({"存在问题": f"{word}{k}", "牵头单位": "市财政局"} for k in range(n)))
        )
        with CaptureQueriesContext(connection) as opening:
            batch = opened(city, content=content, by=city.office_head)
        with CaptureQueriesContext(connection) as applying:
            ledger.apply_batch(batch=batch, by=city.office_head, at=at())
        return len(opening), len(applying)

    small = statements(24, "甲")
    large = statements(120, "")
    # another state here and there costs a statement, a row costs none
    assert large[0] <= small[0] + 10 and large[1] <= small[1] + 35


def test_nothing_of_the_sheet_is_lost(city: City) -> None:
    head = [*ledgers.HEAD, "领导批示"]
    cells = [*ledgers.line(1, 牵头单位="市财政局"), "请抓紧"]
    batch = opened(city, content=ledgers.xlsx(("整改台账", [head, cells, ["合计", 1]])))
    row = rows_of(batch)[0]
    assert row.parsed["extra"] == {"领导批示": "请抓紧"}
    assert batch.sheets[0]["skipped"][0]["reason"] == "合计行"
    assert {"head": "领导批示", "field": None}.items() <= batch.sheets[0]["columns"][-1].items()
