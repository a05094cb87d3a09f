"""REST: the caller's own tokens. Issuing stays with the page: a plain token must be nowhere but
in one answer, and answers are kept for `Idempotency-Key`."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import selectors, services
from accounts.models import AccessToken
from core import clock
from core.api.serializers import StrictSerializer
from core.api.views import StrictViewSet
from core.errors import NotFound


class TokenSerializer(StrictSerializer):
    """A token without what opens the door: that was shown once."""

    uid = serializers.UUIDField()
    name = serializers.CharField(help_text="用途，可空")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    is_valid = serializers.SerializerMethodField(help_text="现在是否有效")

    def get_is_valid(self, row: AccessToken) -> bool:
        return row.revoked_at is None and row.expires_at > self.context["at"]


@extend_schema(tags=["tokens"])
@extend_schema_view(list=extend_schema(summary="我的接口令牌，新的在前；已过期、已撤销的也在"))
class TokenViewSet(ListModelMixin, StrictViewSet):
    """本人的接口令牌。签发在页面上办理（要再输一次密码，令牌只显示一次）。"""

    serializer_class = TokenSerializer
    queryset = AccessToken.objects.none()
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> QuerySet[AccessToken]:
        """Nothing while the OpenAPI document is made."""
        if getattr(self, "swagger_fake_view", False):
            return AccessToken.objects.none()
        return selectors.tokens_of(self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"at": clock.now()}

    def _own(self, uid: UUID) -> AccessToken:
        found = self.get_queryset().filter(uid=uid).first()
        if found is None:
            raise NotFound()
        return found

    @extend_schema(summary="我的一个接口令牌")
    def retrieve(self, request: Request, uid: UUID) -> Response:
        return Response(self.get_serializer(self._own(uid)).data)

    @extend_schema(
        summary="撤销我的接口令牌",
        description="立即失效，也可以撤销正在使用的这一个；已撤销的 409。",
        responses={204: OpenApiResponse(description="已撤销")},
    )
    def destroy(self, request: Request, uid: UUID) -> Response:
        services.revoke_token(token=self._own(uid), by=request.user, at=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
