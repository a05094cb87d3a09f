"""What every page knows before a view says anything."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict

BIG_COOKIE = "big"


def ui(request: HttpRequest) -> dict[str, Any]:
    """The site's name, whether it is a demonstration, and large print (大字版) with its switch.

    Large print is on by `?big=1` or by the cookie that `DisplayMiddleware` sets; `big_url` is this
    page with the other choice, its other parameters kept (the home page after a POST).
    """
    chosen = request.GET.get("big") or request.COOKIES.get(BIG_COOKIE, "")
    query = request.GET.copy() if request.method == "GET" else QueryDict(mutable=True)
    query["big"] = "0" if chosen == "1" else "1"
    return {
        "big": chosen == "1",
        "big_url": ("?" if request.method == "GET" else "/?") + query.urlencode(),
        "site_name": getattr(settings, "SITE_NAME", "专项整改台账"),
        "owner_name": getattr(settings, "OWNER_NAME", ""),
        "demo": getattr(settings, "DEMO", False),
    }
