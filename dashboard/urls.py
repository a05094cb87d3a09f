"""Routes of dashboard."""

from django.urls import URLPattern, URLResolver, path

from dashboard.views import burden, overview, streams, weekly

app_name = "dashboard"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.home, name="home"),
    path("overview", overview.overview, name="overview"),
    path("streams", streams.streams, name="streams"),
    path("burden", burden.burden, name="burden"),
    path("weekly", weekly.weekly, name="weekly"),
]
