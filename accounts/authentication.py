"""Sign-in to the API by a personal token: `Authorization: Bearer zg_…`."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import AccessToken, User
from accounts.permissions import remember_standing
from accounts.services.tokens import digest_of
from core import clock

SCHEME = "Bearer"
REFUSED = "令牌无效、已过期或已撤销，请更换令牌。"


class TokenAuthentication(BaseAuthentication):
    """Finds the person by the token's digest: one query. One answer for whatever is wrong."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """The person and the token; None without a Bearer header; AuthenticationFailed (401)."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME.lower().encode():
            return None
        if len(words) != 2:
            raise AuthenticationFailed(REFUSED)
        digest = digest_of(words[1].decode("latin-1"))
        token = AccessToken.objects.select_related("user").filter(digest=digest).first()
        at = getattr(request, "at", None) or clock.now()
        if token is None or token.revoked_at is not None or token.expires_at <= at:
            raise AuthenticationFailed(REFUSED)
        if not token.user.is_active:
            raise AuthenticationFailed(REFUSED)
        remember_standing(token.user)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="api"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names it."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "个人接口令牌"}
