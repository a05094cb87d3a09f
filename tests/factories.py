"""Items at any state, walked there through the real services: impossible items can't be built."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from core import workdays
from rectification import services
from rectification.enums import Kind, State
from rectification.models import Cooperation, Item, Measure
from rectification.services import (
    AssignContent,
    ClosureContent,
    EvidenceContent,
    ItemContent,
    MeasureContent,
    Origin,
    VerificationContent,
)
from tests.personas import TODAY, City, at

STANDARD = "三个小区全部通暖，入户测温抽50户均达18度"
STATEMENT = "三个小区1142户全部通暖，入户测温50户均达标"


def content(city: City, **changes: Any) -> ItemContent:
    """A problem as an officer types it."""
    base = ItemContent(
        problem="老旧小区供热管网改造进度滞后，3个小区1142户未按期通暖",
        found_on=date(2019, 9, 20),
        target=city.targets["initiative"],
        origins=[Origin(city.sources["research"])],
    )
    return replace(base, **changes)


def assignment(city: City, **changes: Any) -> AssignContent:
    """An assignment to the lead, time-limited, due in twenty working days."""
    kind = changes.get("kind", Kind.TIME_LIMITED)
    days = 10 if kind == Kind.IMMEDIATE else 20
    base = AssignContent(
        lead_department=city.lead,
        kind=kind,
        acceptance_standard=STANDARD,
        due_on=workdays.load().add(TODAY, days),
    )
    return replace(base, **changes)


def fresh(item: Item) -> Item:
    """The item as the database has it."""
    return Item.objects.get(pk=item.pk)


def measure_contents(item: Item, n: int = 2) -> list[MeasureContent]:
    """`n` whole measures within the item's date."""
    return [
        MeasureContent(
            action=f"完成第{k}个小区管网焊接、打压和注水",
            owner_name="秦某丙",
            due_on=item.due_on,
            deliverable="打压试验记录",
            criterion="打压合格",
        )
        for k in range(1, n + 1)
    ]


def proofs(item: Item, when: datetime) -> list[EvidenceContent]:
    """Evidence that the closure rule asks for: output per measure, one outcome."""
    day = when.date()
    measures = Measure.objects.filter(item=item, cycle=item.cycle).order_by("order", "id")
    pieces = [
        EvidenceContent(
            evidence_class="output",
            title="验收记录",
            dated_on=day,
            measure=m,
            reference="住建验〔2019〕1号",
        )
        for m in measures
    ]
    pieces.append(
        EvidenceContent(
            evidence_class="outcome", title="测温表", dated_on=day, reference="测温系统20191015"
        )
    )
    if item.kind == Kind.LONG_TERM:
        pieces.append(
            EvidenceContent(
                evidence_class="output",
                title="管理办法",
                dated_on=day,
                reference="住建发〔2019〕9号",
                is_institution_in_force=True,
            )
        )
    return pieces


def closure(item: Item, when: datetime) -> ClosureContent:
    """A whole request: every measure done, evidence in the same act."""
    done = {str(m.uid): "已完成1142户" for m in Measure.objects.filter(item=item, cycle=item.cycle)}
    return ClosureContent(
        statement=STATEMENT,
        done=done,
        evidence=proofs(item, when),
        nobody_reachable=item.is_mass,
    )


def sign(item: Item, by: User, when: datetime, *, seed: str = "0") -> Item:
    """Sign what is shown."""
    _, digest = services.shown_for_signature(item=fresh(item), by=by, at=when)
    return services.sign_off(
        item=item, by=by, at=when, version=fresh(item).version, shown_hash=digest, seed=seed
    )


def sheet(**changes: Any) -> VerificationContent:
    """A verifier's sheet that satisfies every drawn method."""
    base = VerificationContent(
        opinion="现场核对三个小区，抽测50户，均达标", inspector_names="蒋某乙、沈某乙"
    )
    return replace(base, **changes)


class Walk:
    """Walks one item along the ordinary path; each step returns the walk."""

    def __init__(self, city: City, *, when: datetime | None = None, **changes: Any) -> None:
        self.city = city
        self.when = when or at()
        assign_keys = AssignContent.__dataclass_fields__.keys()
        self.typed = {k: v for k, v in changes.items() if k not in assign_keys or k == "kind"}
        self.given = {k: v for k, v in changes.items() if k in assign_keys}
        self.item: Item | None = None

    def _common(self, by: User) -> dict[str, Any]:
        self.when += timedelta(minutes=1)
        item = fresh(self.item)
        return {"item": item, "by": by, "at": self.when, "version": item.version}

    def draft(self) -> "Walk":
        typed = content(self.city, **{k: v for k, v in self.typed.items() if k != "kind"})
        self.item = services.create(
            campaign=self.city.campaign, content=typed, by=self.city.office, at=self.when
        )
        return self

    def registered(self) -> "Walk":
        self.draft()
        self.item = services.submit(**self._common(self.city.office))
        return self

    def assigned(self) -> "Walk":
        self.registered()
        office = self.city.office if not self.item.is_sensitive else self.city.office_head
        given = assignment(self.city, **self.given)
        if self.item.is_sensitive and given.handler is None:
            given = replace(given, handler=self.city.officer, office_person=self.city.office)
        self.item = services.assign(**self._common(office), content=given)
        return self

    @property
    def officer(self) -> User:
        if self.item.lead_department_id == self.city.vacant.pk:
            return self.city.vacant_officer
        if self.item.lead_department_id == self.city.office_department.pk:
            return self.city.office
        return self.city.officer

    def accepted(self, **place: Any) -> "Walk":
        self.assigned()
        place.setdefault("section", self.section())
        self.item = services.accept(**self._common(self.officer), **place)
        return self

    def section(self) -> str:
        lead = self.item.lead_department_id
        names = {
            self.city.lead.pk: "城建科",
            self.city.vacant.pk: "招商科",
            self.city.office_department.pk: "综合科",
        }
        return names.get(lead, "")

    def plan_review(self, **place: Any) -> "Walk":
        self.accepted(**place)
        self.item = services.submit_plan(
            **self._common(self.officer),
            measures=measure_contents(self.item),
            causes={"work": "调度不力"},
        )
        return self

    def reviewer(self) -> User:
        lead = self.item.lead_department_id
        if lead == self.city.vacant.pk:
            return self.city.vacant_team
        if lead == self.city.office_department.pk:
            return self.city.office_team
        return self.city.first_in_charge if self.item.is_key else self.city.portfolio_leader

    def in_progress(self, **place: Any) -> "Walk":
        if self.given.get("kind") == Kind.IMMEDIATE and not self.given.get("is_key"):
            self.assigned()
            place.setdefault("section", self.section())
            self.item = services.start(**self._common(self.officer), **place)
            return self
        self.plan_review(**place)
        self.item = services.approve_plan(**self._common(self.reviewer()))
        return self

    def closure_review(self, **place: Any) -> "Walk":
        self.in_progress(**place)
        return self.ask()

    def confirm_parts(self) -> "Walk":
        for part in Cooperation.objects.filter(item=self.item, state__in=["open", "asked"]):
            people = {
                self.city.coop.pk: self.city.cooperator,
                self.city.other.pk: self.city.stranger,
            }
            by = people[part.department_id]
            services.confirm_part(item=fresh(self.item), by=by, at=self.when)
        return self

    def ask(self) -> "Walk":
        self.confirm_parts()
        asked = closure(self.item, self.when)
        self.item = services.request_closure(**self._common(self.officer), content=asked)
        return self

    def awaiting_signoff(self, **place: Any) -> "Walk":
        self.closure_review(**place)
        return self.endorse()

    def endorse(self) -> "Walk":
        if self.item.state == State.CLOSURE_REVIEW:
            reviewer = self.city.portfolio_leader
            if self.item.lead_department_id != self.city.lead.pk:
                reviewer = self.reviewer()
            self.item = services.endorse_closure(**self._common(reviewer))
        return self

    def awaiting_verification(self, **place: Any) -> "Walk":
        self.awaiting_signoff(**place)
        return self.sign()

    def sign(self, by: User | None = None, seed: str = "0") -> "Walk":
        signer = by or self.city.first_in_charge
        self.when += timedelta(minutes=1)
        self.item = sign(self.item, signer, self.when, seed=seed)
        return self

    def verify(self, by: User | None = None, **changes: Any) -> "Walk":
        verifier = by or self.city.office_clerk
        if self.item.kind == Kind.LONG_TERM:
            next_on = self.when.date() + timedelta(days=60)
            given = sheet(next_look_back_on=next_on, **changes)
            self.item = services.sustain(**self._common(verifier), content=given)
        else:
            self.item = services.verify(**self._common(verifier), content=sheet(**changes))
        return self

    def closed(self, **place: Any) -> "Walk":
        self.awaiting_verification(**place)
        return self.verify()

    def sustained(self, **place: Any) -> "Walk":
        self.given["kind"] = Kind.LONG_TERM
        return self.closed(**place)

    def suspended(self) -> "Walk":
        self.in_progress()
        self.item = services.suspend(
            **self._common(self.city.office_head),
            reason="涉诉，等待判决",
            document_number="样例市法〔2019〕3号",
            review_on=self.when.date() + timedelta(days=20),
        )
        return self

    def merged(self) -> "Walk":
        other = Walk(self.city, when=self.when).in_progress().item
        self.registered()
        self.item = services.merge(**self._common(self.city.office), into=other)
        return self

    def voided(self) -> "Walk":
        self.registered()
        self.item = services.void(
            **self._common(self.city.office_head), void_reason="not_a_problem", reason="经核不属实"
        )
        return self


def item_at(city: City, state: str, **changes: Any) -> Item:
    """An item that has come to `state` by the ordinary path."""
    walk = Walk(city, **changes)
    return fresh(getattr(walk, State(state).value)().item)
