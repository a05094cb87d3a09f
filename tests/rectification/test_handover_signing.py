"""A handover is accepted line by line and signed by three persons; none of it blocks an item."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts import services
from accounts.enums import HandoverRole, HandoverState, PostKind
from accounts.models import Handover, HandoverLine
from accounts.selectors import tasks_of
from core import workdays
from core.clock import local_date
from core.errors import Conflict, Denied, GuardFailed, Invalid, NotFound, TransitionNotAllowed
from journal.models import Entry
from notifications.models import Message
from rectification.models import Clearance, Item
from tests.factories import Walk
from tests.factories import sign as sign_item
from tests.personas import TODAY, City, at
from tests.rectification.handovers import head_leaves, sign, takes_over
from tests.rectification.pages import sensitive_item

pytestmark = pytest.mark.django_db


def state(handover: Handover) -> str:
    handover.refresh_from_db()
    return handover.state


def asked(city: City, name: str, when: datetime | None = None) -> list[str]:
    moment = when or at()
    rows = tasks_of(city.people[name], local_date(moment), workdays.load())
    return [task.role for task in rows]


def test_three_sign_and_the_sheet_is_done(city: City) -> None:
    handover = head_leaves(city)
    assert handover.supervisor == city.deputy_leader  # the city leader in charge
    post = takes_over(city)
    assert state(handover) == HandoverState.OPEN
    assert handover.receiver_post == post
    assert services.accept_lines(handover=handover, by=city.stranger_head, at=at()) == 2
    sign(handover, city.stranger_head)
    assert state(handover) == HandoverState.OPEN
    sign(handover, city.first_in_charge)
    assert state(handover) == HandoverState.AWAITING_SUPERVISOR
    assert asked(city, "deputy_leader") == [HandoverRole.SUPERVISOR]
    sign(handover, city.deputy_leader)
    assert state(handover) == HandoverState.DONE
    rows = handover.signatures.order_by("id").values_list("role", "person_name", "post_title")
    assert list(rows) == [
        ("receiver", "吕某戊", "党组书记、局长"),
        ("outgoing", "卫某丙", "党组书记、局长"),
        ("supervisor", "周某戊", "副市长"),
    ]
    types = Entry.objects.filter(type__startswith="org.handover").values_list("type", flat=True)
    assert set(types) == {
        "org.handover_opened",
        "org.handover_receiver",
        "org.handover_accepted",
        "org.handover_signed",
        "org.handover_done",
    }
    for entry in Entry.objects.filter(type__startswith="org.handover"):
        assert Item.objects.first().title not in str(entry.data)


def test_everybody_is_told_what_is_his(city: City) -> None:
    handover = head_leaves(city)
    takes_over(city)
    told = Message.objects.filter(kind="handover", subject_uid=handover.uid)
    words = {m.person.username: m.text for m in told.select_related("person")}
    assert "请核对后签字" in words["first_in_charge"]
    assert "未接收完不影响您即日起办理和签批" in words["stranger_head"]
    assert "由您监交" in words["deputy_leader"]
    assert asked(city, "first_in_charge") == [HandoverRole.OUTGOING]
    assert asked(city, "stranger_head") == [HandoverRole.RECEIVER]
    assert asked(city, "deputy_leader") == []


def test_an_unfinished_handover_blocks_no_signature_and_old_ones_stay(city: City) -> None:
    handover = head_leaves(city)
    takes_over(city)
    item = Item.objects.get(state="awaiting_signoff")
    signed = sign_item(item, city.stranger_head, at(hour=11))
    assert signed.state == "awaiting_verification"
    assert signed.sign_off.post_title == "党组书记、局长"
    assert state(handover) == HandoverState.OPEN
    assert HandoverLine.objects.get(subject_uid=item.uid).state == "accepted"


def test_handover_between_endorse_and_sign_off(city: City) -> None:
    walk = Walk(city).awaiting_signoff()
    services.end_post(post=city.post("first_in_charge"), by=None, at=at(hour=11))
    with pytest.raises(Denied):
        sign_item(walk.item, city.first_in_charge, at(hour=12))
    takes_over(city, at(hour=12))
    walk.when = at(hour=13)
    walk.sign(city.stranger_head)
    request = walk.item.closure_requests.get()
    assert (request.reviewer, request.state) == (city.portfolio_leader, "signed")


def test_vacancy_while_awaiting_sign_off_then_the_acting_person_signs(city: City) -> None:
    handover = head_leaves(city)
    acting = services.record_acting(
        department=city.lead,
        person=city.second_leader,
        document_number="样例组干〔2019〕9号",
        by=None,
        at=at(),
    )
    handover.refresh_from_db()
    assert handover.receiver_post == acting
    item = Item.objects.get(state="awaiting_signoff")
    assert sign_item(item, city.second_leader, at(hour=11)).sign_off.capacity == "acting"
    # The holder comes before the acting person has signed the sheet: both sheets are his.
    takes_over(city, at(hour=12))
    receivers = Handover.objects.order_by("id").values_list("receiver_post__person__username")
    assert list(receivers) == [("stranger_head",), ("stranger_head",)]


def test_a_deactivated_leaver_is_replaced_by_the_supervisors_note(city: City) -> None:
    Walk(city).awaiting_signoff()
    services.deactivate_person(person=city.first_in_charge, by=city.sys_admin, at=at())
    handover = Handover.objects.get()
    assert handover.reason == "deactivated"
    takes_over(city)
    services.accept_lines(handover=handover, by=city.stranger_head, at=at())
    sign(handover, city.stranger_head)
    assert state(handover) == HandoverState.AWAITING_SUPERVISOR
    with pytest.raises(Invalid, match="移交人未签字"):
        sign(handover, city.deputy_leader)
    sign(handover, city.deputy_leader, note="已调离，逐项核对台账")
    assert state(handover) == HandoverState.DONE
    assert not handover.signatures.filter(role=HandoverRole.OUTGOING).exists()
    assert not Message.objects.filter(person=city.first_in_charge, kind="handover").exists()


def test_a_silent_leaver_is_waited_for_five_working_days(city: City) -> None:
    handover = head_leaves(city)
    takes_over(city)
    services.accept_lines(handover=handover, by=city.stranger_head, at=at())
    sign(handover, city.stranger_head)
    fourth, fifth = (at(workdays.load().add(TODAY, n)) for n in (4, 5))
    with pytest.raises(GuardFailed, match="尚未签字"):
        sign(handover, city.deputy_leader, fourth, "联系不上")
    assert asked(city, "deputy_leader", fourth) == []
    assert asked(city, "deputy_leader", fifth) == [HandoverRole.SUPERVISOR]
    sign(handover, city.deputy_leader, fifth, "联系不上，已核对台账")
    assert state(handover) == HandoverState.DONE


def test_the_receiver_answers_every_line_before_he_signs(city: City) -> None:
    handover = head_leaves(city)
    takes_over(city)
    first, second = handover.lines.order_by("order")
    common = {"handover": handover, "by": city.stranger_head, "at": at()}
    services.accept_lines(lines=[first.uid], remark="缺一份验收单", **common)
    with pytest.raises(GuardFailed, match="还有1项未接收"):
        sign(handover, city.stranger_head)
    with pytest.raises(Invalid, match="须写明理由"):
        services.refuse_line(line=second.uid, reason=" ", **common)
    services.refuse_line(line=second.uid, reason="材料不齐", **common)
    told = Message.objects.filter(text__contains="材料不齐").values_list("person__username")
    assert set(told) == {("first_in_charge",), ("deputy_leader",)}
    sign(handover, city.stranger_head)
    with pytest.raises(TransitionNotAllowed, match="不能再改"):
        services.accept_lines(lines=[second.uid], **common)
    first.refresh_from_db()
    assert (first.state, first.remark) == ("accepted", "缺一份验收单")


def test_nobody_but_the_receiver_answers(city: City) -> None:
    handover = head_leaves(city)
    with pytest.raises(Denied, match="尚未确定"):
        services.accept_lines(handover=handover, by=city.officer, at=at())
    takes_over(city)
    for name in ("first_in_charge", "deputy_leader", "officer", "office_head"):
        with pytest.raises(Denied):
            services.accept_lines(handover=handover, by=city.people[name], at=at())
    for name in ("officer", "office_head", "sys_admin"):
        with pytest.raises(Denied, match="三方签字"):
            sign(handover, city.people[name])


def test_a_stale_sheet_is_not_signed(city: City) -> None:
    handover = head_leaves(city)
    takes_over(city)
    fresh = Handover.objects.for_page().get(pk=handover.pk)
    _, shown = services.shown_for_handover(handover=fresh, by=city.first_in_charge, at=at())
    services.accept_lines(handover=handover, by=city.stranger_head, at=at())
    with pytest.raises(Conflict, match="有变动"):
        services.sign_handover(
            handover=handover, by=city.first_in_charge, at=at(), shown_hash=shown
        )


def test_who_names_supervisor_and_receiver(city: City) -> None:
    handover = head_leaves(city)
    common = {"handover": handover, "at": at()}
    for name in ("first_in_charge", "officer", "portfolio_leader", "stranger_head", "sys_admin"):
        with pytest.raises(Denied):
            services.name_supervisor(person=city.secretary, by=city.people[name], **common)
    services.name_supervisor(person=city.secretary, by=city.office_head, **common)
    services.name_supervisor(person=city.secretary, by=city.deputy_leader, **common)
    for person in (city.first_in_charge, city.guidance):
        with pytest.raises(Invalid):
            services.name_supervisor(person=person, by=city.office_head, **common)
    with pytest.raises(Denied, match="三员"):
        services.name_supervisor(person=city.sys_admin, by=city.office_head, **common)
    with pytest.raises(Invalid, match="没有现任职务"):
        services.name_receiver(person=city.stranger, by=city.deputy_leader, **common)
    services.name_receiver(person=city.portfolio_leader, by=city.deputy_leader, **common)
    handover.refresh_from_db()
    assert handover.receiver_post == city.post("portfolio_leader")
    assert handover.supervisor == city.secretary


def test_the_head_watches_over_his_own_people(city: City) -> None:
    Walk(city).in_progress(handler=city.second_officer)
    services.end_post(post=city.post("second_officer"), by=None, at=at())
    handover = Handover.objects.get()
    assert handover.supervisor == city.first_in_charge
    services.name_supervisor(
        handover=handover, person=city.portfolio_leader, by=city.first_in_charge, at=at()
    )
    services.appoint(
        person=city.vacant_officer,
        department=city.lead,
        kind=PostKind.OFFICER,
        title="城建科科长",
        by=None,
        at=at(),
    )
    handover.refresh_from_db()
    assert handover.receiver == city.vacant_officer


def test_a_receiver_who_leaves_gives_the_desk_back(city: City) -> None:
    handover = head_leaves(city)
    post = takes_over(city)
    services.accept_lines(
        handover=handover, lines=[handover.lines.first().uid], by=city.stranger_head, at=at()
    )
    services.end_post(post=post, by=None, at=at())
    handover.refresh_from_db()
    assert (handover.state, handover.receiver_post) == (HandoverState.AWAITING_RECEIVER, None)
    assert handover.lines.filter(state="accepted").count() == 1


def test_a_supervisor_who_is_deactivated_is_replaced(city: City) -> None:
    Walk(city).in_progress(handler=city.second_officer)
    services.end_post(post=city.post("second_officer"), by=None, at=at())
    services.deactivate_person(person=city.first_in_charge, by=None, at=at())
    officers = Handover.objects.order_by("id").first()
    assert officers.supervisor == city.deputy_leader


def test_lines_of_sensitive_items_are_not_the_uncleared_receivers(city: City) -> None:
    item = sensitive_item(city)
    Walk(city).in_progress(handler=city.officer)
    services.end_post(post=city.post("officer"), by=None, at=at())
    handover = Handover.objects.get()
    services.name_receiver(
        handover=handover, person=city.second_officer, by=city.first_in_charge, at=at()
    )
    hidden = handover.lines.get(subject_uid=item.uid)
    common = {"handover": handover, "by": city.second_officer, "at": at()}
    with pytest.raises(NotFound):
        services.accept_lines(lines=[hidden.uid], **common)
    assert services.accept_lines(**common) == 1
    fresh = Handover.objects.for_page().get(pk=handover.pk)
    content, _ = services.shown_for_handover(handover=fresh, by=city.second_officer, at=at())
    assert item.number not in str(content)
    content, _ = services.shown_for_handover(handover=fresh, by=city.first_in_charge, at=at())
    assert item.number in str(content)
    sign(handover, city.second_officer)
    assert Clearance.objects.filter(item=item, person=city.second_officer).count() == 0


def test_the_database_refuses_half_a_handover(city: City) -> None:
    handover = head_leaves(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(state=HandoverState.OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(done_at=at())
    with pytest.raises(IntegrityError), transaction.atomic():
        handover.lines.update(state="refused", answered_at=at(), answered_by=city.officer)
