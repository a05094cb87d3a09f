"""Routes of the campaign's pages and API."""

from django.urls import include, path

from campaign.api import router
from campaign.views import campaign as views
from campaign.views import opinion_calls, opinion_public, opinion_tables, opinions

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
    path("opinions", opinions.opinions, name="opinions"),
    path("opinions/new", opinions.new, name="opinion_new"),
    path("opinions/table", opinion_tables.table, name="opinion_table"),
    path("opinions/calls", opinion_calls.calls, name="opinion_calls"),
    path("opinions/calls/<uuid:uid>", opinion_calls.call, name="opinion_call"),
    path("opinions/form", opinion_public.form, name="opinion_form"),
    path("opinions/query", opinion_public.receipt, name="opinion_query"),
    path("opinions/<uuid:uid>", opinions.opinion, name="opinion"),
    path("opinions/<uuid:uid>/<slug:action>", opinions.act, name="opinion_act"),
    path("api/v1/", include(router.urls)),
]
