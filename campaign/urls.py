"""Routes of the campaign's pages and API."""

from django.urls import include, path

from campaign.api import router
from campaign.views import campaign as views

app_name = "campaign"
urlpatterns = [
    path("campaign", views.page, name="page"),
    path("campaign/lists", views.lists, name="lists"),
    path("campaign/roles", views.roles, name="roles"),
    path("campaign/roles/<uuid:uid>/end", views.end_role, name="end_role"),
    path("campaign/verifying-unit", views.verifying_unit, name="verifying_unit"),
    path("campaign/rules", views.rules, name="rules"),
    path("campaign/acting", views.acting, name="acting"),
    path("campaign/close-intake", views.close_intake, name="close_intake"),
    path("campaign/archive", views.archive, name="archive"),
    path("api/v1/", include(router.urls)),
]
