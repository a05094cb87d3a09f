"""Stories: who answers when posts are vacant, shared, delegated, or held by those who judge."""

from datetime import timedelta

import pytest

from accounts.enums import PostKind
from accounts.models import Delegation, Post
from core import workdays
from core.errors import Denied, GuardFailed
from notifications.models import Message
from rectification import services
from rectification.enums import Kind, State
from rectification.models import ClosureRequest, Extension, Item, SignOff
from rectification.permissions import situation_of
from tests.factories import Walk, assignment, closure, content, fresh, sheet, sign
from tests.personas import SINCE, TODAY, City, at


def _acting(city: City) -> None:
    Post.objects.create(
        person=city.vacant_team,
        department=city.vacant,
        kind=PostKind.ACTING,
        title="副局长（主持工作）",
        starts_on=TODAY,
        document_number="样例组干〔2019〕8号",
    )


def test_vacant_at_assignment_then_the_acting_person_signs(city: City) -> None:
    walk = Walk(city, lead_department=city.vacant).assigned()
    told = Message.objects.filter(kind="vacancy").values_list("person__username", flat=True)
    assert {"office_clerk", "deputy_leader"} <= set(told)
    place = {"section": "招商科"}
    walk = Walk(city, lead_department=city.vacant).closure_review(**place)
    walk.endorse()
    assert walk.item.state == State.AWAITING_SIGNOFF
    with pytest.raises(Denied, match="由第一责任人办理"):
        sign(walk.item, city.vacant_team, at())
    _acting(city)
    # He reviewed the request, so he can't sign it: it is withdrawn and made again.
    with pytest.raises(Denied, match="审核由您本人作出"):
        sign(walk.item, city.vacant_team, at())
    item = fresh(walk.item)
    item = services.withdraw(item=item, by=city.vacant_officer, at=at(), version=item.version)
    item = services.request_closure(
        item=item,
        content=closure(item, at()),
        by=city.vacant_officer,
        at=at(),
        version=item.version,
    )
    assert item.state == State.AWAITING_SIGNOFF
    item = sign(item, city.vacant_team, at())
    assert SignOff.objects.get(item=item).capacity == "acting"


def test_vacancy_while_awaiting_signoff_stops_only_the_signature(city: City) -> None:
    walk = Walk(city).awaiting_signoff()
    Post.objects.filter(person=city.first_in_charge).update(ends_on=TODAY)
    with pytest.raises(Denied):
        sign(walk.item, city.first_in_charge, at())
    Post.objects.create(
        person=city.second_leader,
        department=city.lead,
        kind=PostKind.ACTING,
        title="副局长（主持工作）",
        starts_on=TODAY,
        document_number="样例组干〔2019〕9号",
    )
    item = sign(walk.item, city.second_leader, at())
    assert item.state == State.AWAITING_VERIFICATION


def test_a_vacant_lead_may_extend_without_an_endorsement(city: City) -> None:
    walk = Walk(city, lead_department=city.vacant).accepted()
    services.request_extension(
        item=walk.item,
        by=city.vacant_officer,
        at=at(),
        version=walk.item.version,
        new_due_on=workdays.load().add(walk.item.due_on, 10),
        reason="审批未完",
        progress="已报批",
        interim_measure="先行协调",
    )
    asked = Extension.objects.get(item=walk.item)
    assert (asked.state, asked.endorsement_absent) == ("endorsed", "第一责任人空缺")
    item = fresh(walk.item)
    services.grant_extension(item=item, by=city.office, at=at(), version=item.version)


def test_the_offices_own_item_is_suspended_extended_and_verified_by_others(city: City) -> None:
    walk = Walk(city, lead_department=city.office_department).in_progress()
    common = {"at": at(), "version": walk.item.version}
    pause = {"reason": "涉诉", "document_number": "法〔2019〕1号"}
    review = TODAY + timedelta(days=10)
    with pytest.raises(Denied):
        services.suspend(item=walk.item, by=city.secretary, review_on=review, **pause, **common)
    item = services.suspend(item=walk.item, by=city.supervisor, review_on=review, **pause, **common)
    item = services.resume(item=item, by=city.supervisor, at=at(), version=item.version)
    services.request_extension(
        item=item,
        by=city.office_head,
        at=at(),
        version=item.version,
        new_due_on=workdays.load().add(item.due_on, 5),
        reason="等待上级批复",
        progress="已报批",
        interim_measure="先行清理",
    )
    item = fresh(item)
    with pytest.raises(Denied):
        services.grant_extension(item=item, by=city.office_clerk, at=at(), version=item.version)
    services.grant_extension(item=item, by=city.supervisor, at=at(), version=item.version)
    walk.item = fresh(item)
    walk.ask().endorse().sign(city.office_head)
    for insider in (city.office_clerk, city.office):
        with pytest.raises(Denied):
            services.verify(
                item=walk.item, content=sheet(), by=insider, at=at(), version=walk.item.version
            )
    item = services.verify(
        item=walk.item, content=sheet(), by=city.auditor, at=at(), version=walk.item.version
    )
    assert item.state == State.CLOSED


def test_seconded_staff_never_verify_their_home_unit(city: City) -> None:
    walk = Walk(city, cooperating=[city.departments["023"]])
    walk.in_progress()
    services.confirm_part(item=walk.item, by=city.auditor, at=at())
    walk.ask().endorse().sign()
    with pytest.raises(Denied, match="责任单位任职"):
        services.verify(
            item=walk.item, content=sheet(), by=city.seconded, at=at(), version=walk.item.version
        )
    walk.verify(city.office_clerk)
    assert walk.item.state == State.CLOSED


def _own_item(city: City, owner: str) -> Item:
    typed = content(city, owner_post=city.post(owner), handler=city.office_clerk)
    root = city.departments["000"]
    Post.objects.create(
        person=city.office_clerk,
        department=root,
        kind=PostKind.LIAISON,
        title="市政府联络员",
        starts_on=SINCE,
    )
    return services.register_and_assign(
        campaign=city.campaign,
        content=typed,
        assignment=assignment(city, lead_department=root, kind=Kind.IMMEDIATE),
        by=city.office,
        at=at(),
    )


def _closure_of_own_item(city: City, owner: str) -> Item:
    item = _own_item(city, owner)
    item = services.start(item=item, by=city.office_clerk, at=at(), version=item.version)
    item = services.request_closure(
        item=item,
        content=closure(item, at()),
        by=city.office_clerk,
        at=at(),
        version=item.version,
    )
    return item


def test_the_mayors_own_item_he_signs_and_guidance_verifies(city: City) -> None:
    item = _closure_of_own_item(city, "group_leader")
    item = sign(item, city.group_leader, at())
    with pytest.raises(Denied):
        services.verify(item=item, content=sheet(), by=city.office, at=at(), version=item.version)
    item = services.verify(
        item=item, content=sheet(), by=city.guidance, at=at(), version=item.version
    )
    assert item.state == State.CLOSED


def test_a_leading_group_members_item_has_one_extension(city: City) -> None:
    item = _own_item(city, "deputy_leader")
    item = services.start(item=item, by=city.office_clerk, at=at(), version=item.version)
    ask = {"reason": "安排调整", "progress": "已完成一半", "interim_measure": "分批推进"}
    services.request_extension(
        item=item,
        by=city.group_leader,
        at=at(),
        version=item.version,
        new_due_on=workdays.load().add(item.due_on, 5),
        **ask,
    )
    item = fresh(item)
    services.grant_extension(item=item, by=city.office, at=at(), version=item.version)
    item = fresh(item)
    with pytest.raises(GuardFailed, match="不能再申请延期"):
        services.request_extension(
            item=item,
            by=city.group_leader,
            at=at(),
            version=item.version,
            new_due_on=workdays.load().add(item.due_on, 5),
            **ask,
        )


def _ask(city: City, item: Item) -> None:
    services.request_extension(
        item=fresh(item),
        by=city.officer,
        at=at(),
        version=fresh(item).version,
        new_due_on=workdays.load().add(fresh(item).due_on, 5),
        reason="设备到货延迟",
        progress="完成一半",
        interim_measure="临时供暖",
    )


def test_the_second_extension_climbs_where_the_deputy_heads_the_lead(city: City) -> None:
    """A deputy mayor who heads the department can't decide for it: the group leader does."""
    Post.objects.filter(person=city.first_in_charge).update(ends_on=TODAY)
    Post.objects.create(
        person=city.deputy_leader,
        department=city.lead,
        kind=PostKind.FIRST_IN_CHARGE,
        title="副市长、局长",
        starts_on=SINCE,
    )
    item = Walk(city).in_progress().item
    for ordinal in (1, 2):
        _ask(city, item)
        services.endorse_extension(
            item=fresh(item), by=city.deputy_leader, at=at(), version=fresh(item).version
        )
        decider = city.office if ordinal == 1 else city.group_leader
        if ordinal == 2:
            with pytest.raises(Denied):
                services.grant_extension(
                    item=fresh(item), by=city.deputy_leader, at=at(), version=fresh(item).version
                )
        services.grant_extension(item=fresh(item), by=decider, at=at(), version=fresh(item).version)
    with pytest.raises(GuardFailed, match="已延期2次"):
        _ask(city, item)


def _delegate(city: City) -> None:
    Delegation.objects.create(
        post=city.post("first_in_charge"),
        delegate=city.portfolio_leader,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=10),
        reason="外出学习",
        made_by=city.first_in_charge,
        made_at=at(),
    )


def test_a_delegate_who_reviewed_may_not_sign(city: City) -> None:
    walk = Walk(city).awaiting_signoff()
    _delegate(city)
    with pytest.raises(Denied):
        sign(walk.item, city.portfolio_leader, at())
    item = sign(walk.item, city.first_in_charge, at())
    assert item.state == State.AWAITING_VERIFICATION


def test_a_delegate_who_would_review_signs_and_the_review_is_skipped(city: City) -> None:
    walk = Walk(city).in_progress()
    _delegate(city)
    walk.ask()
    assert walk.item.state == State.AWAITING_SIGNOFF
    assert ClosureRequest.objects.get(item=walk.item).skip_reason
    item = sign(walk.item, city.portfolio_leader, at())
    signature = SignOff.objects.get(item=item)
    assert (signature.capacity, signature.post) == ("delegate", city.post("first_in_charge"))


def test_a_sub_unit_handles_and_the_department_signs(city: City) -> None:
    walk = Walk(city).assigned()
    item = services.accept(
        item=walk.item,
        by=city.officer,
        at=at(),
        version=walk.item.version,
        handling_unit=city.sub_unit,
    )
    assert {"officer"} <= {r.value for r in situation_of(city.sub_unit_head, item, at()).roles}
    assert {"officer"} <= {r.value for r in situation_of(city.sub_unit_officer, item, at()).roles}
    assert Item.objects.fully_visible_to(city.sub_unit_officer, on=TODAY).filter(pk=item.pk)
    with pytest.raises(Exception, match="二级单位，不能牵头"):
        Walk(city, lead_department=city.sub_unit).assigned()


def test_a_deactivated_officer_blocks_nothing(city: City) -> None:
    walk = Walk(city).accepted(handler=city.officer)
    city.officer.is_active = False
    city.officer.deactivated_at = at()
    city.officer.save(update_fields=["is_active", "deactivated_at"])
    assert not situation_of(city.officer, fresh(walk.item), at()).roles
    item = services.progress(
        item=walk.item,
        content=services.ProgressContent(text="接续办理"),
        by=city.second_officer,
        at=at(),
    )
    assert item.by == city.second_officer


def test_a_new_holder_signs_from_his_first_day_and_old_signatures_stay(city: City) -> None:
    """Handover between endorsement and signature."""
    walk = Walk(city).awaiting_signoff()
    Post.objects.filter(person=city.first_in_charge).update(ends_on=TODAY)
    new = city.second_leader
    Post.objects.filter(person=new).update(ends_on=TODAY)
    Post.objects.create(
        person=new,
        department=city.lead,
        kind=PostKind.FIRST_IN_CHARGE,
        title="党组书记、局长",
        starts_on=TODAY,
    )
    item = sign(walk.item, new, at())
    assert SignOff.objects.get(item=item).signer == new
