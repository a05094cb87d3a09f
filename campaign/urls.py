"""Routes of the campaign's pages and API."""

from django.urls import include, path

from campaign.api import router
from campaign.views import campaign as views
from campaign.views import coverage, leaders, review

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
    path("review", review.problems, name="problems"),
    path("review/new", review.new, name="problem_new"),
    path("review/similar", review.similar, name="problem_similar"),
    path("review/<uuid:uid>", review.problem, name="problem"),
    path("review/<uuid:uid>/edit", review.edit, name="problem_edit"),
    path("review/<uuid:uid>/<slug:name>", review.act, name="problem_act"),
    path("review/coverage", coverage.coverage, name="coverage"),
    path(
        "review/coverage/<slug:code>/<slug:dimension>",
        coverage.nothing_found,
        name="nothing_found",
    ),
    path("review/nothing-found/<uuid:uid>/revoke", coverage.revoke, name="nothing_found_revoke"),
    path("review/leaders", leaders.leaders, name="leaders"),
    path("review/leaders/<uuid:uid>", leaders.leader, name="leader"),
    path("review/duties/<uuid:uid>/remove", leaders.remove, name="duty_remove"),
    path("api/v1/", include(router.urls)),
]
