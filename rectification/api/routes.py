"""The ledger's addresses under /api/v1."""

from django.urls import URLPattern, path

from rectification.api.acts import ActionsView, ClosureSheetView, act_view, route_of
from rectification.api.children import (
    EvidenceFileView,
    EvidenceView,
    ExtensionsView,
    MeasuresView,
    ProgressView,
    TimelineView,
)
from rectification.api.items import ItemsView, ItemView
from rectification.api.lineage import LineageView, ProblemLineView, SessionLineView, TopicLineView
from rectification.api.load import LoadView
from rectification.api.saved_views import SavedViewsView, SavedViewView
from rectification.api.ties import TiesView
from rectification.enums import Action

ITEM = "items/<uuid:uid>"

urlpatterns: list[URLPattern] = [
    path("items", ItemsView.as_view(), name="api-items"),
    path("items/load", LoadView.as_view(), name="api-items-load"),
    path(ITEM, ItemView.as_view(), name="api-item"),
    path(f"{ITEM}/actions", ActionsView.as_view(), name="api-item-actions"),
    *(
        path(f"{ITEM}/actions/{action.value}", act_view(action).as_view(), name=route_of(action))
        for action in Action
    ),
    path(f"{ITEM}/closure-sheet", ClosureSheetView.as_view(), name="api-item-closure-sheet"),
    path(f"{ITEM}/measures", MeasuresView.as_view(), name="api-item-measures"),
    path(f"{ITEM}/progress", ProgressView.as_view(), name="api-item-progress"),
    path(f"{ITEM}/evidence", EvidenceView.as_view(), name="api-item-evidence"),
    path(
        f"{ITEM}/evidence/<uuid:evidence_uid>/file",
        EvidenceFileView.as_view(),
        name="api-item-evidence-file",
    ),
    path(f"{ITEM}/extensions", ExtensionsView.as_view(), name="api-item-extensions"),
    path(f"{ITEM}/timeline", TimelineView.as_view(), name="api-item-timeline"),
    path(f"{ITEM}/ties", TiesView.as_view(), name="api-item-ties"),
    path(f"{ITEM}/lineage", LineageView.as_view(), name="api-item-lineage"),
    path(
        "study-sessions/<uuid:uid>/lineage", SessionLineView.as_view(), name="api-session-lineage"
    ),
    path("research-topics/<uuid:uid>/lineage", TopicLineView.as_view(), name="api-topic-lineage"),
    path("problems/<uuid:uid>/lineage", ProblemLineView.as_view(), name="api-problem-lineage"),
    path("saved-views", SavedViewsView.as_view(), name="api-saved-views"),
    path("saved-views/<uuid:uid>", SavedViewView.as_view(), name="api-saved-view"),
]
