"""Routes of sign-in, the organisation and its three administrators."""

from django.urls import path

from accounts.views import (
    administration,
    handovers,
    organisation,
    reorganisation,
    sign_in,
    tokens,
)

app_name = "accounts"
urlpatterns = [
    path("login", sign_in.sign_in, name="login"),
    path("logout", sign_in.sign_out, name="sign-out"),
    path("password", sign_in.change_password, name="password"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<uuid:uid>/revoke", tokens.revoke, name="revoke-token"),
    path("invitation/<uuid:uidb64>/<str:token>", sign_in.Invitation.as_view(), name="invitation"),
    path("departments", organisation.departments, name="departments"),
    path("departments/<uuid:uid>", organisation.department, name="department"),
    path("departments/<uuid:uid>/aliases", organisation.add_alias, name="add-alias"),
    path(
        "departments/<uuid:uid>/aliases/<uuid:alias_uid>/remove",
        organisation.remove_alias,
        name="remove-alias",
    ),
    path("departments/<uuid:uid>/rename", reorganisation.rename, name="rename-department"),
    path("departments/<uuid:uid>/end", reorganisation.end, name="end-department"),
    path("departments/<uuid:uid>/end/confirm", reorganisation.confirm, name="confirm-end"),
    path("departments/<uuid:uid>/end/withdraw", reorganisation.withdraw, name="withdraw-end"),
    path("departments/<uuid:uid>/posts", organisation.appoint, name="appoint"),
    path("departments/<uuid:uid>/delegations", organisation.delegate, name="delegate"),
    path("posts/<uuid:uid>/end", organisation.end_post, name="end-post"),
    path("delegations/<uuid:uid>/revoke", organisation.revoke_delegation, name="revoke-delegation"),
    path("handovers", handovers.handovers, name="handovers"),
    path("handovers/<uuid:uid>", handovers.handover, name="handover"),
    path("handovers/<uuid:uid>/accept", handovers.accept, name="handover-accept"),
    path(
        "handovers/<uuid:uid>/lines/<uuid:line_uid>/refuse",
        handovers.refuse,
        name="handover-refuse",
    ),
    path("handovers/<uuid:uid>/sign", handovers.sign, name="handover-sign"),
    path("handovers/<uuid:uid>/receiver", handovers.receiver, name="handover-receiver"),
    path("handovers/<uuid:uid>/supervisor", handovers.supervisor, name="handover-supervisor"),
    path("handovers/<uuid:uid>/sheet", handovers.sheet, name="handover-sheet"),
    path("people/<uuid:uid>", organisation.person, name="person"),
    path("admin/people", administration.people, name="admin-people"),
    path("admin/people/new", administration.new_person, name="new-person"),
    path("admin/people/<uuid:uid>/invite", administration.invite, name="invite"),
    path("admin/people/<uuid:uid>/deactivate", administration.deactivate, name="deactivate"),
    path("admin/people/<uuid:uid>/reactivate", administration.reactivate, name="reactivate"),
    path("admin/people/<uuid:uid>/unlock", administration.unlock, name="unlock"),
    path("admin/grants", administration.grants, name="admin-grants"),
    path(
        "admin/grants/<uuid:person>/<uuid:department>/revoke",
        administration.revoke_grant,
        name="revoke-grant",
    ),
    path("admin/roles", administration.roles, name="admin-roles"),
    path("admin/roles/<uuid:uid>/revoke", administration.revoke_role, name="revoke-role"),
    path("admin/operation", administration.operation, name="admin-operation"),
    path("admin/journal", administration.journal, name="admin-journal"),
    path("admin/journal.csv", administration.journal_file, name="journal-file"),
]
