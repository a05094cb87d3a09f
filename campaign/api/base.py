"""What every view set of the streams does first: who asks, when, and which row is meant."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers, status
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.models import Department, User
from accounts.permissions import remember_standing
from accounts.services import check_password_again
from campaign.api.directory import CampaignDirectory
from campaign.models import Campaign
from campaign.permissions import own_departments, scope_of
from campaign.querysets import Scope
from campaign.selectors import current_campaign
from core import clock
from core.api.parsers import StrictJSONParser
from core.api.preconditions import with_etag
from core.api.serializers import StrictSerializer
from core.api.views import StrictViewSet
from core.errors import Invalid, NotFound


class UnitSerializer(StrictSerializer):
    """A department as a row of the streams names it."""

    uid = serializers.UUIDField()
    code = serializers.CharField(help_text="机构编码")
    name = serializers.CharField()
    short_name = serializers.CharField()


class EntryRefSerializer(StrictSerializer):
    """A row of a list of the campaign."""

    uid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()


class PersonNameSerializer(StrictSerializer):
    """A person."""

    uid = serializers.UUIDField()
    name = serializers.CharField()


class ActViewSet(StrictViewSet):
    """Base: `by`, `at` and `on` of the request; rows that the caller may not read are 404."""

    lookup_field = "uid"
    lookup_value_converter = "uuid"
    parser_classes = [StrictJSONParser]
    filter_backends = [DjangoFilterBackend]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Settle the moment, and let the person's standing be read once."""
        self.at: datetime = clock.now()
        self.on: date = clock.local_date(self.at)
        super().initial(request, *args, **kwargs)
        if getattr(request.user, "standing_memory", None) is None:
            remember_standing(request.user)

    @property
    def by(self) -> User:
        return self.request.user

    @property
    def scope(self) -> Scope:
        return scope_of(self.by, self.on)

    def rows(self) -> QuerySet[Any]:
        """The rows that the caller may read, with what is shown of them."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        """What lists start from; nothing while the OpenAPI document is made."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return self.rows()

    def find(self, uid: UUID) -> Any:
        """The row, or NotFound, whether it is somebody else's or not there."""
        found = self.rows().filter(uid=uid).first()
        if found is None:
            raise NotFound()
        return found

    def cleaned(
        self, kind: type, campaign: Campaign, *, partial: bool = False, data: Any = None
    ) -> dict[str, Any]:
        """The body as services take it; ValidationError with a sentence a field."""
        directory = CampaignDirectory(by=self.by, on=self.on, campaign=campaign)
        context = {"directory": directory, "request": self.request}
        body = self.request.data if data is None else data
        found = kind(data=body, context=context, partial=partial)
        found.is_valid(raise_exception=True)
        given = dict(found.validated_data)
        given.pop("version", None)
        given.pop("campaign", None)
        return given

    def campaign_asked(self) -> Campaign:
        """The campaign that the body names, else the current one."""
        data = self.request.data
        asked = data.get("campaign") if isinstance(data, Mapping) else None
        if isinstance(asked, str) and 0 < len(asked) <= 64:
            found = CampaignDirectory(by=self.by, on=self.on).find("campaign", [asked])
            if asked in found:
                return found[asked]
            raise Invalid.at("campaign", f"没有找到主题教育：{asked}。")
        current = current_campaign()
        if current is None:
            raise NotFound("还没有载入主题教育，请由系统管理员用 load_preset 命令载入。")
        return current

    def department_asked(self, given: dict[str, Any]) -> Department:
        """The department that the body names, else the only one for which the caller writes."""
        named = given.pop("department", None)
        if named is not None:
            return named
        units = own_departments(self.by, self.on)
        if len(units) == 1:
            return Department.objects.get(pk__in=units)
        raise Invalid.at("department", "请填写以哪个单位名义办理。")

    def answer(self, row: Any, code: int = status.HTTP_200_OK, name: str = "") -> Response:
        """The row as it stands now, with its version; `name` of its route where it is new."""
        response = self.shown(self.find(row.uid), code)
        if name:
            response["Location"] = reverse(f"campaign:{name}", args=[row.uid], request=self.request)
        return response

    def shown(self, row: Any, code: int = status.HTTP_200_OK) -> Response:
        """A row as it is answered, with its version where rows of its kind have one."""
        response = Response(self.get_serializer(row).data, status=code)
        version = getattr(row, "version", None)
        return response if version is None else with_etag(response, version)

    def ask_password(self) -> None:
        """Check the `password` of the body once more (ReauthenticationRequired). To be called from
        `initial`: a failed try is kept, so no transaction may have begun."""
        body = self.request.data
        given = body.get("password") if isinstance(body, Mapping) else ""
        check_password_again(
            self.by,
            given if isinstance(given, str) else "",
            at=self.at,
            address=self.request.META.get("REMOTE_ADDR"),
        )


class StreamViewSet(ListModelMixin, ActViewSet):
    """The same for resources that are listed."""

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """One row with its version."""
        return self.shown(self.find(uid))
