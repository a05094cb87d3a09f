"""Commands of the shell: the import, a token, an invitation."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.enums import PostKind
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


def test_tokens_are_revoked_by_name_or_all(house: House) -> None:
    house.person("zhao")
    names = ("OA", "OA", "报表")
    clients = [
        Client(
            headers={"authorization": f"Bearer {run('issue_token', 'zhao', '--name', n).strip()}"}
        )
        for n in names
    ]
    assert run("revoke_token", "zhao", "--name", "OA") == "revoked 2\n"
    assert [client.get("/api/v1/me").status_code for client in clients] == [401, 401, 200]
    assert run("revoke_token", "zhao") == "revoked 1\n"
    assert run("revoke_token", "zhao") == "revoked 0\n"
    assert clients[2].get("/api/v1/me").status_code == 401
    with pytest.raises(CommandError, match="没有账号"):
        run("revoke_token", "nobody")
    with pytest.raises(CommandError, match="最多100个字"):
        run("issue_token", "zhao", "--name", "长" * 101)


def test_the_three_are_appointed_from_the_shell(house: House) -> None:
    said = run("set_admin_role", "secadmin", "sec_admin", "--create", "赵某甲")
    assert said == "已将赵某甲设为安全保密管理员（账号 secadmin）。\n"
    house.person("zhao")
    run("set_admin_role", "zhao", "audit_admin")
    assert dict(User.objects.values_list("username", "admin_role")) == {
        "secadmin": "sec_admin",
        "zhao": "audit_admin",
    }
    assert "已取消" in run("set_admin_role", "zhao", "none")
    assert User.objects.get(username="zhao").admin_role == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("officer", "sys_admin"), "不能兼任三员"),
        (("nobody", "sys_admin"), "没有账号“nobody”"),
        (("officer", "none"), "没有担任三员"),
        (("officer", "sys_admin", "--create", "某甲"), "已被使用"),
        (("neu", "sys_admin", "--create", " "), "请填写姓名"),
        (("neu", "none", "--create", "某甲"), "不能建立账号"),
        (("officer", "boss"), "boss"),
    ],
)
def test_a_refused_appointment_changes_nothing(
    house: House, arguments: tuple[str, ...], sentence: str
) -> None:
    house.post("officer", PostKind.OFFICER)
    with pytest.raises(CommandError, match=sentence):
        run("set_admin_role", *arguments)
    assert list(User.objects.values_list("username", "admin_role")) == [("officer", "")]
