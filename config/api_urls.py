"""The routes under /api/v1, app by app."""

from django.urls import URLPattern, URLResolver, path

from accounts import api as accounts
from config.api_docs import SchemaView, docs
from rectification.api import imports, supervision, workdays
from rectification.api import routes as rectification

urlpatterns: list[URLPattern | URLResolver] = [
    *accounts.urlpatterns,
    *rectification.urlpatterns,
    *imports.urlpatterns,
    *supervision.urlpatterns,
    *workdays.urlpatterns,
    path("schema", SchemaView.as_view(), name="api-schema"),
    path("docs", docs, name="api-docs"),
]
