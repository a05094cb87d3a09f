"""Routes of the inbox and its API."""

from django.urls import include, path

from notifications import views
from notifications.api import router

app_name = "notifications"
urlpatterns = [
    path("messages", views.inbox, name="inbox"),
    path("messages/settings", views.settings_page, name="settings"),
    path("messages/read", views.read_all, name="read_all"),
    path("messages/<uuid:uid>", views.open_message, name="open"),
    path("messages/<uuid:uid>/read", views.read, name="read"),
    path("admin/deliveries", views.deliveries, name="admin-deliveries"),
    path("admin/deliveries/<uuid:uid>/resend", views.resend, name="resend"),
    path("api/v1/", include(router.urls)),
]
