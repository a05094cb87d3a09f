"""Routes of dashboard."""

from django.urls import URLPattern, URLResolver, path

from dashboard.views import overview, weekly

app_name = "dashboard"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.home, name="home"),
    path("overview", overview.overview, name="overview"),
    path("weekly", weekly.weekly, name="weekly"),
]
