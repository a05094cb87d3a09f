"""Choices of the organisation, with the labels that users read."""

from django.db import models


class PostKind(models.TextChoices):
    """What a post is for. A department has one first-in-charge or one acting person at a time."""

    FIRST_IN_CHARGE = "first_in_charge", "第一责任人"
    ACTING = "acting", "主持工作"
    TEAM_MEMBER = "team_member", "班子成员"
    LIAISON = "liaison", "联络员"
    OFFICER = "officer", "经办人"


class PersonSource(models.TextChoices):
    """Who keeps a person's record; an organisation import touches its own people only."""

    IMPORT = "import", "组织机构导入"
    MANUAL = "manual", "手工建立"


class AdminRole(models.TextChoices):
    """The three administrators (三员); nobody holds two, and none holds business data."""

    SYS_ADMIN = "sys_admin", "系统管理员"
    SEC_ADMIN = "sec_admin", "安全保密管理员"
    AUDIT_ADMIN = "audit_admin", "安全审计员"


class Capacity(models.TextChoices):
    """In what capacity a person stands in for a post."""

    HOLDER = "holder", "本人"
    ACTING = "acting", "主持工作"
    DELEGATE = "delegate", "受委托"
