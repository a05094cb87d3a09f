"""Production stays shut while somebody can sign in with a printed password."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django.fixtures import Settings

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_demo_account() -> None:
    User.objects.create(username="office", name="钱某乙", is_demo=True)


def test_production_is_refused_and_the_accounts_are_named(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(SystemCheckError, match=r"(?s)accounts\.E001.*office|office.*E001"):
        call_command("check", databases=["default"])


def test_the_trial_may_have_them(settings: Settings) -> None:
    settings.PRODUCTION = False
    call_command("check", databases=["default"])


def test_production_without_them_is_open(settings: Settings) -> None:
    settings.PRODUCTION = True
    User.objects.update(is_demo=False)
    call_command("check", databases=["default"])
