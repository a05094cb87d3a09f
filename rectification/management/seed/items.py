"""Made-up items by the batch: deterministic, with realistic texts, states, dates and children."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import Department, Post, User
from campaign.models import Campaign, Source, Target
from core.clock import LOCAL_ZONE
from core.workdays import Workdays
from journal.services import Fact
from rectification.enums import Kind, State
from rectification.models import (
    Assignment,
    ClosureRequest,
    Cooperation,
    Evidence,
    Item,
    ItemOrigin,
    Measure,
    Plan,
    SignOff,
    Verification,
    VerificationDraw,
)
from rectification.services.intake import problem_key, search_text
from rectification.services.seed import Batch

PLACES = (
    "城东片区 城西片区 老城区 北环路沿线 六个社区 两个乡镇 工业园区 直属学校 窗口单位 下属单位"
).split()
WHAT = [
    "老旧小区供热管网改造进度滞后，{n}户未按期通暖",
    "产业奖补政策出台半年未兑付，{n}家企业{m}万元滞留",
    "信访件转办后4个月无答复，涉及{n}件",
    "面向乡镇月报表{n}张，重复指标占六成",
    "窗口“中午不办公”，{n}名办事群众往返",
    "扶贫项目资金结转超2年{m}万元",
    "重大项目前期“等要素”，{n}个项目超期90天以上",
    "同一企业一年被不同单位检查{n}次",
    "违规发放值班补贴{m}万元",
    "村道硬化上报已完工，实有{n}公里未动工",
]
ACTIONS = ("逐户核对并建立台账", "按期拨付到位", "现场复核并公示", "修订办法并组织实施")
STATES = (
    [State.CLOSED] * 50
    + [State.IN_PROGRESS] * 24
    + [State.ASSIGNED] * 4
    + [State.ACCEPTED] * 4
    + [State.PLAN_REVIEW] * 2
    + [State.CLOSURE_REVIEW] * 2
    + [State.AWAITING_SIGNOFF] * 3
    + [State.AWAITING_VERIFICATION] * 3
    + [State.REGISTERED] * 3
    + [State.SUSPENDED] * 2
    + [State.VOIDED] * 3
)
KINDS = [Kind.TIME_LIMITED] * 6 + [Kind.IMMEDIATE] * 3 + [Kind.LONG_TERM]
SIGNED = (State.CLOSED, State.AWAITING_VERIFICATION)
ASKED = (*SIGNED, State.AWAITING_SIGNOFF, State.CLOSURE_REVIEW)
PLANNED = (*ASKED, State.IN_PROGRESS, State.SUSPENDED, State.PLAN_REVIEW)
BATCH = 2000


@dataclass(frozen=True)
class Lead:
    """A lead department and the people who act for it."""

    department: Department
    head: Post
    reviewer: User
    officer: User
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """What items are made from."""

    campaign: Campaign
    targets: list[Target]
    sources: list[Source]
    leads: list[Lead]
    office: list[User]
    workdays: Workdays
    today: date


def _words(number: str, text: str) -> dict[str, Any]:
    """How the problem is worded."""
    return {
        "title": text[:60],
        "problem": f"{text}。经调研和走访核实，相关单位未按要求落实，群众多次反映。",
        "problem_key": problem_key(text),
        "search_text": search_text(number, text[:60], text),
        "acceptance_standard": "逐项落实到位，抽查10件均符合，回访满意",
    }


def _standing(state: State, since: datetime, at: datetime, due: date) -> dict[str, Any]:
    """Where on its path the item is, and until when."""
    return {
        "state": State.AWAITING_VERIFICATION if state == State.CLOSED else state,
        "state_since": since,
        "changed_at": since,
        "due_on": due,
        "original_due_on": due,
        "effective_due_on": due,
        "due_version": 1,
        "closed_at": at + timedelta(days=30) if state == State.CLOSED else None,
        "void_reason": "not_a_problem" if state == State.VOIDED else "",
    }


def _origin_of(target: Target, source: Source) -> dict[str, Any]:
    """What follows from the target and the source."""
    return {
        "target": target,
        "first_source": source,
        "is_key": source.is_inspection,
        "is_mass": source.is_opinion,
        "is_sensitive": target.is_sensitive_by_default,
        "sensitivity_answered": True,
    }


class Maker:
    """Makes batches of items; the same seed gives the same items."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.random = random.Random(2019)  # nosec B311 - made-up data, no secret
        days = [ground.workdays.add(ground.today, k) for k in range(-60, 61)]
        self.past = [d for d in days if d < ground.today]
        self.coming = [d for d in days if d > ground.today]

    def batches(self, count: int) -> Iterator[Batch]:
        for start in range(0, count, BATCH):
            batch = Batch()
            for n in range(start, min(start + BATCH, count)):
                self._item(batch, n)
            yield batch

    def _text(self, n: int) -> str:
        pick = self.random
        pattern = WHAT[n % len(WHAT)]
        words = pattern.format(n=pick.randint(3, 2000), m=pick.randint(2, 900))
        return f"{PLACES[n // len(WHAT) % len(PLACES)]}{words}（第{n}号）"

    def _item(self, batch: Batch, n: int) -> None:
        pick, ground = self.random, self.ground
        lead = pick.choice(ground.leads)
        state, kind = pick.choice(STATES), pick.choice(KINDS)
        target, source = pick.choice(ground.targets), pick.choice(ground.sources)
        late = state not in (State.CLOSED, State.VOIDED) and pick.random() < 0.47
        due = pick.choice(self.past if late else self.coming)
        began = min(due, ground.today) - timedelta(days=pick.randint(20, 80))
        at = datetime.combine(began, time(9, pick.randint(0, 59)), LOCAL_ZONE)
        text = self._text(n)
        number = f"ZG-{ground.today.year}-{n + 1:04d}"
        item = Item(
            campaign=ground.campaign,
            number=number,
            found_on=began - timedelta(days=5),
            kind=kind,
            created_at=at - timedelta(days=1),
            **_words(number, text),
            **_standing(state, at + timedelta(days=pick.randint(1, 12)), at, due),
            **_origin_of(target, source),
        )
        if state != State.REGISTERED:
            item.lead_department, item.section = lead.department, pick.choice(lead.sections)
            item.assigned_at = at
            item.last_progress = "已完成摸底，正在逐项推进"
            item.last_progress_at = at + timedelta(days=3)
        batch.items.append(item)
        self._children(batch, item, lead, state, source, at)

    def _children(
        self,
        batch: Batch,
        item: Item,
        lead: Lead,
        state: State,
        source: Source,
        at: datetime,
    ) -> None:
        office = self.ground.office[0]
        batch.origins.append(ItemOrigin(item=item, source=source, created_at=at))
        batch.facts.append(self._fact("item.submitted", item, office, at))
        if state == State.REGISTERED:
            return
        batch.assignments.append(
            Assignment(
                item=item,
                cycle=1,
                lead_department=lead.department,
                due_on=item.due_on,
                assigned_by=office,
                assigned_at=at,
            )
        )
        batch.facts.append(self._fact("item.assigned", item, office, at))
        if self.random.random() < 0.3:
            other = self.random.choice(self.ground.leads).department
            if other.pk != lead.department.pk:
                batch.cooperations.append(Cooperation(item=item, department=other))
        if state in PLANNED:
            self._plan(batch, item, lead, at)
        if state in ASKED:
            self._closure(batch, item, lead, state, at + timedelta(days=20))

    def _fact(self, kind: str, item: Item, by: User, at: datetime) -> Fact:
        return Fact(type=kind, subject=item, by=by, at=at, campaign_id=item.campaign_id)

    def _plan(self, batch: Batch, item: Item, lead: Lead, at: datetime) -> None:
        batch.plans.append(
            Plan(item=item, cycle=1, version=1, state="approved", author=lead.officer)
        )
        done = item.closed_at is not None
        for order in (1, 2):
            batch.measures.append(
                Measure(
                    item=item,
                    cycle=1,
                    order=order,
                    action=self.random.choice(ACTIONS),
                    owner_name=lead.officer.name,
                    department=lead.department,
                    due_on=item.due_on,
                    deliverable="办理凭证",
                    criterion="逐项落实",
                    state="done" if done else "open",
                    done_at=at + timedelta(days=9) if done else None,
                )
            )
        batch.facts.append(self._fact("item.plan_approved", item, lead.reviewer, at))

    def _closure(self, batch: Batch, item: Item, lead: Lead, state: State, at: datetime) -> None:
        states = {State.CLOSURE_REVIEW: "pending", State.AWAITING_SIGNOFF: "endorsed"}
        request = ClosureRequest(
            item=item,
            cycle=1,
            state=states.get(state, "signed"),
            applicant=lead.officer,
            applied_at=at,
            statement="措施全部完成，抽查10件均符合",
            reviewer=lead.reviewer if state != State.CLOSURE_REVIEW else None,
        )
        batch.requests.append(request)
        batch.evidence.append(
            Evidence(
                item=item,
                cycle=1,
                evidence_class="outcome",
                title="前后对比数据",
                dated_on=item.found_on,
                department=lead.department,
                reference="业务系统统计第12号",
                by=lead.officer,
                at=at,
            )
        )
        if state in SIGNED:
            self._sign_off(batch, request, lead, state, at)

    def _sign_off(
        self, batch: Batch, request: ClosureRequest, lead: Lead, state: State, at: datetime
    ) -> None:
        item = request.item
        signature = SignOff(
            item=item,
            cycle=1,
            request=request,
            signer=lead.head.person,
            signer_name=lead.head.person.name,
            post=lead.head,
            post_title=lead.head.title,
            capacity="holder",
            department=lead.department,
            signed_at=at,
            item_version=1,
            content_hash="0" * 64,
            snapshot={},
            due_on=item.due_on,
            original_due_on=item.due_on,
            is_in_time=True,
        )
        batch.sign_offs.append(signature)
        batch.draws.append(
            VerificationDraw(
                item=item,
                cycle=1,
                method="document",
                needs_look_back=False,
                seed="seed",
                drawn_at=at,
            )
        )
        batch.facts.append(self._fact("item.signed_off", item, lead.head.person, at))
        if state == State.CLOSED:
            self._verified(batch, signature, at)

    def _verified(self, batch: Batch, signature: SignOff, at: datetime) -> None:
        batch.verifications.append(
            Verification(
                item=signature.item,
                cycle=1,
                sign_off=signature,
                result="passed",
                method="document",
                verifier=self.ground.office[1],
                unit_name="领导小组办公室",
                opinion="核对一致",
                verified_at=at,
            )
        )
