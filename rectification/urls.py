"""Routes of rectification."""

from django.urls import URLPattern, URLResolver, path

from rectification.views import acts, evidence, items, sign

app_name = "rectification"
urlpatterns: list[URLPattern | URLResolver] = [
    path("items/<uuid:uid>", items.item_page, name="item"),
    path("items/<uuid:uid>/actions/<slug:action>", acts.act, name="act"),
    path("items/<uuid:uid>/sign", sign.sign, name="sign"),
    path("items/<uuid:uid>/reroute", acts.act, name="reroute"),
    path(
        "items/<uuid:uid>/evidence/<uuid:evidence>/file",
        evidence.evidence_file,
        name="evidence-file",
    ),
]
