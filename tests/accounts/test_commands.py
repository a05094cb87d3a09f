"""Commands of the shell: the import, a token, an invitation."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import OrganisationImport, User
from tests.accounts.conftest import DATA, House

pytestmark = pytest.mark.django_db
FILES = (str(DATA / "departments.csv"), str(DATA / "people.csv"))


def run(*arguments: str, **options: object) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_the_import_says_what_it_did() -> None:
    text = run("import_organisation", *FILES, "--on", "2019-09-10")
    assert "单位：新增47" in text
    assert "人员：新增319" in text
    assert "一人多职：王某辛" in text
    assert str(OrganisationImport.objects.get().on) == "2019-09-10"


def test_the_import_says_why_not(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    text = (DATA / "people.csv").read_text(encoding="utf-8-sig").replace(",liaison,", ",boss,", 2)
    people.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=r"(?s)2处错误.*人员表第\d+行.*人员表第\d+行"):
        run("import_organisation", FILES[0], str(people))
    with pytest.raises(CommandError, match="文件无法读取"):
        run("import_organisation", FILES[0], str(tmp_path / "none.csv"))
    assert not User.objects.exists()


def test_a_token_stands_alone_on_standard_output(house: House) -> None:
    house.person("zhao")
    token = run("issue_token", "zhao", "--days", "3")
    assert token.count("\n") == 1
    client = Client(headers={"authorization": f"Bearer {token.strip()}"})
    assert client.get("/api/v1/me").json()["username"] == "zhao"
    for arguments in (("nobody",), ("zhao", "--days", "0")):
        with pytest.raises(CommandError):
            run("issue_token", *arguments)


def test_an_invitation_by_hand(house: House) -> None:
    house.person("zhao")
    path = run("invite", "zhao").strip()
    assert "设置密码" in Client().get(path, follow=True).content.decode()
    with pytest.raises(CommandError, match="没有账号"):
        run("invite", "nobody")
