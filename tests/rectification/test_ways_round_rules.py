"""Acts that would go round a rule: by another door, by an old name, by a word in a message."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from campaign.enums import VerifyingScope
from campaign.models import VerifyingUnit
from core.errors import DomainError, GuardFailed, Invalid
from notifications.models import Message
from notifications.selectors import letters
from rectification import services
from rectification.enums import Action, State
from rectification.models import Item, VerificationDraw
from rectification.permissions import Situation, can
from rectification.services import EvidenceContent
from tests.factories import Walk, assignment, closure, content, fresh, measure_contents, sheet
from tests.personas import TODAY, City, at


def told(item: Item, person: Any, on: date = TODAY) -> list[str]:
    """What a person may read today of the messages about an item."""
    rows = list(Message.objects.filter(person=person, subject_uid=item.uid).order_by("id"))
    return [letter.text for letter in letters(rows, person, on) if not letter.is_hidden]


# --- who is the officer ---------------------------------------------------------------


def test_a_handler_from_elsewhere_does_not_take_the_messages_of_the_lead(city: City) -> None:
    typed = content(city, handler=city.stranger)
    item = services.register(campaign=city.campaign, content=typed, by=city.office, at=at())
    item = services.assign(
        item=item, content=assignment(city), by=city.office, at=at(), version=item.version
    )
    assert told(item, city.officer)
    assert not told(item, city.stranger)
    assert fresh(item).handler is None


def test_a_handler_that_the_lead_does_not_have_is_refused(city: City) -> None:
    item = Walk(city).registered().item
    given = assignment(city, handler=city.stranger)
    with pytest.raises(Invalid, match="经办人"):
        services.assign(item=item, content=given, by=city.office, at=at(), version=item.version)


def test_a_handler_who_has_left_is_no_officer_and_the_unit_is_told_instead(city: City) -> None:
    walk = Walk(city).accepted(handler=city.second_officer)
    post = city.post("second_officer")
    post.ends_on = TODAY
    post.save(update_fields=["ends_on"])
    assert not can(Situation(city.second_officer, walk.item, walk.when), Action.SUBMIT_PLAN)
    services.recall(
        item=walk.item,
        by=city.office_head,
        at=walk.when,
        version=walk.item.version,
        reason="改派",
    )
    assert any("收回" in text for text in told(walk.item, city.officer))


# --- verification -----------------------------------------------------------------------


def on_site(walk: Walk) -> Item:
    item = walk.awaiting_verification().item
    VerificationDraw.objects.filter(item=item).update(method="on_site")
    return item


def test_one_inspector_written_twice_is_one(city: City) -> None:
    walk = Walk(city)
    item = on_site(walk)
    for names in ("蒋某乙、蒋某乙", "蒋某乙、 "):
        with pytest.raises(Invalid, match="两名"):
            services.verify(
                item=item,
                content=sheet(inspector_names=names),
                by=city.office_clerk,
                at=walk.when,
                version=item.version,
            )


def test_inspectors_on_the_sheet_come_from_outside_too(city: City) -> None:
    walk = Walk(city)
    item = on_site(walk)
    with pytest.raises(Invalid, match="责任单位任职"):
        services.verify(
            item=item,
            content=sheet(inspectors=[city.second_officer, city.seconded]),
            by=city.office_clerk,
            at=walk.when,
            version=item.version,
        )


def test_who_verifies_the_offices_own_items_is_told(city: City) -> None:
    walk = Walk(city, lead_department=city.office_department).awaiting_signoff()
    walk.sign(by=city.office_head)
    asked = Message.objects.filter(subject_uid=walk.item.uid, text__contains="请验收")
    people = set(asked.values_list("person__username", flat=True))
    assert "auditor" in people
    assert not people & {"office", "office_clerk", "office_head"}


def reopened(city: City) -> tuple[Item, datetime]:
    """Closed, found good two months later, and taken up again after a letter a month on."""
    walk = Walk(city).closed()
    later = walk.when + timedelta(days=60)
    services.look_back(
        item=walk.item, by=city.office_clerk, at=later, result="consolidated", finding="抽查正常"
    )
    again = later + timedelta(days=30)
    item = services.reopen(
        item=walk.item,
        by=city.office,
        at=again,
        version=fresh(walk.item).version,
        reason="又停暖",
        basis="群众来信",
        new_due_on=again.date() + timedelta(days=20),
    )
    return item, again


def test_after_a_reopening_older_papers_prove_nothing(city: City) -> None:
    item, again = reopened(city)
    later = again + timedelta(hours=1)
    item = services.submit_plan(
        item=item,
        by=city.officer,
        at=again,
        version=item.version,
        measures=measure_contents(item, 1),
        causes={"work": "维护不及时"},
    )
    item = services.approve_plan(item=item, by=city.first_in_charge, at=again, version=item.version)
    asked = closure(item, again)
    old = [replace(piece, dated_on=again.date() - timedelta(days=10)) for piece in asked.evidence]
    common = {"item": item, "by": city.officer, "at": later, "version": item.version}
    with pytest.raises(GuardFailed, match="以后形成的佐证"):
        services.request_closure(content=replace(asked, evidence=old), **common)
    services.request_closure(content=asked, **common)


def test_what_relapsed_is_not_put_away(city: City) -> None:
    walk = Walk(city).closed()
    services.look_back(
        item=walk.item,
        by=city.office_clerk,
        at=walk.when,
        result="relapsed",
        finding="又有两户不热",
    )
    with pytest.raises(GuardFailed, match="反弹"):
        services.archive(
            item=walk.item, by=city.office, at=walk.when, version=fresh(walk.item).version
        )


def test_a_next_look_back_lies_ahead(city: City) -> None:
    walk = Walk(city).closed()
    for wrong in (TODAY - timedelta(days=400), date(9999, 12, 31)):
        with pytest.raises(Invalid, match="下次回头看"):
            services.look_back(
                item=walk.item,
                by=city.office_clerk,
                at=walk.when,
                result="weakened",
                finding="有所松劲",
                next_on=wrong,
            )
    assert fresh(walk.item).look_back_due_on == walk.item.look_back_due_on


# --- the end of the campaign, plans, parts ------------------------------------------------


def test_a_draft_is_not_handed_in_once_the_intake_is_closed(city: City) -> None:
    item = Walk(city).draft().item
    city.campaign.intake_closed_on = TODAY
    city.campaign.save(update_fields=["intake_closed_on"])
    with pytest.raises(GuardFailed, match="停止登记"):
        services.submit(item=item, by=city.office, at=at(), version=item.version)
    assert fresh(item).state == State.DRAFT


def test_an_approved_measure_keeps_its_owner_and_its_date(city: City) -> None:
    walk = Walk(city).in_progress()
    measure = walk.item.measures.order_by("order").first()
    same = measure_contents(walk.item, 1)[0]
    same = replace(same, action=measure.action)
    for bare in (replace(same, due_on=None), replace(same, owner_name=" ")):
        with pytest.raises(DomainError):
            services.edit_measure(
                item=walk.item,
                by=city.officer,
                at=walk.when,
                version=walk.item.version,
                content=bare,
                measure=measure,
            )


def test_an_older_paper_of_the_office_does_not_bind_the_signer(city: City) -> None:
    walk = Walk(city).in_progress()
    services.add_evidence(
        item=walk.item,
        content=EvidenceContent(
            evidence_class="process", title="调度记录", dated_on=TODAY, reference="会议纪要1号"
        ),
        by=city.office_clerk,
        at=walk.when,
    )
    item = walk.ask().endorse().sign().item
    back = services.withdraw_sign_off(
        item=item, by=city.first_in_charge, at=walk.when, version=item.version
    )
    assert back.state == State.AWAITING_SIGNOFF


# --- co-operating units ---------------------------------------------------------------------


def test_what_the_office_has_settled_is_not_objected_to_again(city: City) -> None:
    item = Walk(city, cooperating=[city.coop]).in_progress().item
    services.object_part(item=item, by=city.cooperator, at=at(), reason="不属本单位职责")
    services.settle_part(
        item=item,
        by=city.office,
        at=at(),
        part=item.cooperations.get(),
        decision="waived",
        reason="确不属其职责",
    )
    with pytest.raises(GuardFailed, match="已裁定"):
        services.object_part(item=item, by=city.cooperator, at=at(), reason="再次说明")
    assert item.cooperations.get().state == "waived"


def test_a_new_cycle_asks_co_operating_units_anew(city: City) -> None:
    walk = Walk(city, cooperating=[city.coop]).closed()
    assert walk.item.cooperations.get().state == "confirmed"
    item = services.reopen(
        item=walk.item,
        by=city.office,
        at=walk.when,
        version=walk.item.version,
        reason="又停暖",
        basis="群众来信",
        new_due_on=TODAY + timedelta(days=30),
    )
    assert item.cooperations.get().state == "open"


def test_another_lead_hears_the_co_operating_units_anew(city: City) -> None:
    walk = Walk(city, cooperating=[city.coop]).in_progress()
    services.confirm_part(item=walk.item, by=city.cooperator, at=walk.when)
    item = services.reassign(
        item=walk.item,
        content=assignment(city, lead_department=city.other, cooperating=[city.coop]),
        by=city.office_head,
        at=walk.when,
        version=walk.item.version,
        reason="职责调整",
    )
    assert item.cooperations.get().state == "open"


def test_a_date_that_has_passed_is_not_washed_clean_by_another_lead(city: City) -> None:
    item = Walk(city).accepted().item
    first = item.due_on
    late = at(first + timedelta(days=10))

    def give(item: Item, unit: Any) -> Item:
        given = assignment(city, lead_department=unit, due_on=first + timedelta(days=60))
        return services.reassign(
            item=item,
            content=given,
            by=city.office_head,
            at=late,
            version=item.version,
            reason="职责调整",
        )

    item = give(item, city.other)
    assert item.due_on > first
    item = give(item, city.lead)
    assert item.due_on == first


# --- those who check -------------------------------------------------------------------------


def test_the_unit_that_checks_city_leaders_reads_no_other_leaders_items(city: City) -> None:
    VerifyingUnit.objects.create(
        campaign=city.campaign, scope=VerifyingScope.LEADERS_ITEMS, department=city.coop
    )
    seen = {}
    for owner in ("group_leader", "second_leader"):
        walk = Walk(city, owner_post=city.post(owner))
        walk.typed["handler"] = city.officer
        item = walk.closure_review().item
        found = Item.objects.visible_to(city.cooperator, on=TODAY).filter(pk=item.pk)
        seen[owner] = found.exists()
    assert seen == {"group_leader": True, "second_leader": False}


def test_inspectors_are_told(city: City) -> None:
    walk = Walk(city)
    item = on_site(walk)
    services.name_verifier(
        item=item,
        by=city.office_head,
        at=walk.when,
        version=item.version,
        inspectors=[city.seconded, city.auditor],
    )
    for person in (city.seconded, city.auditor):
        assert any("现场核查" in text for text in told(item, person)), person
