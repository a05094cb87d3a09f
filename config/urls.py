"""Which app answers which path; the paths themselves are in the apps."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("config.api_urls")),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("rectification.urls")),
    path("", include("dashboard.urls")),
]
