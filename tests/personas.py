"""A small city for tests: one person per role, and people for whom an item must not exist.

Everybody is fictional. Passwords are `PASSWORD`; dates are relative to `TODAY`.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password

from accounts.enums import AdminRole, PostKind
from accounts.models import Department, PortfolioDepartment, Post, User
from campaign.enums import CampaignRole, VerifyingScope
from campaign.models import (
    Campaign,
    EscalationRule,
    FindingMethod,
    Membership,
    ReviewDimension,
    Source,
    Stream,
    Target,
    VerifyingUnit,
)
from campaign.validators import RungRow, ladder_of
from core.clock import LOCAL_ZONE

PRESET = Path(__file__).parents[1] / "campaign" / "presets" / "2019-second-batch.json"
PASSWORD = "ceshi-Mima-2019"
TODAY = date(2019, 10, 15)
SINCE = date(2019, 1, 1)


@cache
def rungs() -> tuple[RungRow, ...]:
    """The ladder of the preset."""
    return ladder_of(json.loads(PRESET.read_text(encoding="utf-8")))


def at(day: date = TODAY, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of a day in the city."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL_ZONE)


DEPARTMENTS = [
    ("000", "样例市人民政府", "市政府", None, 0),
    ("001", "市政府办公室", "市政府办", "000", 10),
    ("010", "市财政局", "市财政局", "000", 100),
    ("014", "市住房和城乡建设局", "市住建局", "000", 140),
    ("01401", "市房产服务中心", "市房产中心", "014", 141),
    ("015", "市交通运输局", "市交通局", "000", 150),
    ("023", "市审计局", "市审计局", "000", 230),
    ("040", "市招商局", "市招商局", "000", 400),
]

PEOPLE = [
    ("group_leader", "赵某甲", "000", PostKind.FIRST_IN_CHARGE, "市长", ()),
    ("supervisor", "钱某乙", "000", PostKind.TEAM_MEMBER, "常务副市长", ("010",)),
    ("deputy_leader", "周某戊", "000", PostKind.TEAM_MEMBER, "副市长", ("014", "015", "040")),
    ("secretary", "王某辛", "000", PostKind.TEAM_MEMBER, "秘书长", ("001", "023")),
    ("office_head", "冯某壬", "001", PostKind.FIRST_IN_CHARGE, "副秘书长", ()),
    ("office", "褚某甲", "001", PostKind.LIAISON, "办公室主任", ()),
    ("office_clerk", "卫某甲", "001", PostKind.OFFICER, "综合科科长", ()),
    ("office_team", "陈某甲", "001", PostKind.TEAM_MEMBER, "副秘书长", ("综合科",)),
    ("seconded", "蒋某乙", "023", PostKind.OFFICER, "审计科科长", ()),
    ("auditor", "沈某乙", "023", PostKind.LIAISON, "办公室主任", ()),
    ("audit_head", "韩某乙", "023", PostKind.FIRST_IN_CHARGE, "局长", ()),
    ("first_in_charge", "卫某丙", "014", PostKind.FIRST_IN_CHARGE, "党组书记、局长", ()),
    ("portfolio_leader", "沈某丙", "014", PostKind.TEAM_MEMBER, "副局长", ("城建科", "房管科")),
    ("second_leader", "韩某丙", "014", PostKind.TEAM_MEMBER, "副局长", ("财务科", "城建科")),
    ("officer", "朱某丙", "014", PostKind.LIAISON, "办公室主任", ()),
    ("second_officer", "秦某丙", "014", PostKind.OFFICER, "城建科科长", ()),
    ("sub_unit_head", "彭某己", "01401", PostKind.FIRST_IN_CHARGE, "负责人", ()),
    ("sub_unit_officer", "郎某己", "01401", PostKind.OFFICER, "工作人员", ()),
    ("cooperator", "尤某丁", "010", PostKind.LIAISON, "办公室主任", ()),
    ("cooperator_head", "许某丁", "010", PostKind.FIRST_IN_CHARGE, "局长", ()),
    ("stranger", "何某戊", "015", PostKind.LIAISON, "办公室主任", ()),
    ("stranger_head", "吕某戊", "015", PostKind.FIRST_IN_CHARGE, "局长", ()),
    ("vacant_officer", "葛某己", "040", PostKind.LIAISON, "办公室主任", ()),
    ("vacant_team", "云某己", "040", PostKind.TEAM_MEMBER, "副局长", ("招商科",)),
    ("guidance", "孔某庚", None, None, "", ()),
    ("resident", "曹某庚", None, None, "", ()),
    ("sys_admin", "严某辛", None, None, "", ()),
    ("sec_admin", "华某辛", None, None, "", ()),
    ("audit_admin", "金某辛", None, None, "", ()),
]

MEMBERSHIPS = [
    ("group_leader", CampaignRole.GROUP_LEADER),
    ("supervisor", CampaignRole.DEPUTY_GROUP_LEADER),
    ("supervisor", CampaignRole.OFFICE_SUPERVISOR),
    ("deputy_leader", CampaignRole.DEPUTY_GROUP_LEADER),
    ("secretary", CampaignRole.OFFICE_HEAD),
    ("office_head", CampaignRole.OFFICE_HEAD),
    ("office", CampaignRole.OFFICE),
    ("office_clerk", CampaignRole.OFFICE),
    ("seconded", CampaignRole.OFFICE),
    ("guidance", CampaignRole.GUIDANCE),
    ("resident", CampaignRole.RESIDENT_DISCIPLINE),
]

TARGETS = [
    ("decision_implementation", "贯彻落实不力", False),
    ("initiative", "不担当不作为", False),
    ("eight_rules", "违反中央八项规定精神", False),
    ("formalism", "形式主义、官僚主义", False),
    ("relatives_business", "领导干部亲属违规经商办企业", True),
]

SOURCES = [
    ("research", "调研发现", False, False),
    ("masses", "群众反映", False, True),
    ("inspection", "巡视巡察反馈", True, False),
    ("self_review", "检视查摆", False, False),
]


@dataclass
class City:
    """The city: people by role name (attributes too), departments and lists by code."""

    campaign: Campaign
    people: dict[str, User]
    departments: dict[str, Department]
    targets: dict[str, Target]
    sources: dict[str, Source]

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def lead(self) -> Department:
        return self.departments["014"]

    @property
    def other(self) -> Department:
        return self.departments["015"]

    @property
    def coop(self) -> Department:
        return self.departments["010"]

    @property
    def vacant(self) -> Department:
        return self.departments["040"]

    @property
    def sub_unit(self) -> Department:
        return self.departments["01401"]

    @property
    def office_department(self) -> Department:
        return self.departments["001"]

    def post(self, name: str) -> Post:
        """The open post of a person."""
        return Post.objects.get(person=self.people[name], ends_on=None)


def _departments() -> dict[str, Department]:
    found: dict[str, Department] = {}
    for code, name, short, parent, order in DEPARTMENTS:
        found[code] = Department.objects.create(
            code=code,
            name=name,
            short_name=short,
            parent=found.get(parent) if parent else None,
            party_body="党组",
            sort_order=order,
            is_sub_unit=parent is not None and parent != "000",
        )
    return found


def _people(departments: dict[str, Department]) -> dict[str, User]:
    hashed = make_password(PASSWORD)
    admins = set(AdminRole.values)
    User.objects.bulk_create(
        User(
            username=key,
            name=name,
            employee_no=f"T{n:03d}",
            password=hashed,
            password_set_at=at(TODAY - timedelta(days=5)),
            admin_role=key if key in admins else "",
        )
        for n, (key, name, *_) in enumerate(PEOPLE, 1)
    )
    people = {user.username: user for user in User.objects.all()}
    for order, (key, _, code, kind, title, extra) in enumerate(PEOPLE):
        if code is None:
            continue
        is_city = code == "000"
        post = Post.objects.create(
            person=people[key],
            department=departments[code],
            kind=kind,
            title=title,
            rank="县处级",
            order=order,
            starts_on=SINCE,
            sections=[] if is_city else list(extra),
        )
        if is_city:
            PortfolioDepartment.objects.bulk_create(
                PortfolioDepartment(post=post, department=departments[c]) for c in extra
            )
    return people


def _campaign(departments: dict[str, Department], people: dict[str, User]) -> Campaign:
    campaign = Campaign.objects.create(
        code="test",
        name="主题教育（测试）",
        starts_on=date(2019, 9, 1),
        office_department=departments["001"],
        is_default=True,
    )
    Membership.objects.bulk_create(
        Membership(campaign=campaign, person=people[key], role=role, starts_on=SINCE, order=n)
        for n, (key, role) in enumerate(MEMBERSHIPS)
    )
    VerifyingUnit.objects.create(
        campaign=campaign, scope=VerifyingScope.OFFICE_ITEMS, department=departments["023"]
    )
    for n, name in enumerate(["学习教育", "调查研究", "检视问题", "整改落实"], 1):
        Stream.objects.create(campaign=campaign, code=f"s{n}", name=name, order=n)
    EscalationRule.objects.bulk_create(
        EscalationRule(campaign=campaign, **asdict(row)) for row in rungs()
    )
    ReviewDimension.objects.create(campaign=campaign, code="d1", name="初心使命", order=1)
    FindingMethod.objects.create(campaign=campaign, code="m1", name="自己找", order=1)
    return campaign


def build_city() -> City:
    """Make the city in the test's database."""
    departments = _departments()
    people = _people(departments)
    campaign = _campaign(departments, people)
    targets = {
        code: Target.objects.create(
            campaign=campaign, code=code, name=name, order=n, is_sensitive_by_default=sensitive
        )
        for n, (code, name, sensitive) in enumerate(TARGETS, 1)
    }
    sources = {
        code: Source.objects.create(
            campaign=campaign,
            code=code,
            name=name,
            order=n,
            is_inspection=inspection,
            is_opinion=opinion,
        )
        for n, (code, name, inspection, opinion) in enumerate(SOURCES, 1)
    }
    return City(campaign, people, departments, targets, sources)


@pytest.fixture
def city(db: None) -> City:
    """The small city."""
    return build_city()
