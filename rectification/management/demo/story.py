"""One item's life in the demo city: every step through the real services, at a working hour."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from campaign.models import Campaign
from core.clock import LOCAL_ZONE
from core.workdays import Workdays
from rectification import services
from rectification.enums import Kind, State
from rectification.management.demo.people import Desk
from rectification.models import Item, Measure, VerificationDraw
from rectification.services import (
    AssignContent,
    ClosureContent,
    EvidenceContent,
    ItemContent,
    MeasureContent,
    Origin,
    ProgressContent,
    VerificationContent,
)

OUTLINE = {"time_limited": 40, "long_term": 60, "immediate": 12}


@dataclass(frozen=True)
class Cast:
    """Who acts for the office and beyond."""

    campaign: Campaign
    office: User
    office_head: User
    verifier: User
    auditor: User
    guidance: User
    supervisor: User
    lists: dict[str, dict[str, Any]]
    workdays: Workdays
    today: date


class Story:
    """Walks one item to where it is to stand today, beginning `age` working days ago."""

    def __init__(
        self, cast: Cast, row: dict[str, Any], desk: Desk, coop: list[Desk], *, age: int, due: int
    ) -> None:
        self.cast = cast
        self.row = row
        self.desk = desk
        self.coop = coop
        self.day = cast.workdays.add(cast.today, -age)
        self.due = due
        self.minute = 0
        self.item: Item | None = None

    def at(self) -> datetime:
        """The next moment, some minutes on, within the working day."""
        self.minute += 7
        moment = datetime.combine(self.day, time(9, 0), LOCAL_ZONE)
        return moment + timedelta(minutes=self.minute)

    def wait(self, workdays: int) -> "Story":
        """Let working days pass, never beyond yesterday."""
        later = self.cast.workdays.add(self.day, workdays)
        last = self.cast.workdays.add(self.cast.today, -1)
        if later <= last:
            self.day, self.minute = later, 0
        return self

    def _common(self, by: User) -> dict[str, Any]:
        self.item = Item.objects.get(pk=self.item.pk)
        return {"item": self.item, "by": by, "at": self.at(), "version": self.item.version}

    @property
    def is_small(self) -> bool:
        return (
            self.item.kind == Kind.IMMEDIATE and not self.item.is_key and not self.item.is_sensitive
        )

    def content(self) -> ItemContent:
        lists = self.cast.lists
        source = lists["sources"][self.row["source"]]
        number = "市巡察〔2019〕5号" if source.is_inspection else ""
        return ItemContent(
            problem=self.row["problem"],
            found_on=self.day - timedelta(days=4),
            target=lists["targets"][self.row["target"]],
            origins=[Origin(source, number)],
            kind=self.row["kind"],
            is_sensitive=self.row["sensitive"],
        )

    def registered(self) -> "Story":
        by = self.cast.office_head
        typed = self.content()
        self.item = services.create(campaign=self.cast.campaign, content=typed, by=by, at=self.at())
        self.item = services.submit(**self._common(by))
        return self

    def _due_on(self) -> date:
        limit = self.cast.workdays.add(self.day, 15)
        if self.row["kind"] == Kind.IMMEDIATE:
            return min(limit, self.cast.workdays.add(self.day, max(self.due, 1)))
        latest = self.day + timedelta(days=90)
        return min(latest, self.cast.workdays.add(self.day, max(self.due, 1)))

    def assigned(self) -> "Story":
        self.registered()
        sensitive = self.row["sensitive"]
        content = AssignContent(
            lead_department=self.desk.department,
            kind=self.row["kind"],
            acceptance_standard=self.row["measures"],
            due_on=self._due_on(),
            cooperating=[other.department for other in self.coop] if not sensitive else [],
            handler=self.desk.officer if sensitive else None,
            office_person=self.cast.office if sensitive else None,
        )
        self.item = services.assign(**self._common(self.cast.office_head), content=content)
        return self

    def _measures(self) -> list[MeasureContent]:
        texts = [t.strip() for t in re.split(r"[，；]", self.row["measures"]) if t.strip()]
        return [
            MeasureContent(
                action=text,
                owner_name=self.desk.officer.name,
                due_on=self.item.due_on,
                deliverable="办理情况说明及凭证",
                criterion=text,
            )
            for text in texts[:3]
        ]

    def accepted(self) -> "Story":
        self.assigned().wait(1)
        self.item = services.accept(**self._common(self.desk.officer), section=self.desk.section)
        return self

    def plan_review(self) -> "Story":
        self.accepted().wait(2)
        self.item = services.submit_plan(
            **self._common(self.desk.officer),
            measures=self._measures(),
            causes={"work": "日常监管和调度不到位"},
        )
        return self

    def in_progress(self) -> "Story":
        self.assigned()
        if self.is_small:
            self.wait(1)
            section = {"section": self.desk.section}
            self.item = services.start(**self._common(self.desk.officer), **section)
        else:
            self.wait(1)
            place = {"section": self.desk.section}
            self.item = services.accept(**self._common(self.desk.officer), **place)
            self.wait(2)
            self.item = services.submit_plan(
                **self._common(self.desk.officer),
                measures=self._measures(),
                causes={"work": "日常监管和调度不到位"},
            )
            self.wait(1)
            key = self.item.is_key or self.desk.reviewer is None
            reviewer = self.desk.head if key and self.desk.head else self.desk.reviewer
            self.item = services.approve_plan(**self._common(reviewer))
        return self

    def news(self, text: str, percent: int) -> "Story":
        services.progress(
            item=Item.objects.get(pk=self.item.pk),
            content=ProgressContent(text=text, percent=percent),
            by=self.desk.officer,
            at=self.at(),
        )
        return self

    def measures_done(self) -> "Story":
        for measure in Measure.objects.filter(item=self.item, state="open").order_by("order", "id"):
            services.complete_measure(
                **self._common(self.desk.officer),
                measure=measure,
                outcome=f"{measure.action}，已办结",
                reference=f"办理台账第{measure.order}号",
            )
        for other in self.coop if not self.row["sensitive"] else []:
            services.confirm_part(
                item=Item.objects.get(pk=self.item.pk), by=other.officer, at=self.at()
            )
        return self

    def ask(self) -> "Story":
        self.measures_done().wait(1)
        pieces = [
            EvidenceContent(
                evidence_class="outcome",
                title="前后对比数据",
                dated_on=self.day,
                reference="业务系统统计第12号",
            )
        ]
        if self.item.kind == Kind.LONG_TERM:
            pieces.append(
                EvidenceContent(
                    evidence_class="output",
                    title="管理办法（已施行）",
                    dated_on=self.day,
                    reference="样例市发〔2019〕21号",
                    is_institution_in_force=True,
                )
            )
        asked = ClosureContent(
            statement="措施全部完成，现场复核10件均符合标准，群众反映的3个问题已解决",
            evidence=pieces,
            nobody_reachable=self.item.is_mass,
        )
        self.item = services.request_closure(**self._common(self.desk.officer), content=asked)
        return self

    def endorse(self) -> "Story":
        if self.item.state == State.CLOSURE_REVIEW:
            self.wait(1)
            self.item = services.endorse_closure(
                **self._common(self.desk.reviewer), comment="情况属实，同意"
            )
        return self

    def sign(self) -> "Story":
        self.wait(1)
        moment = self.at()
        item = Item.objects.get(pk=self.item.pk)
        _, digest = services.shown_for_signature(item=item, by=self.desk.head, at=moment)
        self.item = services.sign_off(
            item=item,
            by=self.desk.head,
            at=moment,
            version=item.version,
            shown_hash=digest,
            seed=f"demo-{item.number}",
        )
        return self

    def _verifier(self) -> User:
        """Somebody who holds no post in a unit of the item."""
        if self.desk.department.code == "001" or any(
            other.department.code == "001" for other in self.coop
        ):
            return self.cast.auditor
        if self.row["sensitive"]:
            return self.cast.office
        units = {self.desk.department.code, *(o.department.code for o in self.coop)}
        return self.cast.office if "023" in units else self.cast.verifier

    def _sheet(self, **more: Any) -> VerificationContent:
        draw = VerificationDraw.objects.get(item=self.item, cycle=self.item.cycle)
        names = "杜某甲、阮某乙" if draw.method == "on_site" else ""
        opinion = "逐条核对措施和佐证，抽查10件，与所报一致"
        return VerificationContent(opinion=opinion, inspector_names=names, **more)

    def verify(self) -> "Story":
        self.wait(2)
        by = self._verifier()
        if self.item.kind == Kind.LONG_TERM:
            sheet = self._sheet(next_look_back_on=self.day + timedelta(days=45))
            self.item = services.sustain(**self._common(by), content=sheet)
        else:
            self.item = services.verify(**self._common(by), content=self._sheet())
        return self

    def fail(self) -> "Story":
        self.wait(1)
        self.item = services.fail_verification(
            **self._common(self._verifier()),
            content=self._sheet(),
            criterion_not_met="抽查5件有2件未落实",
            new_due_on=self.cast.workdays.add(self.day, 10),
        )
        return self

    def ask_extension(self) -> "Story":
        new_due = self.cast.workdays.add(max(self.item.due_on, self.cast.today), 10)
        services.request_extension(
            **self._common(self.desk.officer),
            new_due_on=new_due,
            reason="招标流程未完，设备到货延迟",
            progress="已完成三分之二",
            interim_measure="先行安排临时措施",
        )
        return self
