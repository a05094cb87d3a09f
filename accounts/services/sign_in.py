"""Passwords, sign-in and its lock; nothing here ever logs what was typed."""

from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet, Sum

from accounts.enums import OrgEvent
from accounts.models import PastPassword, User
from accounts.permissions import Act, check_can
from core.errors import Invalid, ReauthenticationRequired, TransitionNotAllowed
from journal.services import record

KEPT_PASSWORDS = 5
AGAIN = "check-password-again"
"""Under this name failures of a repeated password stand beside those of signing in."""


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None, at: datetime) -> None:
    """Set a password; every session of the person ends, his tokens stay.

    The caller has made sure that `by` is the person himself (old password, or his link), or it is
    the system. Raises Invalid with every reason: too short, too few kinds of characters, too
    common, one of the last five.
    """
    problems = _problems_of(user, password)
    if problems:
        raise Invalid.of({"password": problems})
    hashed = make_password(password)
    User.objects.filter(pk=user.pk).update(
        password=hashed, password_set_at=at, session_epoch=F("session_epoch") + 1
    )
    PastPassword.objects.create(user=user, password=hashed, set_at=at)
    kept = _past(user)[:KEPT_PASSWORDS]
    user.past_passwords.exclude(pk__in=[row.pk for row in kept]).delete()
    user.refresh_from_db()
    record(type=OrgEvent.PASSWORD_SET, subject=user, by=by, at=at)


def _past(user: User) -> list[PastPassword]:
    return list(user.past_passwords.order_by("-set_at", "-id"))


def _problems_of(user: User, password: str) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    used = [row.password for row in _past(user)[:KEPT_PASSWORDS]] or [user.password]
    if any(check_password(password, hashed) for hashed in used):
        return [f"不能使用最近{KEPT_PASSWORDS}次用过的密码，请换一个。"]
    return []


def check_password_again(
    user: User, password: str, *, at: datetime, address: str | None = None
) -> None:
    """Make sure that the person at the keyboard is `user`: call it before the act's transaction.

    Raises ReauthenticationRequired with the sentence: nothing typed, wrong, or too many wrong
    ones. A wrong one is counted and committed (RuntimeError inside another transaction: the
    refusal would roll the count back).
    """
    if not password:
        raise ReauthenticationRequired()
    # check_password may store a better hash; the person's own row is not written otherwise.
    with transaction.atomic(durable=True):
        attempts = AccessAttempt.objects.filter(username=user.username, user_agent=AGAIN)
        recent = attempts.filter(attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
        failures = recent.aggregate(total=Sum("failures_since_start"))["total"] or 0
        locked = failures >= settings.AXES_FAILURE_LIMIT
        right = not locked and user.is_active and user.check_password(password)
        if right:
            attempts.delete()
        elif not locked:
            _count_failure(user, at, address, attempts.exclude(pk__in=recent.values("pk")))
    if locked:
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        raise ReauthenticationRequired(f"密码连续输错次数过多，请{minutes}分钟后再试。")
    if not right:
        raise ReauthenticationRequired("登录密码不正确，请重新输入。")


def _count_failure(
    user: User, at: datetime, address: str | None, outdated: QuerySet[AccessAttempt]
) -> None:
    outdated.delete()
    attempt, created = AccessAttempt.objects.get_or_create(
        username=user.username,
        ip_address=address,
        user_agent=AGAIN,
        defaults={"failures_since_start": 1, "http_accept": "", "path_info": ""},
    )
    changes = {"attempt_time": at}
    if not created:
        changes["failures_since_start"] = F("failures_since_start") + 1
    AccessAttempt.objects.filter(pk=attempt.pk).update(**changes)


@transaction.atomic
def record_sign_in(*, user: User, at: datetime, address: str = "") -> None:
    """Journal that a person signed in."""
    record(type=OrgEvent.SIGNED_IN, subject=user, by=user, at=at, data={"address": address})


@transaction.atomic
def record_sign_out(*, user: User, at: datetime) -> None:
    """Journal that a person signed out."""
    record(type=OrgEvent.SIGNED_OUT, subject=user, by=user, at=at)


@transaction.atomic
def record_lockout(*, username: str, at: datetime, address: str = "") -> None:
    """Journal that an account was locked for an address; nothing where there is no such account."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        data = {"address": address}
        record(type=OrgEvent.SIGN_IN_LOCKED, subject=user, by=None, at=at, data=data)


@transaction.atomic
def unlock_person(*, person: User, by: User | None, at: datetime) -> None:
    """Forget the failed sign-ins of a person, at every address.

    Raises Denied (not the system administrator), TransitionNotAllowed (none are counted).
    """
    check_can(by, Act.UNLOCK_PERSON)
    if not AxesProxyHandler.reset_attempts(username=person.username):
        raise TransitionNotAllowed(f"{person.name}的账号没有被锁定，不需要解除。")
    record(type=OrgEvent.SIGN_IN_UNLOCKED, subject=person, by=by, at=at)
