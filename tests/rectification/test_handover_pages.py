"""The pages of a handover: who sees what, accepting, refusing, signing, printing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import services
from accounts.enums import HandoverState
from accounts.models import Handover, HandoverLine
from core import clock
from notifications.models import Message
from rectification.models import Item
from tests.factories import Walk
from tests.personas import PASSWORD, City
from tests.rectification.handovers import head_leaves, sign, takes_over
from tests.rectification.pages import sensitive_item

pytestmark = pytest.mark.django_db
SEE = (
    "first_in_charge",
    "stranger_head",
    "deputy_leader",
    "office",
    "office_head",
    "seconded",
)
BLIND = ("officer", "portfolio_leader", "stranger", "cooperator_head", "guidance", "supervisor")
ADMINS = ("sys_admin", "sec_admin", "audit_admin")


def browser(city: City, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], "django.contrib.auth.backends.ModelBackend")
    return client


def url(handover: Handover, name: str = "handover", *more: object) -> str:
    return reverse(f"accounts:{name}", args=[handover.uid, *more])


def left_now(city: City) -> Handover:
    handover = head_leaves(city, clock.now())
    takes_over(city, clock.now())
    return handover


def test_who_sees_a_handover(city: City) -> None:
    handover = left_now(city)
    title = handover.lines.first().label
    for name in SEE:
        page = browser(city, name).get(url(handover))
        assert (name, page.status_code) == (name, 200)
        assert title in page.content.decode()
        assert "吕某戊" in browser(city, name).get(reverse("accounts:handovers")).content.decode()
    for name in (*BLIND, *ADMINS):
        client = browser(city, name)
        for place in ("handover", "handover-sheet", "handover-sign"):
            assert (name, client.get(url(handover, place)).status_code) == (name, 404)
        for place in ("handover-accept", "handover-receiver", "handover-supervisor"):
            assert (name, client.post(url(handover, place)).status_code) == (name, 404)
        assert "没有交接单" in client.get(reverse("accounts:handovers")).content.decode()


def test_the_receiver_accepts_ticked_lines_then_all_and_signs(city: City) -> None:
    handover = left_now(city)
    first, second = handover.lines.order_by("order")
    client = browser(city, "stranger_head")
    work = client.get(reverse("rectification:work")).content.decode()
    assert "还有2项待您接收，不影响办理" in work
    nothing = client.post(url(handover, "handover-accept"), {"act": "ticked"})
    assert nothing.status_code == 422
    assert "请先勾选要接收的事项" in nothing.content.decode()
    ticked = {"act": "ticked", "line": [str(first.uid)], "remark": "已看现场"}
    assert client.post(url(handover, "handover-accept"), ticked).status_code == 303
    first.refresh_from_db()
    assert (first.state, first.remark) == ("accepted", "已看现场")
    assert client.post(url(handover, "handover-accept"), {"act": "all"}).status_code == 303
    second.refresh_from_db()
    assert second.state == "accepted"
    page = client.get(url(handover, "handover-sign"))
    form = page.context["form"]
    typed = {"shown_hash": form["shown_hash"].value(), "password": "wrong"}
    wrong = client.post(url(handover, "handover-sign"), typed)
    assert wrong.status_code == 403
    assert "登录密码不正确" in wrong.content.decode()
    typed["password"] = PASSWORD
    assert client.post(url(handover, "handover-sign"), typed).status_code == 303
    assert handover.signatures.get().role == "receiver"
    assert "核对" not in client.get(reverse("rectification:work")).content.decode()


def test_a_changed_sheet_is_shown_again_and_then_signed(city: City) -> None:
    handover = left_now(city)
    client = browser(city, "first_in_charge")
    shown = client.get(url(handover, "handover-sign")).context["form"]["shown_hash"].value()
    services.accept_lines(handover=handover, by=city.stranger_head, at=clock.now())
    typed = {"shown_hash": shown, "password": PASSWORD, "note": "已当面说明"}
    again = client.post(url(handover, "handover-sign"), typed)
    assert again.status_code == 409
    assert "有变动" in again.content.decode()
    assert "已当面说明" in again.content.decode()
    typed["shown_hash"] = again.context["form"]["shown_hash"].value()
    assert typed["shown_hash"] != shown
    assert client.post(url(handover, "handover-sign"), typed).status_code == 303


def test_a_line_is_refused_on_its_own_page(city: City) -> None:
    handover = left_now(city)
    line = handover.lines.order_by("order").first()
    place = url(handover, "handover-refuse", line.uid)
    assert browser(city, "deputy_leader").get(place).status_code == 404
    client = browser(city, "stranger_head")
    assert client.post(place, {"reason": ""}).status_code == 422
    assert client.post(place, {"reason": "材料不齐"}).status_code == 303
    line.refresh_from_db()
    assert line.state == "refused"
    assert "材料不齐" in client.get(url(handover)).content.decode()


def test_naming_keeps_what_was_typed_and_says_why(city: City) -> None:
    handover = left_now(city)
    client = browser(city, "deputy_leader")
    refused = client.post(url(handover, "handover-supervisor"), {"person": "stranger_head"})
    assert refused.status_code == 422
    assert "不能监交自己的交接" in refused.content.decode()
    named = client.post(url(handover, "handover-supervisor"), {"person": "secretary"})
    assert named.status_code == 303
    handover.refresh_from_db()
    assert handover.supervisor == city.secretary
    assert browser(city, "secretary").get(url(handover)).status_code == 200
    outsider = browser(city, "office").post(
        url(handover, "handover-supervisor"), {"person": "supervisor"}
    )
    assert outsider.status_code == 403


def test_the_printed_sheet_has_the_columns_of_the_paper_form(city: City) -> None:
    handover = left_now(city)
    services.accept_lines(handover=handover, by=city.stranger_head, at=clock.now())
    for name in ("stranger_head", "first_in_charge", "deputy_leader"):
        sign(handover, city.people[name], clock.now())
    assert Handover.objects.get().state == HandoverState.DONE
    text = browser(city, "office").get(url(handover, "handover-sheet")).content.decode()
    for word in ("事项", "状态", "时限", "已做", "未完", "风险、承诺", "相关单位", "监交人"):
        assert f">{word}</th>" in text
    assert all(name in text for name in ("卫某丙", "吕某戊", "周某戊"))
    done = browser(city, "office").get(reverse("accounts:handovers") + "?state=done")
    assert "已完成" in done.content.decode()


def test_sensitive_lines_are_hidden_from_who_is_not_cleared(city: City) -> None:
    item = sensitive_item(city)
    Item.objects.filter(pk=item.pk).update(title="亲属经商办企业线索核查")
    item.refresh_from_db()
    Walk(city).in_progress(handler=city.officer)
    services.end_post(post=city.post("officer"), by=None, at=clock.now())
    handover = Handover.objects.get()
    for name, sees in (("first_in_charge", True), ("office", True), ("seconded", False)):
        for place in ("handover", "handover-sheet"):
            text = browser(city, name).get(url(handover, place)).content.decode()
            assert (name, item.title in text, item.number in text) == (name, sees, sees)
            assert ("按知悉范围另行交接" in text) is not sees


def test_a_sheet_of_fifty_lines_costs_the_statements_of_one(city: City) -> None:
    handover = left_now(city)
    client = browser(city, "stranger_head")
    client.get(url(handover))

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(handover)).status_code == 200
        return len(captured)

    few = count()
    line = handover.lines.order_by("order").first()
    HandoverLine.objects.bulk_create(
        HandoverLine(
            handover=handover,
            order=n,
            subject_type="accounts.delegation",
            subject_uid=HandoverLine._meta.get_field("uid").get_default(),
            label=f"事项{n}",
            state_words=line.state_words,
        )
        for n in range(3, 53)
    )
    assert count() == few


def test_a_message_leads_to_the_sheet_as_long_as_it_may_be_seen(city: City) -> None:
    handover = left_now(city)
    message = Message.objects.filter(person=city.deputy_leader, kind="handover").first()
    place = reverse("notifications:open", args=[message.uid])
    assert browser(city, "deputy_leader").post(place).url == url(handover)
    told = Message.objects.filter(kind="vacancy", person=city.office).first()
    answer = browser(city, "office").post(reverse("notifications:open", args=[told.uid]))
    assert answer.url == reverse("accounts:department", args=[city.lead.uid])
