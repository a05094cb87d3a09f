"""GET /api/v1/jobs/{uid}: how far a background job is, for its creator only."""

import uuid

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializers import StrictModelSerializer
from core.api.views import StrictAPIView
from core.models import Job


class JobSerializer(StrictModelSerializer):
    """A background job."""

    result = serializers.JSONField(read_only=True)

    class Meta:
        model = Job
        fields = [
            "uid",
            "kind",
            "title",
            "state",
            "done",
            "total",
            "note",
            "error",
            "result",
            "created_at",
            "finished_at",
        ]
        read_only_fields = fields


class JobView(StrictAPIView):
    """One job."""

    serializer_class = JobSerializer

    @extend_schema(operation_id="jobs_retrieve", summary="后台任务进度", tags=["jobs"])
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        """Return the job; 404 for anybody but its creator."""
        job = Job.objects.filter(uid=uid, created_by=request.user.pk).first()
        if job is None:
            raise Http404
        return Response(JobSerializer(job, context={"request": request}).data)
