"""REST resources of the organisation and of handovers."""

from django.urls import URLPattern, path
from rest_framework.routers import SimpleRouter

from accounts.api.handovers import HandoverViewSet
from accounts.api.organisation import DepartmentViewSet, MeView, PersonViewSet, PostViewSet
from accounts.api.tokens import TokenViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("departments", DepartmentViewSet, "api-department")
router.register("people", PersonViewSet, "api-person")
router.register("posts", PostViewSet, "api-post")
router.register("tokens", TokenViewSet, "api-token")
router.register("handovers", HandoverViewSet, "api-handover")
urlpatterns: list[URLPattern] = [path("me", MeView.as_view(), name="api-me"), *router.urls]
