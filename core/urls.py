"""Routes of core."""

from django.urls import path

from core import views
from core.api.jobs import JobView

app_name = "core"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("jobs/<uuid:uid>", views.job_detail, name="job"),
    path("jobs/<uuid:uid>/file", views.job_file, name="job-file"),
    path("api/v1/errors", views.error_index, name="errors"),
    path("api/v1/errors/<slug:code>", views.error_detail, name="error"),
    path("api/v1/jobs/<uuid:uid>", JobView.as_view(), name="api-job"),
]
