"""Lists of the streams for the small city, and sessions, topics and findings through services."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from campaign import services
from campaign.enums import AttendanceStatus, ListKind
from campaign.models import ListEntry, StudyOutcome, StudySession
from campaign.services.study import AttendanceLine, SessionContent
from campaign.services.study_outcomes import OutcomeContent
from tests.personas import TODAY, City, at

ENTRIES = {
    ListKind.STUDY_FORM: ("研讨交流", "革命传统教育", "形势政策教育", "先进典型教育", "警示教育"),
    ListKind.STUDY_MATERIAL: ("党章", "党史"),
    ListKind.STUDY_WAY: ("全面系统学", "及时跟进学"),
    ListKind.STUDY_CONVERSION: ("机遇", "政策", "项目", "举措"),
    ListKind.OBJECTIVE: ("理论学习有收获", "为民服务解难题"),
    ListKind.RESEARCH_DIRECTION: ("重要指示", "西部大开发", "攻坚战", "营商环境", "热点难点"),
    ListKind.RESEARCH_FIELD: ("交通能源", "城市建设"),
}


def with_lists(city: City) -> City:
    """The city with the lists that the streams refer to; codes are kind-number."""
    ListEntry.objects.bulk_create(
        ListEntry(campaign=city.campaign, kind=kind, code=f"{kind.value}-{n}", name=name, order=n)
        for kind, names in ENTRIES.items()
        for n, name in enumerate(names, 1)
    )
    return city


def entry(city: City, kind: ListKind, n: int = 1) -> ListEntry:
    return ListEntry.objects.get(campaign=city.campaign, kind=kind, code=f"{kind.value}-{n}")


def session_content(city: City, **changes: Any) -> SessionContent:
    """A session as an officer plans it."""
    base = SessionContent(
        title="党组理论学习中心组专题研讨",
        form=entry(city, ListKind.STUDY_FORM),
        planned_on=TODAY + timedelta(days=3),
        host="卫某丙",
        place="机关三楼会议室",
    )
    return replace(base, **changes)


def planned(city: City, by: User | None = None, **changes: Any) -> StudySession:
    """A planned session of the lead department."""
    return services.plan_session(
        campaign=city.campaign,
        department=changes.pop("department", city.lead),
        content=session_content(city, **changes),
        by=by or city.officer,
        at=at(),
    )


def present(*people: User, status: str = "present") -> list[AttendanceLine]:
    return [AttendanceLine(AttendanceStatus(status), person) for person in people]


def held(
    city: City, *, on: date = TODAY, lines: list[AttendanceLine] | None = None, **changes: Any
) -> StudySession:
    """A session of the lead department that was held."""
    session = planned(city, planned_on=on, **changes)
    return services.hold_session(
        session=session,
        held_on=on,
        summary="围绕供热管网改造研讨",
        lines=lines or present(city.first_in_charge, city.officer),
        by=city.officer,
        at=at(),
        version=session.version,
    )


def outcome_of(
    city: City, session: StudySession | None = None, when: datetime | None = None, **changes: Any
) -> StudyOutcome:
    """An outcome of a session that was held."""
    content = OutcomeContent(
        kind=changes.get("kind", entry(city, ListKind.STUDY_CONVERSION)),
        text=changes.get("text", "争取老旧小区改造专项债券 3000 万元"),
        objectives=changes.get("objectives", ()),
    )
    return services.add_outcome(
        session=session or held(city), content=content, by=city.officer, at=when or at()
    )
