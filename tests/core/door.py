"""A small API on the ground of core.api, and pages that fail: the doors of these tests."""

import errno
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import errors
from core.api.fields import StrictBooleanField, StrictCharField, StrictIntegerField
from core.api.preconditions import version_from_request, with_etag
from core.api.serializers import StrictModelSerializer, StrictSerializer
from core.api.views import StrictAPIView, StrictViewSet
from core.models import Job, WorkdayOverride

urlpatterns: list[Any] = []


class JobSerializer(StrictModelSerializer):
    class Meta:
        model = Job
        fields = ["uid", "kind", "done", "finished_at"]


class JobViewSet(mixins.ListModelMixin, StrictViewSet):
    serializer_class = JobSerializer
    queryset = Job.objects.all()
    query_params = frozenset({"by", "boom"})

    def get_ordering(self) -> tuple[str, ...]:
        return tuple(self.request.query_params.get("by", "id").split(","))


class DaySerializer(StrictModelSerializer):
    class Meta:
        model = WorkdayOverride
        fields = ["id", "date", "is_workday", "name"]


class DayViewSet(
    mixins.CreateModelMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, StrictViewSet
):
    serializer_class = DaySerializer
    queryset = WorkdayOverride.objects.all()


class ActInput(StrictSerializer):
    reason = StrictCharField(max_length=10)
    count = StrictIntegerField(required=False)
    sure = StrictBooleanField(required=False)
    version = StrictIntegerField(required=False)


class ActOutput(serializers.Serializer):
    version = serializers.IntegerField()
    reason = serializers.CharField()


class ActView(StrictAPIView):
    versioned = ("POST",)

    @extend_schema(request=ActInput, responses=ActOutput, operation_id="act")
    def post(self, request: Request) -> Response:
        version = version_from_request(request)
        given = ActInput(data=request.data)
        given.is_valid(raise_exception=True)
        return with_etag(
            Response({"version": version + 1, "reason": given.validated_data["reason"]}),
            version + 1,
        )


class FileView(StrictAPIView):
    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        return Response({"size": len(request.data["file"].read())}, status=201)


FAILURES = {
    "denied": errors.Denied("只有牵头单位可以办理。"),
    "guard": errors.GuardFailed(["缺佐证", "缺说明"]),
    "transition": errors.TransitionNotAllowed(allowed=["accept"]),
    "stale": errors.Conflict(current={"version": 3}, yours={"version": 2}),
    "forbidden": PermissionDenied(),
    "suspicious": SuspiciousOperation("host"),
    "twice": IntegrityError("UNIQUE constraint failed: secret.column"),
    "database": OperationalError("database is locked"),
    "full": OSError(errno.ENOSPC, "no room", "/secret/path"),
    "bug": RuntimeError("secret detail"),
}


class FailView(StrictAPIView):
    @extend_schema(exclude=True)
    def get(self, request: Request, name: str) -> Response:
        with transaction.atomic():
            raise FAILURES[name]


def page(request: HttpRequest, name: str) -> HttpResponse:
    raise FAILURES[name]


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.id)


router = SimpleRouter(trailing_slash=False)
router.register("days", DayViewSet)
router.register("jobs-list", JobViewSet)

api_patterns = [
    path("api/v1/act", ActView.as_view()),
    path("api/v1/", include(router.urls)),
]
urlpatterns = [
    *api_patterns,
    path("api/v1/file", FileView.as_view()),
    path("api/v1/fail/<str:name>", FailView.as_view()),
    path("page/<str:name>", page),
    path("echo", echo),
    path("", include("config.urls")),
]
handler400 = "core.views.handler400"
handler403 = "core.views.handler403"
handler404 = "core.views.handler404"
handler500 = "core.views.handler500"
