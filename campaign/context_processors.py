"""“这一步多余？” at the foot of every page that asks for something."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from campaign.permissions.feedback import may_remark
from campaign.presenters.feedback import page_key, pages


def feedback(request: HttpRequest) -> dict[str, Any]:
    """`feedback_url` on pages that are named in settings.FORM_PAGES; no statement."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not may_remark(user):
        return {}
    key = page_key(request.resolver_match)
    if key not in pages():
        return {}
    return {"feedback_url": f"{reverse('campaign:feedback_new')}?{urlencode({'page': key})}"}
