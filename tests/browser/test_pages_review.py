"""Pages of problem review in a real browser: sound at both widths, likeness shown while typing."""

import pytest

from campaign.models import ListEntry, Problem
from campaign.services import review
from tests.browser.conftest import (
    OpenPage,
    assert_accessible,
    assert_no_horizontal_scroll,
    assert_sound,
    assert_sound_at_both_widths,
)
from tests.campaign.reviewing import add_lists, dimension, fresh, registered
from tests.personas import City, at, build_city
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> City:
    stop_clock(monkeypatch)
    city = build_city()
    add_lists(city)
    return city


def test_pages_are_sound_at_both_widths(town: City, open_page: OpenPage) -> None:
    post = town.post("portfolio_leader")
    problem = registered(town, owner_post=post)
    settled = registered(town, text="台账记录不全，缺旁站记录")
    given = {"by": town.officer, "at": at(), "version": 1}
    review.solve_problem(problem=settled, how="已补记", **given)
    duty = ListEntry.objects.get(kind="leader_duties", code="duty4")
    record = {"post": post, "duty": duty, "done_on": at().date(), "by": town.officer, "at": at()}
    review.record_duty(campaign=town.campaign, **record)
    signed = {"department": town.lead, "dimension": dimension(town, "d2"), "reason": "逐条对照"}
    review.sign_nothing_found(campaign=town.campaign, by=town.first_in_charge, at=at(), **signed)
    key = browser_of(town.first_in_charge).session.session_key
    paths = ["", "/new", "/import", "/coverage", "/coverage/014/d2", "/leaders"]
    paths += [f"/leaders/{post.uid}", f"/{settled.uid}"]
    paths += [f"/{problem.uid}{act}" for act in ("", "/edit", "/merge", "/decline")]
    watched = open_page("/review", session=key)
    for path in paths:
        assert_sound_at_both_widths(watched.go(f"/review{path}"))
    office = browser_of(town.office).session.session_key
    assert_sound(open_page("/campaign/questions", session=office))


def test_what_is_alike_appears_while_a_problem_is_typed(town: City, open_page: OpenPage) -> None:
    other = fresh(registered(town))
    key = browser_of(town.officer).session.session_key
    page = open_page("/review/new", session=key).page
    page.fill("textarea[name=text]", "窗口一次性告知不到位，办理施工许可多跑两次")
    page.press("textarea[name=text]", "End")
    found = page.wait_for_selector("#similar li a", timeout=8000)
    assert str(other.uid) in (found.get_attribute("href") or "")


def test_an_imported_table_is_mended_cell_by_cell_without_scripts(
    town: City, open_page: OpenPage
) -> None:
    key = browser_of(town.officer).session.session_key
    table = "问题\t检视维度\t查找方式\t工作根源\n督办不够\t初心使命\t听说\t方法单一\n"
    table += "告知不到位\t\t自己找\t过时\n"
    for size in ("desktop", "phone"):
        watched = open_page("/review/import", size=size, scripts=size == "phone", session=key)
        page = watched.page
        page.fill("textarea[name=table]", table)
        page.click("button.btn[value=check]")
        if size == "phone":
            assert_accessible(page)
            assert_no_horizontal_scroll(page)
            continue
        page.select_option("select[name=cell-2-method]", "自己找")
        page.check("input[name=leave][value='3']")
        page.click("button.btn[value=check]")
        page.click("text=导入 1 条")
        assert "按您的选择没有导入 1 行（第 3 行）" in page.content()
    assert [problem.text for problem in Problem.objects.all()] == ["督办不够"]


def test_a_step_is_called_superfluous_and_what_was_typed_stays(
    town: City, open_page: OpenPage
) -> None:
    key = browser_of(town.officer).session.session_key
    page = open_page("/review/new", size="phone", session=key).page
    page.fill("textarea[name=text]", "写了一半")
    with page.context.expect_page() as opened:
        page.click("text=这一步多余？")
    said = opened.value
    said.check("input[value=superfluous]")
    said.click("button.btn.p")
    said.wait_for_selector("text=已收到")
    assert page.input_value("textarea[name=text]") == "写了一半"
    office = browser_of(town.office).session.session_key
    paths = ("/feedback", "/feedback/answer?page=campaign:problem_new", "/burden")
    watched = open_page("/feedback", session=office)
    for path in (*paths, "/feedback/new?page=campaign:problem_new"):
        assert_sound_at_both_widths(watched.go(path))
