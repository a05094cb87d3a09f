"""What a password must be, beside Django's own validators (named in settings).

GB/T 22239-2019, 8.1.4.1: identification data have a complexity and are changed regularly.
"""

import re

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
KNOWN_WORDS = (
    "password",
    "passw0rd",
    "p@ssw0rd",
    "qwerty",
    "asdfgh",
    "1qaz2wsx",
    "admin",
    "woaini",
    "zhengfu",
    "123456",
    "654321",
    "abc123",
    "111111",
    "888888",
    "666666",
    "000000",
)


class CharacterClassesValidator:
    """Lower case, upper case, digits, other signs: at least so many kinds of them."""

    def __init__(self, kinds: int = 3) -> None:
        self.kinds = kinds

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when there are too few kinds."""
        if sum(bool(re.search(kind, password)) for kind in CLASSES) < self.kinds:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return f"密码须包含大写字母、小写字母、数字、符号中的至少{self.kinds}类。"


class KnownWordsValidator:
    """Words that are tried first: keyboard runs, the usual ones, the account's own name."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when the password is built on such a word."""
        own = (getattr(user, name, None) or "" for name in ("username", "employee_no", "initials"))
        lower = password.lower()
        for word in (*KNOWN_WORDS, *(text.lower() for text in own if len(text) > 3)):
            if word in lower:
                raise ValidationError(
                    f"密码不能包含“{word}”这类常见或与账号相同的字符，请换一个。",
                    code="password_known_word",
                )

    def get_help_text(self) -> str:
        return "密码不能包含常见口令或本人账号。"
