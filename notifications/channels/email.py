"""E-mail in plain text through Django's backend, one connection a run."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from accounts.models import User
from notifications.channels.base import Outcome, Parcel, Result

PERMANENT_FROM = 500
LONGEST = 200


class Email:
    """The Message-ID is made of the delivery's uid: a repeat has the same one."""

    label = "邮件"
    inside = False

    def __init__(self) -> None:
        self._connection = get_connection()

    def reaches(self, person: User) -> bool:
        return bool(person.email)

    def send(self, parcel: Parcel) -> Result:
        """Refused for good (5xx for the receiver or the content), or to be tried again."""
        try:
            self._message(parcel).send()
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            return self._judge(code, words)
        except smtplib.SMTPDataError as refusal:
            return self._judge(refusal.smtp_code, refusal.smtp_error)
        except smtplib.SMTPResponseException as refusal:
            # The server refuses us, not this person: sender, sign-in, too many connections.
            self._drop()
            error = f"邮件服务器拒绝：{_words(refusal.smtp_code, refusal.smtp_error)}"
            return Result(Outcome.RETRY, error, unreachable=True)
        except (OSError, smtplib.SMTPException) as fault:
            self._drop()
            return Result(Outcome.RETRY, _fault(fault), unreachable=True)
        return Result(Outcome.OK)

    def close(self) -> None:
        self._drop()

    def _message(self, parcel: Parcel) -> EmailMessage:
        context = {"parcel": parcel, "site": settings.SITE_NAME}
        template = f"notifications/{parcel.occasion}.txt"
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        return EmailMessage(
            subject=f"【{settings.SITE_NAME}】{parcel.title}",
            body=render_to_string(template, context),
            to=[parcel.person.email],
            headers={
                "Message-ID": f"<{parcel.uid}@{domain}>",
                "Auto-Submitted": "auto-generated",
            },
            connection=self._open(),
        )

    def _open(self) -> object:
        self._connection.open()
        return self._connection

    def _drop(self) -> None:
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            self._connection.connection = None

    def _judge(self, code: int, words: bytes | str) -> Result:
        outcome = Outcome.PERMANENT if code >= PERMANENT_FROM else Outcome.RETRY
        kind = "拒收" if outcome == Outcome.PERMANENT else "暂不接收"
        return Result(outcome, f"邮件服务器{kind}：{_words(code, words)}")


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}"[:LONGEST]


def _fault(fault: Exception) -> str:
    """smtplib says "disconnected" where it gave up waiting."""
    if isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError):
        return "邮件服务器超时未应答"
    if isinstance(fault, ConnectionRefusedError):
        return "连接不上邮件服务器：对方拒绝连接"
    return f"连接不上邮件服务器：{type(fault).__name__}"
