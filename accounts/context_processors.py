"""Who is signed in, for the frame of every page."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.enums import AdminRole
from accounts.models import User
from accounts.permissions import post_title_of
from core import clock

ADMIN_PAGES: dict[str, tuple[tuple[str, str, str], ...]] = {
    AdminRole.SYS_ADMIN: (
        ("人员", "accounts:admin-people", "admin-people"),
        ("单位", "accounts:departments", "departments"),
        ("运行状况", "accounts:admin-operation", "admin-operation"),
        ("消息送达", "notifications:admin-deliveries", "admin-deliveries"),
    ),
    AdminRole.SEC_ADMIN: (
        ("授权", "accounts:admin-grants", "admin-grants"),
        ("三员设置", "accounts:admin-roles", "admin-roles"),
        ("单位", "accounts:departments", "departments"),
    ),
    AdminRole.AUDIT_ADMIN: (
        ("日志", "accounts:admin-journal", "admin-journal"),
        ("单位", "accounts:departments", "departments"),
    ),
}
"""The three administrators have menus of their own, and no other."""


def person(request: HttpRequest) -> dict[str, Any]:
    """Name, post, links and the notice of an old password; `nav` for administrators only."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    at = getattr(request, "at", None) or clock.now()
    on = clock.local_date(at)
    context: dict[str, Any] = {
        "user_name": user.name,
        "user_post": user.get_admin_role_display() or post_title_of(user, on),
        "user_links": [
            ("我的任职", reverse("accounts:person", args=[user.uid])),
            ("单位和人员", reverse("accounts:departments")),
            *([] if user.admin_role else [("岗位交接", reverse("accounts:handovers"))]),
            ("修改密码", reverse("accounts:password")),
            ("接口令牌", reverse("accounts:tokens")),
        ],
        "sign_out_url": reverse("accounts:sign-out"),
    }
    if user.admin_role:
        pages = ADMIN_PAGES[user.admin_role]
        context["nav"] = [(label, reverse(name), key) for label, name, key in pages]
        context["home_url"] = reverse(pages[0][1])
    if settings.PRODUCTION and _is_old(user, at):
        context["notices"] = [
            {
                "kind": "warn",
                "title": "密码已使用较久",
                "text": f"您的密码已超过{settings.PASSWORD_MAX_AGE_DAYS}天未更换，请尽快修改。",
                "url": reverse("accounts:password"),
                "link": "修改密码",
            }
        ]
    return context


def _is_old(user: User, at: datetime) -> bool:
    oldest = at - timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)
    return user.password_set_at is not None and user.password_set_at < oldest
