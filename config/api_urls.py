"""The routes under /api/v1, app by app."""

from django.urls import URLPattern, URLResolver

from accounts import api as accounts
from rectification.api import routes as rectification

urlpatterns: list[URLPattern | URLResolver] = [
    *accounts.urlpatterns,
    *rectification.urlpatterns,
]
