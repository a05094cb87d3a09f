"""What a person is for a department's rows of the four streams, and what he may read of them."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.urls import reverse

from accounts.enums import PostKind
from accounts.models import Department, User
from campaign.enums import CampaignRole
from campaign.models import Campaign, Meeting, ResearchTopic, StudySession
from campaign.permissions.campaign import campaign_standing_of
from campaign.querysets import Scope
from core.errors import Denied
from notifications.selectors import SubjectLink


class StreamRole(StrEnum):
    """A person's part in one department's study, research, review and tasks on one day."""

    OFFICER = "联络员或经办人"
    TEAM = "班子成员"
    HEAD = "第一责任人"
    OFFICE = "领导小组办公室成员"
    OFFICE_HEAD = "领导小组办公室主任"
    GROUP_LEADER = "领导小组组长"
    DEPUTY_LEADER = "分管该单位的副组长"
    GUIDANCE = "巡回指导组、派驻纪检监察组"


OWN = (StreamRole.OFFICER, StreamRole.TEAM, StreamRole.HEAD)
"""People of the department itself."""
OFFICE = (StreamRole.OFFICE, StreamRole.OFFICE_HEAD)
REGISTRARS = (StreamRole.OFFICER, *OFFICE)
"""Who registers items of a department (`rectification.permissions.may_create`)."""

_CAMPAIGN_ROLES = (
    (StreamRole.OFFICE, (CampaignRole.OFFICE,)),
    (StreamRole.OFFICE_HEAD, (CampaignRole.OFFICE_HEAD,)),
    (StreamRole.GROUP_LEADER, (CampaignRole.GROUP_LEADER,)),
    (StreamRole.GUIDANCE, (CampaignRole.GUIDANCE, CampaignRole.RESIDENT_DISCIPLINE)),
)
_POST_ROLES = (
    (StreamRole.OFFICER, (PostKind.LIAISON, PostKind.OFFICER)),
    (StreamRole.TEAM, (PostKind.TEAM_MEMBER,)),
    (StreamRole.HEAD, (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)),
)


def scope_of(user: User, on: date) -> Scope:
    """Whose rows of the streams `user` may read on the day; no statement where the standing is
    kept on the user object."""
    if user.admin_role or not user.is_active:
        return Scope(user.pk, is_closed=True)
    standing = campaign_standing_of(user, on)
    person = standing.person
    everywhere = standing.campaigns_as(
        CampaignRole.OFFICE,
        CampaignRole.OFFICE_HEAD,
        CampaignRole.GROUP_LEADER,
        CampaignRole.GUIDANCE,
        CampaignRole.RESIDENT_DISCIPLINE,
    )
    return Scope(
        user.pk,
        campaigns=everywhere | standing.granted_campaigns,
        departments=person.departments | person.portfolio | person.granted_departments,
        headed=person.headed,
        cleared_campaigns=standing.campaigns_as(
            CampaignRole.OFFICE_HEAD, CampaignRole.RESIDENT_DISCIPLINE
        ),
    )


def stream_roles(
    user: User, *, campaign_id: int, department_id: int | None, on: date
) -> frozenset[StreamRole]:
    """What `user` is for the rows of a department in a campaign; nothing for administrators."""
    if user.admin_role or not user.is_active:
        return frozenset()
    standing = campaign_standing_of(user, on)
    found = {role for role, names in _CAMPAIGN_ROLES if standing.has(campaign_id, *names)}
    if department_id is not None:
        for role, kinds in _POST_ROLES:
            if department_id in standing.person.in_kinds(*kinds):
                found.add(role)
        if department_id in standing.person.portfolio:
            found.add(StreamRole.DEPUTY_LEADER)
    return frozenset(found)


def registers_items(user: User, *, campaign: Campaign, department_id: int | None, on: date) -> bool:
    """Whether the form that makes an item of a row would open: for buttons."""
    closed = campaign.intake_closed_on is not None and campaign.intake_closed_on <= on
    if closed or campaign.archived_at:
        return False
    held = stream_roles(user, campaign_id=campaign.pk, department_id=department_id, on=on)
    return not held.isdisjoint(REGISTRARS)


def check_stream(
    user: User,
    roles: Iterable[StreamRole],
    *,
    campaign: Campaign,
    department: Department | None,
    on: date,
    what: str,
) -> frozenset[StreamRole]:
    """Raise Denied unless `user` holds one of `roles` there on the day; returns all he holds.

    `what` is the act in the user's words (“安排集中学习”). An archived campaign is read-only.
    """
    if user.admin_role:
        raise Denied(f"系统管理、安全保密、安全审计三类管理员不办理业务，不能{what}。")
    wanted = tuple(roles)
    held = stream_roles(
        user,
        campaign_id=campaign.pk,
        department_id=department.pk if department else None,
        on=on,
    )
    if not held.intersection(wanted):
        where = f"{department.short_name}的" if department and set(wanted) & set(OWN) else ""
        raise Denied(f"{what}由{where}{'、'.join(wanted)}办理，您目前不是。")
    if campaign.archived_at:
        raise Denied(f"“{campaign.name}”已归档，只能查阅，不能{what}。")
    return held


def why_not(
    user: User,
    roles: Iterable[StreamRole],
    *,
    campaign: Campaign,
    department: Department | None,
    on: date,
    what: str,
) -> str:
    """The sentence with which `check_stream` refuses, "" where it lets pass: for buttons."""
    try:
        check_stream(user, roles, campaign=campaign, department=department, on=on, what=what)
    except Denied as refusal:
        return refusal.detail
    return ""


def own_departments(user: User, on: date) -> frozenset[int]:
    """Departments for whose own rows of the streams `user` may write on the day."""
    if user.admin_role or not user.is_active:
        return frozenset()
    kinds = [kind for _, several in _POST_ROLES for kind in several]
    return campaign_standing_of(user, on).person.in_kinds(*kinds)


def check_topic(user: User, topic: ResearchTopic, *, on: date, what: str) -> frozenset[StreamRole]:
    """Raise Denied unless `user` may work on a research topic: its department's people, its leader.

    Returns what he is for the department; nothing for a leader from elsewhere.
    """
    is_leader = user.pk == topic.leader_id and user.is_active and not user.admin_role
    if is_leader and not topic.campaign.archived_at:
        return stream_roles(
            user, campaign_id=topic.campaign_id, department_id=topic.department_id, on=on
        )
    return check_stream(
        user, OWN, campaign=topic.campaign, department=topic.department, on=on, what=what
    )


def may_write_topic(user: User, topic: ResearchTopic, on: date) -> bool:
    """Whether `check_topic` would let it pass: for buttons."""
    try:
        check_topic(user, topic, on=on, what="修改调研课题")
    except Denied:
        return False
    return True


def topic_subjects(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """What a message's reader may see today of research topics (settings.MESSAGE_SUBJECTS)."""
    rows = ResearchTopic.objects.within(scope_of(person, on)).filter(uid__in=uids)
    return {
        uid: SubjectLink(title[:40], reverse("campaign:research_topic", args=[uid]))
        for uid, title in rows.values_list("uid", "title")
    }


def session_subjects(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """The same of study sessions."""
    rows = StudySession.objects.within(scope_of(person, on)).filter(uid__in=uids)
    return {
        uid: SubjectLink(title[:40], reverse("campaign:study_session", args=[uid]))
        for uid, title in rows.values_list("uid", "title")
    }


def meeting_subjects(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """The same of meetings: who only has to act on a resolution is told its title, not shown it."""
    scope = scope_of(person, on)
    if scope.is_closed:
        return {}
    seen = set(Meeting.objects.within(scope).filter(uid__in=uids).values_list("uid", flat=True))
    told = Meeting.objects.filter(
        uid__in=uids,
        confirmed_at__isnull=False,
        resolutions__owner_department__in=scope.departments,
    )
    rows = Meeting.objects.filter(uid__in={*seen, *told.values_list("uid", flat=True)})
    return {
        uid: SubjectLink(title[:40], reverse("campaign:meeting", args=[uid]) if uid in seen else "")
        for uid, title in rows.values_list("uid", "title")
    }
