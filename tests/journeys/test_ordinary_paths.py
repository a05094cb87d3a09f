"""Stories: the paths that most items take, with their burden counted in acts and persons."""

from datetime import timedelta

import pytest

from core.errors import GuardFailed
from journal.models import Entry
from rectification import services
from rectification.enums import Kind, State
from rectification.models import ClosureRequest, Item, SignOff
from rectification.services import ProgressContent
from tests.factories import Walk, assignment, closure, content, fresh, sheet, sign
from tests.personas import TODAY, City, at


def _acts(item: Item) -> list[str]:
    entries = Entry.objects.filter(subject_uid=item.uid).order_by("id")
    return [e.type.removeprefix("item.") for e in entries]


def test_normal(city: City) -> None:
    item = Walk(city).closed().item
    assert item.state == State.CLOSED
    assert _acts(item) == [
        "edited",
        "submitted",
        "assigned",
        "accepted",
        "plan_submitted",
        "plan_approved",
        "closure_requested",
        "closure_endorsed",
        "signed_off",
        "verified",
    ]
    signature = SignOff.objects.get(item=item)
    assert (signature.signer, signature.capacity) == (city.first_in_charge, "holder")
    assert signature.post_title == "党组书记、局长"
    assert signature.is_in_time
    people = {e.actor_id for e in Entry.objects.filter(subject_uid=item.uid)}
    assert len(people) == 5


def test_immediate_in_five_acts_by_four_persons(city: City) -> None:
    """register-and-assign, start, request-closure with evidence, sign-off, verify."""
    item = services.register_and_assign(
        campaign=city.campaign,
        content=content(city),
        assignment=assignment(city, kind=Kind.IMMEDIATE),
        by=city.office,
        at=at(),
    )
    item = services.start(
        item=item, by=city.officer, at=at(), version=item.version, section="城建科"
    )
    assert item.state == State.IN_PROGRESS
    assert item.measures.get().action == item.acceptance_standard
    item = services.request_closure(
        item=item, content=closure(item, at()), by=city.officer, at=at(), version=item.version
    )
    assert item.state == State.AWAITING_SIGNOFF
    request = ClosureRequest.objects.get(item=item)
    assert request.reviewer is None
    assert "立行立改" in request.skip_reason
    item = sign(item, city.first_in_charge, at())
    item = services.verify(
        item=item, content=sheet(), by=city.office_clerk, at=at(), version=item.version
    )
    assert item.state == State.CLOSED
    done_by_people = [
        e
        for e in Entry.objects.filter(subject_uid=item.uid)
        if e.type not in ("item.edited", "item.submitted", "item.review_skipped")
    ]
    assert len(done_by_people) == 5
    assert len({e.actor_id for e in done_by_people}) == 4


def test_news_is_one_sentence_or_one_click_and_needs_no_version(city: City) -> None:
    item = Walk(city).in_progress().item
    before = fresh(item).version
    services.progress(
        item=item, content=ProgressContent(text="和平里打压合格"), by=city.officer, at=at()
    )
    services.progress(item=item, content=ProgressContent(no_change=True), by=city.officer, at=at())
    assert fresh(item).version == before
    assert fresh(item).last_progress == "本期无变化"


def test_long_term_with_two_look_backs_and_conclude(city: City) -> None:
    walk = Walk(city).sustained()
    item = walk.item
    assert item.state == State.SUSTAINED
    head = city.office_head
    with pytest.raises(GuardFailed, match="最近两次回头看"):
        services.conclude(item=item, by=head, at=walk.when, version=item.version)
    for days in (60, 120):
        services.look_back(
            item=item,
            by=city.guidance,
            at=at(TODAY + timedelta(days=days)),
            result="consolidated",
            finding="制度执行正常，抽查10件均符合",
        )
    assert fresh(item).look_back_due_on is not None
    later = at(TODAY + timedelta(days=121))
    item = services.conclude(item=fresh(item), by=head, at=later, version=fresh(item).version)
    assert item.state == State.CLOSED
    assert item.look_back_due_on is None


def test_first_in_charge_holds_the_portfolio_so_nobody_reviews(city: City) -> None:
    post = city.post("first_in_charge")
    post.sections = ["财务科", "人事科"]
    post.save(update_fields=["sections"])
    leader = city.post("second_leader")
    leader.sections = []
    leader.save(update_fields=["sections"])
    walk = Walk(city).accepted(section="城建科")
    Item.objects.filter(pk=walk.item.pk).update(section="财务科")
    item = fresh(walk.item)
    from_plan = services.submit_plan(
        item=item,
        by=city.officer,
        at=at(),
        version=item.version,
        measures=_measures(item),
        causes={"work": "调度不力"},
    )
    item = services.approve_plan(
        item=from_plan, by=city.first_in_charge, at=at(), version=from_plan.version
    )
    item = services.request_closure(
        item=item, content=closure(item, at()), by=city.officer, at=at(), version=item.version
    )
    assert item.state == State.AWAITING_SIGNOFF
    assert "无分管领导" in ClosureRequest.objects.get(item=item).skip_reason


def _measures(item: Item) -> list:
    return [
        services.MeasureContent(
            action="完成焊接、打压和注水",
            owner_name="秦某丙",
            due_on=item.due_on,
            deliverable="打压试验记录",
            criterion="打压合格",
        )
    ]


def test_a_section_in_nobodys_portfolio_skips_the_review(city: City) -> None:
    walk = Walk(city).plan_review(section="")
    item = services.approve_plan(
        item=walk.item, by=city.first_in_charge, at=at(), version=walk.item.version
    )
    item = services.request_closure(
        item=item, content=closure(item, at()), by=city.officer, at=at(), version=item.version
    )
    assert item.state == State.AWAITING_SIGNOFF


def test_an_extension_takes_three_acts_of_which_two_are_the_departments(city: City) -> None:
    walk = Walk(city).in_progress()
    before = Entry.objects.count()
    new_due = walk.item.due_on + timedelta(days=28)
    asked = services.request_extension(
        item=walk.item,
        by=city.officer,
        at=at(),
        version=walk.item.version,
        new_due_on=new_due,
        reason="设备到货延迟",
        progress="两个小区已完成",
        interim_measure="临时供暖",
    )
    item = fresh(walk.item)
    services.endorse_extension(item=item, by=city.first_in_charge, at=at(), version=item.version)
    item = fresh(item)
    services.grant_extension(item=item, by=city.office, at=at(), version=item.version)
    item = fresh(item)
    assert item.due_on == asked.new_due_on
    assert item.original_due_on == walk.item.due_on
    assert item.due_version == walk.item.due_version + 1
    assert Entry.objects.count() - before == 3
