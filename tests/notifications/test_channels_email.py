"""E-mail against a real SMTP server: taken, refused for now, refused for good, silent, gone."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from pytest_django.fixtures import Settings

from notifications.models import Delivery
from notifications.services import deliver_due
from tests.notifications import senders
from tests.notifications.mail import Post, post_office, silent_server
from tests.notifications.senders import MONDAY, TUESDAY, clock, say, say_many, with_address
from tests.personas import City
from tests.ports import free_port

EIGHT_THIRTY = clock(TUESDAY, "08:30")


@pytest.fixture
def mail(city: City, settings: Settings) -> Iterator[Post]:
    """Mail switched on, with one message of Monday for the officer."""
    settings.MESSAGE_CHANNELS_ON = ["email"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 1
    settings.DEFAULT_FROM_EMAIL = "台账 <ledger@sample.invalid>"
    settings.SITE_URL = "https://ledger.sample.invalid"
    with_address(city.officer)
    say(city, city.officer, key="first", when=clock(MONDAY, "10:00"), text="2019-003“路灯”请签收")
    with post_office() as (post, port):
        settings.EMAIL_PORT = port
        yield post


def by_mail() -> Delivery:
    return Delivery.objects.get(channel="email")


def opened(content: bytes) -> tuple[EmailMessage, str]:
    letter = message_from_bytes(content, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter, letter.get_content().replace("\r\n", "\n")


def test_a_digest_by_mail_is_plain_text_with_an_id_of_its_own(
    city: City, mail: Post, settings: Settings
) -> None:
    say(city, city.officer, key="r", when=clock(MONDAY, "10:00"), section="red", text="<b>&逾期")
    say_many(city, city.officer, 12, clock(MONDAY, "09:00"), kind="informed")
    assert deliver_due(at=EIGHT_THIRTY).delivered == 2
    letter, text = opened(mail.received[0])
    assert letter["Message-ID"] == f"<{by_mail().uid}@sample.invalid>"
    assert letter["To"] == "officer@example.invalid"
    title = "10月15日每日汇总：逾期1、待我办1、知会12"
    assert letter["Subject"].strip() == f"【{settings.SITE_NAME}】{title}"
    assert letter.get_content_type() == "text/plain"
    assert text.startswith(
        "朱某丙，您好！\n\n【逾期】\n· <b>&逾期\n\n【待我办】\n· 2019-003“路灯”请签收\n"
    )
    assert text.count("\n· ") == 10
    assert "另有4条，请登录查看。" in text
    assert "https://ledger.sample.invalid/messages\n" in text


def test_a_message_at_once_says_what_happened_and_where(city: City, mail: Post) -> None:
    deliver_due(at=EIGHT_THIRTY)
    mail.received.clear()
    say(city, city.officer, key="r", when=clock(TUESDAY, "10:00"), kind="returned", text="请补正")
    deliver_due(at=clock(TUESDAY, "10:00"))
    letter, text = opened(mail.received[0])
    assert letter["Subject"].strip().endswith("】退回")
    assert text.startswith(
        "朱某丙，您好！\n\n请补正\n\n查看和办理：https://ledger.sample.invalid/messages"
    )


def test_the_weekly_mail_leads_to_the_weeks_page(city: City, mail: Post) -> None:
    with_address(city.deputy_leader)
    say(city, city.deputy_leader, key="weekly:2019-W42", when=clock(MONDAY, "00:05"),
        kind="weekly", cadence="weekly", text="第42周一览")  # fmt: skip
    say(city, city.deputy_leader, key="2", when=clock(MONDAY, "00:06"), section="red", text="逾期")
    deliver_due(at=clock(MONDAY, "08:30"))
    [(letter, text)] = [opened(content) for content in mail.received]
    assert letter["Subject"].strip().endswith("10月14日每周一览：逾期1、知会1")
    assert "【逾期】\n· 逾期\n\n【知会】\n· 第42周一览\n" in text
    assert "打开：https://ledger.sample.invalid/weekly\n" in text


def test_a_sensitive_item_has_no_title_in_a_mail(
    city: City, mail: Post, settings: Settings
) -> None:
    senders.answer_for(settings)
    senders.SECRET.add(city.campaign.uid)
    deliver_due(at=EIGHT_THIRTY)
    letter, text = opened(mail.received[0])
    assert "您有1件敏感事项待办" in text
    assert "路灯" not in text + letter["Subject"]


def test_refused_for_now_then_taken_under_the_same_id(city: City, mail: Post) -> None:
    mail.to_receiver.append("451 4.7.1 greylisted")
    mail.to_content.append("452 4.3.1 mailbox busy")
    assert deliver_due(at=EIGHT_THIRTY).failed == 1
    assert by_mail().last_error == "邮件服务器暂不接收：451 4.7.1 greylisted"
    assert deliver_due(at=by_mail().next_at).failed == 1
    assert deliver_due(at=by_mail().next_at).delivered == 1
    assert (by_mail().state, by_mail().attempts, len(mail.received)) == ("sent", 3, 1)
    assert f"<{by_mail().uid}@" in opened(mail.received[0])[0]["Message-ID"]


@pytest.mark.parametrize("where", ["to_receiver", "to_content"])
def test_refused_for_good_is_dead_with_the_reason(city: City, mail: Post, where: str) -> None:
    getattr(mail, where).append("550 5.1.1 no such user")
    say(city, city.cooperator, key="2", when=clock(MONDAY, "10:00"))
    with_address(city.cooperator)
    report = deliver_due(at=EIGHT_THIRTY)
    # The connection goes on to the next one.
    assert (report.delivered, report.failed, len(mail.received)) == (3, 1, 1)
    dead = Delivery.objects.get(state="dead")
    assert dead.last_error == "邮件服务器拒收：550 5.1.1 no such user"


def test_a_server_that_does_not_answer_or_is_not_there_is_tried_later(
    city: City, mail: Post, settings: Settings
) -> None:
    with silent_server() as port:
        settings.EMAIL_PORT, working = port, settings.EMAIL_PORT
        assert deliver_due(at=EIGHT_THIRTY).failed == 1
    assert by_mail().last_error == "邮件服务器超时未应答"
    settings.EMAIL_PORT = free_port()
    assert deliver_due(at=by_mail().next_at).failed == 1
    assert by_mail().last_error == "连接不上邮件服务器：对方拒绝连接"
    settings.EMAIL_PORT = working
    assert deliver_due(at=by_mail().next_at).delivered == 1


def test_the_sign_in_of_the_server_failing_blames_nobody(
    city: City, mail: Post, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ledger", "wrong"
    assert deliver_due(at=EIGHT_THIRTY).failed == 1
    assert by_mail().state == "due"
    assert by_mail().last_error.startswith("连接不上邮件服务器：SMTPNotSupportedError")
