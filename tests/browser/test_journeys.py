"""Stories through pages in a real browser: an ordinary day of an office and a department."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.clock import local_date, now
from rectification.enums import State
from rectification.models import Evidence, Item, SignOff
from tests.browser.conftest import OpenPage, Watched, assert_sound
from tests.personas import PASSWORD, City, build_city

pytestmark = pytest.mark.django_db(transaction=True)

ITEM = re.compile(r"/items/[0-9a-f-]{36}$")


@pytest.fixture
def city(transactional_db: None) -> City:
    """The small city, committed, for a server in another thread."""
    return build_city()


def sign_in(open_page: OpenPage, who: str, path: str, size: str = "desktop") -> Watched:
    """Sign in with name and password as a person does, then open a page."""
    watched = open_page(f"/login?next={path}", size=size)
    page = watched.page
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button.p").click()
    page.wait_for_url(re.compile(re.escape(path)))
    return watched


def due(days: int) -> date:
    return local_date(now()) + timedelta(days=days)


def register_and_assign(open_page: OpenPage, kind: str, days: int) -> Item:
    """The office registers and assigns in one act."""
    watched = sign_in(open_page, "office", "/items/new")
    page = watched.page
    page.get_by_label("问题表述").fill("窗口“中午不办公”，办事群众往返，已收到反映23件")
    page.get_by_label("发现日期").fill(str(due(-5)))
    page.get_by_label("调研发现").check()
    page.get_by_label("专项整治类别").select_option(label="不担当不作为")
    page.get_by_label("牵头单位", exact=True).select_option(label="市住房和城乡建设局")
    page.get_by_label(kind).check()
    page.get_by_label("整改标准").fill("午间有人值班，回访100人满意")
    page.get_by_label("整改时限").fill(str(due(days)))
    page.get_by_role("button", name="登记并交办").click()
    page.wait_for_url(ITEM)
    assert_sound(watched)
    return Item.objects.get()


def press(page: Page, name: str) -> None:
    """Press what has this name, link or button."""
    button = page.get_by_role("button", name=name, exact=True)
    page.get_by_role("link", name=name, exact=True).or_(button).first.click()
    page.wait_for_load_state()


def sign_on_the_phone(open_page: OpenPage, item: Item) -> Watched:
    """The first-in-charge agrees, and gives his password on the next page."""
    watched = sign_in(open_page, "first_in_charge", f"/items/{item.uid}/sign", size="phone")
    page = watched.page
    assert_sound(watched)
    press(page, "同意，提交验收")
    assert_sound(watched)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button.p, .sbar button.p").last.click()
    page.wait_for_url(ITEM)
    return watched


def test_an_immediate_item_in_five_acts(city: City, open_page: OpenPage, tmp_path: Path) -> None:
    """Register-and-assign, start, request closure with a file, sign on the phone, verify."""
    item = register_and_assign(open_page, "立行立改", 9)
    officer = sign_in(open_page, "officer", f"/items/{item.uid}")
    page = officer.page
    press(page, "签收并立即整改")
    page.get_by_label("承办科室").select_option(label="城建科")
    page.locator("main form button.p").click()
    page.wait_for_url(ITEM)
    assert_sound(officer)
    press(page, "申请销号")
    page.get_by_label("整改成效").fill("午间安排4人轮值，回访100人，98人满意")
    page.get_by_label("第1条已完成").check()
    page.get_by_label("第1条完成情况").fill("10月8日起午间有人值班")
    proof = tmp_path / "值班表.pdf"
    proof.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    row = page.locator("[name=evidence-0-evidence_class]")
    row.select_option(label="产出性")
    page.set_input_files("[name=evidence-0-file]", str(proof))
    page.get_by_role("button", name="提交销号申请").click()
    page.wait_for_url(ITEM)
    assert_sound(officer)
    assert Item.objects.get().state == State.AWAITING_SIGNOFF
    assert Evidence.objects.get().file_name == "值班表.pdf"
    sign_on_the_phone(open_page, item)
    assert SignOff.objects.get().signer == city.first_in_charge
    verifier = sign_in(open_page, "office_clerk", f"/items/{item.uid}/actions/verify")
    page = verifier.page
    page.get_by_label("验收意见").fill("核对值班表，暗访两次均有人")
    page.get_by_label("核查人员").fill("蒋某乙、沈某乙")
    page.get_by_role("button", name="验收通过").click()
    page.wait_for_url(ITEM)
    assert_sound(verifier)
    assert Item.objects.get().state == State.CLOSED


def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    city: City, open_page: OpenPage
) -> None:
    """Accept, plan, approve; a request without evidence is refused in words, input kept."""
    item = register_and_assign(open_page, "限期整改", 40)
    officer = sign_in(open_page, "officer", f"/items/{item.uid}")
    page = officer.page
    press(page, "签收")
    page.get_by_label("承办科室").select_option(label="城建科")
    page.locator("main form button.p").click()
    page.wait_for_url(ITEM)
    press(page, "提交整改措施")
    page.locator("[name=measures-0-action]").fill("午间安排4人轮值")
    page.locator("main form button.p").last.click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("第1条措施缺少")
    expect(page.locator("[name=measures-0-action]")).to_have_value("午间安排4人轮值")
    assert Item.objects.get().state == State.ACCEPTED
    for name, value in {
        "owner_name": "秦某丙",
        "due_on": str(due(30)),
        "deliverable": "值班表",
        "criterion": "午间有人",
    }.items():
        page.locator(f"[name=measures-0-{name}]").fill(value)
    page.locator("[name=work]").fill("排班不合理")
    page.locator("main form button.p").last.click()
    page.wait_for_url(ITEM)
    leader = sign_in(open_page, "portfolio_leader", f"/items/{item.uid}")
    press(leader.page, "审定措施")
    leader.page.locator("main form button.p").last.click()
    leader.page.wait_for_url(ITEM)
    assert Item.objects.get().state == State.IN_PROGRESS
    page.goto(page.url + "/actions/request-closure")
    page.get_by_label("整改成效").fill("午间安排4人轮值，回访100人")
    page.get_by_role("button", name="提交销号申请").click()
    expect(page.get_by_role("alert")).to_contain_text("第1条措施尚未完成")
    expect(page.get_by_label("整改成效")).to_have_value("午间安排4人轮值，回访100人")


def test_a_stale_page_is_shown_both_versions(city: City, open_page: OpenPage) -> None:
    """Two people open the same act; the second is shown what the first has done."""
    item = register_and_assign(open_page, "限期整改", 40)
    path = f"/items/{item.uid}/actions/accept"
    first = sign_in(open_page, "officer", path)
    second = sign_in(open_page, "second_officer", path)
    first.page.locator("main form button.p").last.click()
    first.page.wait_for_url(ITEM)
    second.page.locator("main form button.p").last.click()
    second.page.wait_for_load_state()
    text = second.page.locator("main").inner_text()
    assert "已签收" in text
    assert Item.objects.get().state == State.ACCEPTED


def test_a_stranger_finds_nothing_and_a_missing_page_is_a_sentence(
    city: City, open_page: OpenPage
) -> None:
    item = register_and_assign(open_page, "限期整改", 40)
    watched = sign_in(open_page, "stranger", "/ledger")
    page = watched.page
    expect(page.locator("main")).not_to_contain_text(item.number)
    answer = page.goto(page.url.replace("/ledger", f"/items/{item.uid}"))
    assert answer.status == 404
    expect(page.locator("main")).to_contain_text("没有找到")
