"""REST: departments, people, posts, and who the caller is. Reading only: an import keeps them."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.enums import AdminRole, Capacity, PostKind
from accounts.filters import DepartmentFilter, PersonFilter, PostFilter
from accounts.models import Department, Post, User
from accounts.permissions import Act, can, reads_all_contacts, standing_of
from accounts.selectors import all_posts_of, delegations_to, heads_of
from core import clock
from core.api.serializers import StrictSerializer
from core.api.views import StrictAPIView, StrictViewSet
from core.clock import local_date


class NameSerializer(StrictSerializer):
    """A department or a person as others mention it."""

    uid = serializers.UUIDField()
    name = serializers.CharField()


class HeadSerializer(StrictSerializer):
    """Who answers for a department, by which post."""

    person = NameSerializer(source="user")
    title = serializers.CharField(source="post.title")
    capacity = serializers.ChoiceField(choices=Capacity)


class DepartmentSerializer(StrictSerializer):
    """A department; `first_in_charge` is null while the post is vacant."""

    uid = serializers.UUIDField()
    code = serializers.CharField(help_text="机构编码，与组织机构数据一致")
    name = serializers.CharField()
    short_name = serializers.CharField()
    parent = NameSerializer(allow_null=True)
    party_body = serializers.CharField(help_text="党组、党委或党支部")
    sort_order = serializers.IntegerField(help_text="机构序列")
    is_sub_unit = serializers.BooleanField(help_text="二级单位，不能牵头")
    is_active = serializers.BooleanField(help_text="未撤销")
    ended_on = serializers.DateField(allow_null=True, help_text="撤销日期；该日起不再办理新事项")
    successor = NameSerializer(allow_null=True, help_text="承接单位；未撤销的为拟定的承接单位")
    aliases = serializers.SerializerMethodField()
    first_in_charge = serializers.SerializerMethodField()

    def get_aliases(self, row: Department) -> list[str]:
        return sorted(alias.name for alias in row.aliases.all())

    @extend_schema_field(HeadSerializer(allow_null=True))
    def get_first_in_charge(self, row: Department) -> dict[str, Any] | None:
        head = self.context["heads"].get(row.pk)
        return HeadSerializer(head).data if head else None


class PostSerializer(StrictSerializer):
    """A post; the day it ends is the first without it."""

    uid = serializers.UUIDField()
    person = NameSerializer()
    department = NameSerializer()
    kind = serializers.ChoiceField(choices=PostKind)
    kind_label = serializers.CharField(source="get_kind_display")
    title = serializers.CharField()
    sections = serializers.ListField(child=serializers.CharField(), help_text="分管科室")
    portfolio = serializers.SerializerMethodField(help_text="分管单位")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    document_number = serializers.CharField(help_text="依据文号")

    def get_portfolio(self, row: Post) -> list[str]:
        return [str(entry.department.uid) for entry in row.portfolio.all()]


class PersonSerializer(StrictSerializer):
    """A person; `phone` and `email` are null for whom they are not shown to."""

    uid = serializers.UUIDField()
    name = serializers.CharField()
    employee_no = serializers.CharField(allow_null=True, help_text="工号，与 OA 一致")
    is_active = serializers.BooleanField()
    phone = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()
    posts = PostSerializer(source="posts_now", many=True)

    def get_phone(self, row: User) -> str | None:
        return row.phone if self._shown(row) else None

    def get_email(self, row: User) -> str | None:
        return row.email if self._shown(row) else None

    def _shown(self, row: User) -> bool:
        """Own, of a shared department, or to readers of all contacts."""
        units = {post.department_id for post in row.posts_now}
        mine = self.context["own_departments"]
        own = row.pk == self.context["request"].user.pk
        return own or self.context["all_contacts"] or bool(mine & units)


class DelegationSerializer(StrictSerializer):
    """A department for whose first-in-charge the caller signs, until when."""

    department = NameSerializer(source="post.department")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class MeSerializer(StrictSerializer):
    """The caller."""

    uid = serializers.UUIDField()
    username = serializers.CharField()
    name = serializers.CharField()
    employee_no = serializers.CharField(allow_null=True)
    admin_role = serializers.ChoiceField(choices=AdminRole, allow_blank=True)
    posts = PostSerializer(many=True)
    delegations = DelegationSerializer(many=True)


class ReadingViewSet(ListModelMixin, RetrieveModelMixin, StrictViewSet):
    """A list with filters and its rows."""

    filter_backends = [DjangoFilterBackend]
    lookup_field = "uid"
    lookup_value_converter = "uuid"


@extend_schema(tags=["departments"])
class DepartmentViewSet(ReadingViewSet):
    """单位，按机构序列。"""

    serializer_class = DepartmentSerializer
    filterset_class = DepartmentFilter
    ordering = ("sort_order", "id")
    queryset = Department.objects.select_related("parent", "successor").prefetch_related("aliases")

    def get_serializer(self, *args: Any, **kwargs: Any) -> DepartmentSerializer:
        """With the heads of exactly the rows that are shown: one statement."""
        rows = args[0] if args else []
        ids = [row.pk for row in (rows if kwargs.get("many") else [rows]) if rows]
        context = kwargs.pop("context", None) or self.get_serializer_context()
        context |= {"heads": heads_of(ids, local_date(clock.now()))}
        return DepartmentSerializer(*args, context=context, **kwargs)


@extend_schema(tags=["people"])
class PersonViewSet(ReadingViewSet):
    """人员。电话和邮箱只对同单位人员、领导小组办公室和系统管理员显示，其他人为 null。"""

    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    ordering = ("id",)
    queryset = User.objects.all()

    def get_queryset(self) -> QuerySet[User]:
        posts = (
            Post.objects.on(local_date(clock.now()))
            .select_related("person", "department")
            .prefetch_related("portfolio__department")
            .order_by("order", "id")
        )
        return User.objects.prefetch_related(Prefetch("posts", posts, to_attr="posts_now"))

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        user, on = self.request.user, local_date(clock.now())
        if not user.is_authenticated:  # the schema generator asks without a caller
            return context
        everybody = can(user, Act.CREATE_PERSON) or reads_all_contacts(user, on)
        own = standing_of(user, on).departments
        return context | {"all_contacts": everybody, "own_departments": own}


@extend_schema(tags=["posts"])
class PostViewSet(ReadingViewSet):
    """任职，按机构序列和班子排序；历次任职都在，`on` 只取某一天的。"""

    serializer_class = PostSerializer
    filterset_class = PostFilter
    ordering = ("department__sort_order", "department_id", "order", "id")
    queryset = Post.objects.select_related("person", "department").prefetch_related(
        "portfolio__department"
    )


@extend_schema(tags=["people"], responses=MeSerializer)
class MeView(StrictAPIView):
    """本人：账号、现任职务、受委托签批的单位。"""

    serializer_class = MeSerializer

    def get(self, request: Request) -> Response:
        """The caller's own record, posts held today and delegations in force."""
        user, on = request.user, local_date(clock.now())
        held = [post for post in all_posts_of(user) if post.ends_on is None or post.ends_on > on]
        me = {
            name: getattr(user, name)
            for name in ("uid", "username", "name", "employee_no", "admin_role")
        }
        me |= {"posts": held, "delegations": delegations_to(user, on)}
        return Response(MeSerializer(me, context={"request": request}).data)
