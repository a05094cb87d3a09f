"""Stories: everything that does not go straight."""

from datetime import datetime, timedelta

import pytest

from accounts.models import Department, User
from core import workdays
from core.errors import Conflict, Denied, GuardFailed, Invalid, TransitionNotAllowed
from rectification import services
from rectification.enums import Kind, State
from rectification.models import (
    Cooperation,
    Evidence,
    Item,
    ItemOrigin,
    Measure,
    Verification,
)
from rectification.permissions import situation_of
from rectification.services import Origin
from tests.factories import Walk, assignment, closure, content, fresh, proofs, sheet, sign
from tests.personas import TODAY, City, at

ASK = {"reason": "设备到货延迟", "progress": "完成一半", "interim_measure": "临时供暖"}


def later(days: int) -> datetime:
    return at(workdays.load().add(TODAY, days))


def test_a_silent_cooperator_does_not_block_and_an_objection_is_settled(city: City) -> None:
    walk = Walk(city, cooperating=[city.coop, city.other]).in_progress()
    item = walk.item
    for measure in Measure.objects.filter(item=item):
        services.complete_measure(
            item=fresh(item),
            by=city.officer,
            at=at(),
            version=fresh(item).version,
            measure=measure,
            outcome="已完成1142户",
            reference="记录1号",
        )
    assert set(item.cooperations.values_list("state", flat=True)) == {"asked"}
    services.object_part(item=fresh(item), by=city.stranger, at=at(), reason="道路不属本单位")
    asked = closure(item, at())
    with pytest.raises(GuardFailed, match="市财政局尚未确认.*市交通局提出的异议尚未裁定"):
        services.request_closure(
            item=fresh(item),
            content=asked,
            by=city.officer,
            at=later(2),
            version=fresh(item).version,
        )
    part = Cooperation.objects.get(item=item, department=city.other)
    services.settle_part(
        item=fresh(item), by=city.office, at=later(2), part=part, decision="waived", reason="采纳"
    )
    item = services.request_closure(
        item=fresh(item),
        content=asked,
        by=city.officer,
        at=later(3),
        version=fresh(item).version,
    )
    assert item.state == State.CLOSURE_REVIEW
    assert item.closure_requests.get().silent_parts == ["市财政局"]


def test_a_refuses_b_refuses_a_is_bound_the_office_recalls_and_voids(city: City) -> None:
    walk = Walk(city).assigned()

    def refuse(by: User, item: Item) -> Item:
        return services.refuse(
            item=item, by=by, at=at(), version=item.version, basis="三定方案第三条"
        )

    def give(item: Item, department: Department) -> Item:
        return services.assign(
            item=item,
            by=city.office,
            at=at(),
            version=item.version,
            content=assignment(city, lead_department=department),
        )

    item = refuse(city.first_in_charge, walk.item)
    assert (item.state, item.lead_department) == (State.REGISTERED, None)
    item = give(item, city.other)
    item = refuse(city.stranger_head, item)
    item = give(item, city.lead)
    assert item.is_arbitrated
    with pytest.raises(GuardFailed, match="已经裁定"):
        refuse(city.first_in_charge, item)
    item = services.recall(
        item=item, by=city.office, at=at(), version=item.version, reason="核实后不属问题"
    )
    item = services.void(
        item=item,
        by=city.office_head,
        at=at(),
        version=item.version,
        void_reason="not_a_problem",
        reason="经核不属实",
    )
    assert item.state == State.VOIDED
    assert item.cycle == 3


def test_a_lead_that_had_it_before_keeps_its_due_date_even_a_past_one(city: City) -> None:
    walk = Walk(city).assigned()
    due = walk.item.due_on
    item = services.recall(
        item=walk.item, by=city.office, at=at(), version=walk.item.version, reason="补充材料"
    )
    after = at(due + timedelta(days=10))
    item = services.assign(
        item=item,
        by=city.office,
        at=after,
        version=item.version,
        content=assignment(city, due_on=due + timedelta(days=60)),
    )
    assert item.due_on == due


def test_verification_failed_twice_makes_it_key_and_asks_for_new_evidence(city: City) -> None:
    walk = Walk(city).awaiting_verification()
    day = TODAY
    for n in (1, 2):
        due = workdays.load().add(day, 10)
        item = services.fail_verification(
            item=fresh(walk.item),
            content=sheet(opinion="抽测3户不达标"),
            by=city.office_clerk,
            at=at(day, 15),
            version=fresh(walk.item).version,
            criterion_not_met="入户测温18度",
            new_due_on=due,
        )
        assert (item.returns, item.due_on, item.is_key) == (n, due, n == 2)
        walk.item = item
        if n == 1:
            day = workdays.load().add(day, 3)
            bare = services.ClosureContent(statement="三个小区1142户全部通暖")
            with pytest.raises(GuardFailed, match="验收不通过或重新整改"):
                services.request_closure(
                    item=item, content=bare, by=city.officer, at=at(day), version=item.version
                )
            walk.when = at(day)
            walk.ask().endorse().sign()
    assert Verification.objects.filter(item=walk.item, result="failed").count() == 2


def test_a_relapse_from_sustained_refuses_old_evidence(city: City) -> None:
    walk = Walk(city).sustained()
    when = at(TODAY + timedelta(days=60))
    services.look_back(
        item=walk.item,
        by=city.guidance,
        at=when,
        result="relapsed",
        finding="抽查10件有4件未执行",
    )
    item = fresh(walk.item)
    item = services.reopen(
        item=item,
        by=city.office,
        at=when,
        version=item.version,
        reason="制度未执行",
        basis="回头看记录",
        new_due_on=when.date() + timedelta(days=30),
    )
    assert (item.state, item.cycle, item.is_key) == (State.ACCEPTED, 2, True)
    assert item.sign_off is None
    assert Evidence.objects.filter(item=item, cycle=1).exists()
    assert not Measure.objects.filter(item=item, cycle=2).exists()
    s = situation_of(city.officer, item, when)
    assert not s.closure_facts.evidence


def test_merge_of_an_item_with_progress_and_back(city: City) -> None:
    target = Walk(city).in_progress().item
    walk = Walk(city, lead_department=city.other, is_arbitrated=True).assigned()
    item = services.accept(item=walk.item, by=city.stranger, at=at(), version=walk.item.version)
    services.progress(
        item=item, content=services.ProgressContent(text="已摸底"), by=city.stranger, at=at()
    )
    item = fresh(item)
    merged = services.late_merge(
        item=item,
        by=city.office_head,
        at=at(),
        version=item.version,
        into=target,
        reason="同一问题",
    )
    assert (merged.state, merged.merged_into_id) == (State.MERGED, target.pk)
    assert Cooperation.objects.filter(item=target, department=city.other, state="open").exists()
    assert ItemOrigin.objects.filter(item=target, merged_from=merged).exists()
    back = services.reinstate(
        item=merged, by=city.office_head, at=at(), version=merged.version, reason="不是同一问题"
    )
    assert (back.state, back.merged_into) == (State.REGISTERED, None)
    assert not Cooperation.objects.filter(item=target, department=city.other).exists()
    assert not ItemOrigin.objects.filter(item=target, merged_from=merged).exists()


def test_void_of_a_mass_item_after_acceptance_needs_a_reply(city: City) -> None:
    masses = [Origin(city.sources["masses"])]
    walk = Walk(city, origins=masses).accepted()
    assert walk.item.is_mass
    common = {"by": city.office_head, "at": at(), "version": walk.item.version}
    with pytest.raises(Invalid, match="答复内容"):
        services.late_void(
            item=walk.item, void_reason="outside_duty", reason="属上级事权", **common
        )
    assert fresh(walk.item).state == State.ACCEPTED
    item = services.late_void(
        item=walk.item,
        void_reason="outside_duty",
        reason="属上级事权",
        reply_text="已转上级单位办理",
        **common,
    )
    assert item.state == State.VOIDED


def sensitive(city: City) -> Item:
    return services.register_and_assign(
        campaign=city.campaign,
        content=content(city, target=city.targets["relatives_business"], is_sensitive=True),
        assignment=assignment(city, handler=city.officer, office_person=city.office),
        by=city.office_head,
        at=at(),
    )


def test_of_a_sensitive_item_a_named_person_is_replaced_never_just_removed(city: City) -> None:
    item = sensitive(city)
    row = item.clearances.get(kind="handler")
    common = {"by": city.first_in_charge, "at": at(), "version": item.version}
    with pytest.raises(Invalid, match="至少保留一名经办人"):
        services.change_clearance(item=item, remove=[row], reason="调离", **common)
    services.change_clearance(
        item=item, remove=[row], add=[(city.second_officer, "handler")], reason="调离", **common
    )
    assert not Item.objects.fully_visible_to(city.officer, on=TODAY).filter(pk=item.pk)
    assert Item.objects.fully_visible_to(city.second_officer, on=TODAY).filter(pk=item.pk)


def test_the_second_extension_of_a_sensitive_item_shows_its_decider_the_shell(city: City) -> None:
    item = sensitive(city)
    item = services.accept(item=item, by=city.officer, at=at(), version=item.version)
    for n in (1, 2):
        services.request_extension(
            item=fresh(item),
            by=city.officer,
            at=at(),
            version=fresh(item).version,
            new_due_on=workdays.load().add(fresh(item).due_on, 5),
            **ASK,
        )
        assert not Item.objects.visible_to(city.deputy_leader, on=TODAY).filter(pk=item.pk)
        services.endorse_extension(
            item=fresh(item), by=city.first_in_charge, at=at(), version=fresh(item).version
        )
        if n == 1:
            services.grant_extension(
                item=fresh(item), by=city.office, at=at(), version=fresh(item).version
            )
    shell = Item.objects.visible_to(city.deputy_leader, on=TODAY).get(pk=item.pk)
    assert not shell.is_full
    services.grant_extension(
        item=fresh(item), by=city.deputy_leader, at=at(), version=fresh(item).version
    )


def test_a_campaign_that_ends_takes_no_new_items_and_lets_the_open_ones_go_on(city: City) -> None:
    walk = Walk(city).in_progress()
    city.campaign.intake_closed_on = TODAY
    city.campaign.save(update_fields=["intake_closed_on"])
    with pytest.raises(GuardFailed, match="停止登记"):
        Walk(city).draft()
    walk.ask().endorse().sign().verify()
    assert walk.item.state == State.CLOSED


def test_a_stale_page_gets_both_versions_and_writes_nothing(city: City) -> None:
    walk = Walk(city).accepted()
    stale = walk.item.version - 1
    with pytest.raises(Conflict) as caught:
        services.recall(item=walk.item, by=city.office_head, at=at(), version=stale, reason="改派")
    assert caught.value.current["version"] == walk.item.version
    assert caught.value.yours["version"] == stale
    assert fresh(walk.item).state == State.ACCEPTED


def test_a_signature_fits_only_what_was_shown(city: City) -> None:
    walk = Walk(city).awaiting_signoff()
    with pytest.raises(Conflict, match="重新查看"):
        services.sign_off(
            item=walk.item,
            by=city.first_in_charge,
            at=at(),
            version=walk.item.version,
            shown_hash="0" * 64,
        )
    assert fresh(walk.item).state == State.AWAITING_SIGNOFF


def test_a_signature_is_taken_back_within_two_hours_only(city: City) -> None:
    walk = Walk(city).awaiting_verification()
    item = walk.item
    signature = item.sign_off
    with pytest.raises(GuardFailed, match="超过2小时"):
        services.withdraw_sign_off(
            item=item,
            by=city.first_in_charge,
            at=walk.when + timedelta(hours=3),
            version=item.version,
        )
    item = services.withdraw_sign_off(
        item=item, by=city.first_in_charge, at=walk.when, version=item.version
    )
    signature.refresh_from_db()
    assert signature.withdrawn_at is not None
    assert item.sign_off is None
    sign(item, city.first_in_charge, walk.when)


def test_nobody_judges_himself(city: City) -> None:
    walk = Walk(city, kind=Kind.TIME_LIMITED).in_progress()
    with pytest.raises(Denied):
        services.request_closure(
            item=walk.item,
            content=closure(walk.item, at()),
            by=city.first_in_charge,
            at=at(),
            version=walk.item.version,
        )
    with pytest.raises(TransitionNotAllowed):
        services.verify(
            item=walk.item, content=sheet(), by=city.office, at=at(), version=walk.item.version
        )


def test_process_evidence_alone_never_closes(city: City) -> None:
    """不把发文当完成: meetings and papers are process, not output."""
    walk = Walk(city, kind=Kind.IMMEDIATE).in_progress()
    piece = proofs(walk.item, at())[0]
    paper = services.EvidenceContent(
        evidence_class="process",
        title="关于进一步加强管理的通知",
        dated_on=piece.dated_on,
        reference="住建发〔2019〕5号",
    )
    asked = closure(walk.item, at())
    bare = services.ClosureContent(statement=asked.statement, done=asked.done, evidence=[paper])
    with pytest.raises(GuardFailed, match="产出性或成效性"):
        services.request_closure(
            item=walk.item, content=bare, by=city.officer, at=at(), version=walk.item.version
        )
    assert not Evidence.objects.filter(item=walk.item).exists()


def test_an_office_member_hands_in_a_sensitive_draft_and_then_sees_its_shell(city: City) -> None:
    typed = content(city, target=city.targets["relatives_business"], is_sensitive=True)
    draft = services.create(campaign=city.campaign, content=typed, by=city.office_clerk, at=at())
    others = Item.objects.visible_to(city.office, on=TODAY).filter(pk=draft.pk)
    assert not others.exists()
    item = services.submit(item=draft, by=city.office_clerk, at=at(), version=draft.version)
    seen = Item.objects.visible_to(city.office_clerk, on=TODAY).get(pk=item.pk)
    assert not seen.is_full
    head = Item.objects.visible_to(city.office_head, on=TODAY).get(pk=item.pk)
    assert head.is_full


def test_a_conflict_shows_texts_only_to_who_may_read_the_item(city: City) -> None:
    item = sensitive(city)
    with pytest.raises(Conflict) as caught:
        services.recall(
            item=item, by=city.deputy_leader, at=at(), version=item.version - 1, reason="查看"
        )
    assert "title" not in caught.value.current
    assert caught.value.current["number"] == item.number
