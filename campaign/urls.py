"""Routes of the campaign's pages and API."""

from django.urls import include, path

from campaign.api import router
from campaign.views import campaign as views
from campaign.views import coverage, leaders, notes, review, study, study_outcomes, study_plans

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
    path("study", study.sessions, name="study"),
    path("study/matrix", study.matrix, name="study_matrix"),
    path("study/reading", study.reading, name="study_reading"),
    path("study/new", study.new, name="study_new"),
    path("study/sessions/<uuid:uid>", study.session, name="study_session"),
    path("study/sessions/<uuid:uid>/edit", study.edit, name="study_edit"),
    path("study/sessions/<uuid:uid>/hold", study.hold, name="study_hold"),
    path("study/sessions/<uuid:uid>/attendance", study.attendance, name="study_attendance"),
    path("study/sessions/<uuid:uid>/cancel", study.cancel, name="study_cancel"),
    path("study/sessions/<uuid:uid>/outcomes/new", study_outcomes.new, name="study_outcome_new"),
    path("study/outcomes", study.outcomes, name="study_outcomes"),
    path("study/outcomes/<uuid:uid>/edit", study_outcomes.edit, name="study_outcome_edit"),
    path("study/outcomes/<uuid:uid>/goal", study_outcomes.goal, name="study_outcome_goal"),
    path("study/plans", study_plans.plans, name="study_plans"),
    path("study/plans/<uuid:uid>", study_plans.plan, name="study_plan"),
    path("study/plans/<uuid:uid>/import", study_plans.bring_in, name="study_import"),
    path("study/plans/<uuid:uid>/edit", study_plans.edit_plan, name="study_plan_edit"),
    path("study/notes", notes.notes, name="study_notes"),
    path("study/notes/new", notes.new, name="study_note_new"),
    path("study/notes/<uuid:uid>", notes.edit, name="study_note"),
    path("study/notes/<uuid:uid>/delete", notes.delete, name="study_note_delete"),
    path("api/v1/", include(router.urls)),
]
