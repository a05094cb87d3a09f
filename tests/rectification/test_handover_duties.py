"""What lies on a desk when a post ends: by kind of post, sensitive ones by number only."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import services as organisation
from accounts.enums import HandoverState, PostKind
from accounts.models import Handover, HandoverLine, Post
from accounts.selectors import open_duties
from notifications.models import Message
from rectification.enums import ExtensionState
from rectification.models import Extension, Item
from rectification.selectors.todos import todos_for
from tests.factories import Walk, fresh, item_at
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db


def end(city: City, name: str) -> Handover | None:
    """End somebody's post, and return the handover that opened."""
    post = city.post(name)
    organisation.end_post(post=post, by=None, at=at())
    return Handover.objects.filter(post=post).first()


def labels(handover: Handover) -> list[str]:
    return [line.label for line in handover.lines.order_by("order")]


def told(kind: str, word: str = "") -> set[str]:
    rows = Message.objects.filter(kind=kind, text__contains=word)
    return set(rows.values_list("person__username", flat=True))


def test_a_head_leaves_everything_that_his_department_leads(city: City) -> None:
    waiting = Walk(city).awaiting_signoff().item
    started = Walk(city).in_progress().item
    item_at(city, "closed")
    Walk(city, lead_department=city.other).assigned()
    handover = end(city, "first_in_charge")
    assert {line.subject_uid for line in handover.lines.all()} == {waiting.uid, started.uid}
    line = handover.lines.get(subject_uid=waiting.uid)
    assert line.label == f"{waiting.number} {waiting.title}"
    assert (line.state_words, line.left) == ("待第一责任人签批", "待第一责任人签批")
    assert line.due_on == waiting.due_on
    assert "牵头市住建局" in line.units
    assert (handover.state, handover.reason) == (HandoverState.AWAITING_RECEIVER, "post_ended")


def test_a_post_with_an_empty_desk_gets_no_handover(city: City) -> None:
    item_at(city, "in_progress")
    assert end(city, "stranger_head") is None
    assert end(city, "cooperator") is None
    assert not Handover.objects.exists()


def test_a_team_member_leaves_his_sections_only(city: City) -> None:
    mine = Walk(city).in_progress(section="房管科").item
    Walk(city).accepted(section="财务科")
    assert [line.subject_uid for line in end(city, "portfolio_leader").lines.all()] == [mine.uid]


def test_an_officer_leaves_what_names_him_and_the_last_one_everything(city: City) -> None:
    named = Walk(city).in_progress(handler=city.second_officer).item
    free = Walk(city).in_progress().item
    Item.objects.filter(pk=free.pk).update(handler=None)
    first = end(city, "second_officer")
    assert [line.subject_uid for line in first.lines.all()] == [named.uid]
    last = end(city, "officer")
    assert free.uid in {line.subject_uid for line in last.lines.all()}


def test_a_sensitive_item_is_a_number_without_content(city: City) -> None:
    item = sensitive(city)
    handover = end(city, "first_in_charge")
    line = handover.lines.get(subject_uid=item.uid)
    assert line.is_sensitive
    assert line.label == f"敏感事项 {item.number}"
    assert (line.done, line.left, line.risk, line.units) == ("", "", "", "")


def sensitive(city: City) -> Item:
    return (
        Walk(
            city,
            target=city.targets["relatives_business"],
            is_sensitive=True,
            handler=city.second_officer,
            office_person=city.office,
        )
        .assigned()
        .item
    )


def test_the_office_is_told_of_what_waits_for_the_leavers_signature(city: City) -> None:
    Walk(city).awaiting_signoff()
    end(city, "first_in_charge")
    assert {"office", "office_clerk", "office_head"} <= told("handover", "1件正待其签批")


def test_the_only_handler_of_a_sensitive_item_leaves(city: City) -> None:
    item = sensitive(city)
    organisation.deactivate_person(person=city.second_officer, by=None, at=at())
    people = told("handover", "经办人已离任或停用")
    assert people == {"secretary", "office_head", "office"}
    message = Message.objects.filter(text__contains="经办人已离任或停用").first()
    assert item.title not in message.text


def test_the_named_office_person_of_a_sensitive_item_is_deactivated(city: City) -> None:
    sensitive(city)
    organisation.deactivate_person(person=city.office, by=None, at=at())
    assert told("handover", "办公室联系人已离任或停用") == {"secretary", "office_head"}


def test_a_vacancy_is_told_to_the_office_and_the_deputy_leader_at_once(city: City) -> None:
    Walk(city).awaiting_signoff()
    end(city, "first_in_charge")
    people = told("vacancy", "第一责任人空缺")
    assert {"office", "office_clerk", "secretary", "deputy_leader"} <= people
    assert "first_in_charge" not in people
    assert "其中1件待签批" in Message.objects.filter(kind="vacancy").first().text


def test_no_vacancy_where_the_holder_follows_the_acting_person(city: City) -> None:
    Walk(city, lead_department=city.vacant).in_progress()
    common = {"department": city.vacant, "by": None, "at": at()}
    organisation.end_post(post=city.post("second_leader"), by=None, at=at())
    organisation.record_acting(person=city.vacant_team, document_number="组〔2019〕8号", **common)
    Message.objects.all().delete()
    organisation.appoint(
        person=city.second_leader, kind=PostKind.FIRST_IN_CHARGE, title="局长", **common
    )
    assert told("vacancy") == set()
    handover = Handover.objects.get()
    assert (handover.post.person, handover.receiver) == (city.vacant_team, city.second_leader)
    assert handover.reason == "succeeded"


def test_who_goes_on_at_the_same_desk_hands_nothing_over(city: City) -> None:
    Walk(city, lead_department=city.vacant).in_progress()
    common = {"department": city.vacant, "person": city.vacant_team, "by": None, "at": at()}
    organisation.record_acting(document_number="组〔2019〕8号", **common)
    organisation.appoint(kind=PostKind.FIRST_IN_CHARGE, title="局长", **common)
    assert not Handover.objects.exists()


def test_accepting_a_line_makes_the_receiver_its_handler(city: City) -> None:
    item = Walk(city).in_progress(handler=city.second_officer).item
    handover = end(city, "second_officer")
    assert handover.receiver_post is None
    organisation.name_receiver(
        handover=handover, person=city.officer, by=city.first_in_charge, at=at()
    )
    assert organisation.accept_lines(handover=handover, by=city.officer, at=at()) == 1
    assert fresh(item).handler == city.officer


def test_an_item_whose_handler_left_lies_on_the_desk_of_his_colleagues(city: City) -> None:
    item = Walk(city).accepted(handler=city.second_officer).item
    assert [t.item.pk for t in todos_for(city.officer, TODAY).rows] == []
    end(city, "second_officer")
    assert [t.item.pk for t in todos_for(city.officer, TODAY).rows] == [item.pk]
    assert todos_for(city.second_officer, TODAY).total == 0


def test_signing_an_item_accepts_its_line(city: City) -> None:
    walk = Walk(city).awaiting_signoff()
    handover = end(city, "first_in_charge")
    organisation.appoint(
        person=city.second_leader,
        department=city.lead,
        kind=PostKind.FIRST_IN_CHARGE,
        title="局长",
        by=None,
        at=at(),
    )
    walk.sign(city.second_leader)
    line = HandoverLine.objects.get(handover=handover)
    assert (line.state, line.answered_by, line.remark) == (
        "accepted",
        city.second_leader,
        "签批即接收",
    )


def test_duties_of_many_posts_cost_the_statements_of_one(city: City) -> None:
    for _ in range(3):
        Walk(city).in_progress(handler=city.second_officer)
    posts = list(Post.objects.filter(department=city.lead).order_by("id"))

    def count(rows: list[Post]) -> int:
        with CaptureQueriesContext(connection) as captured:
            found = open_duties(posts=rows, on=TODAY)
        assert found[rows[0].pk]
        return len(captured)

    head = [post for post in posts if post.kind == PostKind.FIRST_IN_CHARGE]
    assert count([*head, *posts]) <= count(head) + 4


def test_a_second_extension_lies_on_the_city_leaders_desk(city: City) -> None:
    item = Walk(city).in_progress().item
    Walk(city).in_progress()
    Extension.objects.create(
        item=item,
        cycle=1,
        ordinal=2,
        state=ExtensionState.ENDORSED,
        asked_by=city.officer,
        asked_at=at(),
        old_due_on=item.due_on,
        new_due_on=item.due_on + timedelta(days=9),
        is_after_due=False,
        reason="审批未完",
        progress="已报批",
        interim_measure="先行协调",
    )
    line = end(city, "deputy_leader").lines.get()
    assert (line.subject_uid, line.left) == (item.uid, "2条措施未完成；延期申请待批")
