"""REST: the kick-off list and the departments' leading groups, one row a department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Department, Post
from campaign import services
from campaign.api.base import PersonNameSerializer
from campaign.api.units import OF_CAMPAIGN, PerUnitSerializer, PerUnitViewSet
from campaign.enums import GroupRole
from campaign.models import LeadingGroup
from campaign.selectors import tasks as selectors
from campaign.selectors.tasks import KickOffRow
from campaign.services.kick_off import Seat
from core.api.rows import choice, day, needed, version
from core.api.serializers import StrictSerializer
from core.errors import FieldError, Invalid

MOST_SEATS = 100


class KickOffSerializer(PerUnitSerializer):
    """A department's kick-off: what it typed, and what the system reads from its other rows."""

    version = serializers.IntegerField(help_text="0 表示还没有填写")
    plan_issued_on = serializers.DateField(
        source="kick_off.plan_issued_on", allow_null=True, default=None, help_text="方案印发日期"
    )
    plan_document_number = serializers.CharField(
        source="kick_off.plan_document_number", default="", help_text="方案文号"
    )
    meeting_held_on = serializers.DateField(
        source="kick_off.meeting_held_on", allow_null=True, default=None, help_text="动员会日期"
    )
    has_group = serializers.BooleanField(help_text="已登记领导机构（系统判断）")
    members = serializers.IntegerField(help_text="领导机构人数（系统判断）")
    has_liaison = serializers.BooleanField(help_text="有在任联络员（系统判断）")
    is_whole = serializers.BooleanField(help_text="三个到位：方案、领导机构、联络员（系统判断）")


class KickOffInput(StrictSerializer):
    plan_issued_on = day(required=True, allow_null=True, help_text="方案印发日期，没有的填 null")
    plan_document_number = needed(100, help_text="方案文号")
    meeting_held_on = day(required=True, allow_null=True, help_text="动员会日期，没有的填 null")
    version = version()


class SeatSerializer(StrictSerializer):
    """A post in a leading group and whoever holds it."""

    post = serializers.UUIDField(source="post.uid", help_text="任职（uid）")
    title = serializers.CharField(source="post.title", help_text="职务")
    person = PersonNameSerializer(source="post.person")
    role = serializers.ChoiceField(choices=GroupRole.choices)
    role_label = serializers.CharField(source="get_role_display")


class LeadingGroupSerializer(PerUnitSerializer):
    """A department's leading group; no seats where none is named."""

    version = serializers.IntegerField(help_text="0 表示还没有登记")
    formed_on = serializers.DateField(
        source="group.formed_on", allow_null=True, default=None, help_text="成立日期"
    )
    document_number = serializers.CharField(
        source="group.document_number", default="", help_text="发文字号"
    )
    seats = SeatSerializer(source="group.members", many=True, default=list, help_text="按排序")


class SeatInput(StrictSerializer):
    post = serializers.UUIDField(help_text="本单位的现任职务（uid）")
    role = choice(GroupRole.choices)


class LeadingGroupInput(StrictSerializer):
    formed_on = day(required=True, allow_null=True, help_text="成立日期，没有的填 null")
    document_number = needed(100, help_text="发文字号")
    seats = SeatInput(many=True, max_length=MOST_SEATS, help_text="按排序；组长一名")
    version = version()


@dataclass(frozen=True)
class GroupLine:
    """A department and its leading group, if one is named."""

    department: Department
    group: LeadingGroup | None

    @property
    def version(self) -> int:
        return self.group.version if self.group is not None else 0


@extend_schema(tags=["tasks"], parameters=[OF_CAMPAIGN])
@extend_schema_view(
    list=extend_schema(summary="启动清单：可见的每个单位一行，按机构序列"),
    retrieve=extend_schema(summary="一个单位的启动情况"),
)
class KickOffViewSet(PerUnitViewSet):
    """启动清单：方案、动员会由单位填写，领导机构、联络员由系统判断。uid 是单位的 uid。"""

    serializer_class = KickOffSerializer
    versioned = frozenset({"update"})

    def lines(self, units: Sequence[Department]) -> list[KickOffRow]:
        return selectors.kick_off_rows(self.campaign, list(units), self.on)

    @extend_schema(
        summary="登记启动情况",
        description="由本单位或办公室办理，整行替换；已填写过的须带 version 或 If-Match。",
        request=KickOffInput,
        responses=KickOffSerializer,
    )
    def update(self, request: Request, uid: UUID) -> Response:
        unit = self.find(uid)
        seen = self.version_seen(self.line(unit).version)
        given = self.cleaned(KickOffInput, self.campaign)
        services.save_kick_off(
            campaign=self.campaign, department=unit, by=self.by, at=self.at, version=seen, **given
        )
        return self.shown(self.line(unit))


@extend_schema(tags=["tasks"], parameters=[OF_CAMPAIGN])
@extend_schema_view(
    list=extend_schema(summary="单位领导机构：可见的每个单位一行，按机构序列"),
    retrieve=extend_schema(summary="一个单位的领导机构"),
)
class LeadingGroupViewSet(PerUnitViewSet):
    """单位领导机构，按现任职务登记。uid 是单位的 uid；市领导小组见专项的组织领导页面。"""

    serializer_class = LeadingGroupSerializer
    versioned = frozenset({"update"})

    def lines(self, units: Sequence[Department]) -> list[GroupLine]:
        named = selectors.groups_of(self.campaign, units)
        return [GroupLine(unit, named.get(unit.pk)) for unit in units]

    @extend_schema(
        summary="登记领导机构",
        description="由本单位或办公室办理，整体替换；已登记过的须带 version 或 If-Match。",
        request=LeadingGroupInput,
        responses=LeadingGroupSerializer,
    )
    def update(self, request: Request, uid: UUID) -> Response:
        unit = self.find(uid)
        seen = self.version_seen(self.line(unit).version)
        given = self.cleaned(LeadingGroupInput, self.campaign)
        given["seats"] = self._seats(given["seats"])
        try:
            services.save_group(
                campaign=self.campaign,
                department=unit,
                by=self.by,
                at=self.at,
                version=seen,
                **given,
            )
        except Invalid as refusal:
            raise Invalid(refusal.detail, errors=_at_seats(refusal.errors)) from refusal
        return self.shown(self.line(unit))

    def _seats(self, given: Sequence[Mapping[str, Any]]) -> list[Seat]:
        """The seats with their posts, found by one statement."""
        posts = Post.objects.on(self.on).filter(uid__in={one["post"] for one in given})
        known = {post.uid: post for post in posts}
        for n, one in enumerate(given):
            if one["post"] not in known:
                sentence = f"没有找到现任职务：{one['post']}。请核对任职的 uid。"
                wrong = FieldError(f"/seats/{n}/post", "unknown", sentence)
                raise Invalid(sentence, errors=[wrong])
        return [Seat(known[one["post"]], one["role"]) for one in given]


def _at_seats(errors: Sequence[FieldError]) -> list[FieldError]:
    """What the page says beside its fields for leader and members, beside `seats`."""
    pages = ("leader", "members")
    return [replace(one, pointer="/seats") if one.field in pages else one for one in errors]
