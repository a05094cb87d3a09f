"""Routes of dashboard."""

from django.urls import URLPattern, URLResolver, path

from dashboard.views import overview, streams, weekly

app_name = "dashboard"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.home, name="home"),
    path("overview", overview.overview, name="overview"),
    path("streams", streams.streams, name="streams"),
    path("weekly", weekly.weekly, name="weekly"),
]
