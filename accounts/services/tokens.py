"""Personal tokens for the API: shown once, kept as a digest."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from accounts.enums import OrgEvent
from accounts.models import AccessToken, User
from core.errors import Denied, Invalid, TransitionNotAllowed
from journal.services import record

LONGEST_DAYS = 365
LONGEST_NAME = 100


def digest_of(token: str) -> str:
    """SHA-256 in hexadecimal: the token has 256 random bits, so no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def issue_token(*, user: User, days: int, by: User | None, at: datetime, name: str = "") -> str:
    """Return a new plain token of `user`; nobody can read it again.

    A person issues his own, the system (a command) anybody's. Raises Denied (another's; an
    administrator cannot act as others), Invalid (inactive, a name too long, or days outside 1–365).
    """
    if by is not None and by.pk != user.pk:
        raise Denied("接口令牌只能由本人签发。")
    if not user.is_active:
        raise Invalid.at("user", f"{user.name}的账号已停用，不能签发令牌。")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid.at("days", f"有效期须在1至{LONGEST_DAYS}天之间。")
    if len(name) > LONGEST_NAME:
        raise Invalid.at("name", f"用途最多{LONGEST_NAME}个字，请写短一些。")
    plain = f"zg_{secrets.token_urlsafe(32)}"
    token = AccessToken.objects.create(
        user=user,
        name=name,
        digest=digest_of(plain),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    data = {"expires_at": token.expires_at, "person_name": user.name}
    record(type=OrgEvent.TOKEN_ISSUED, subject=token, by=by, at=at, data=data)
    return plain


@transaction.atomic
def revoke_token(*, token: AccessToken, by: User | None, at: datetime) -> None:
    """End a token at once. Raises Denied (another's), TransitionNotAllowed (revoked before)."""
    if by is not None and by.pk != token.user_id:
        raise Denied("接口令牌只能由本人撤销；停用人员时其令牌随之失效。")
    if not AccessToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
        raise TransitionNotAllowed("该令牌已经撤销。")
    record(type=OrgEvent.TOKEN_REVOKED, subject=token, by=by, at=at)
