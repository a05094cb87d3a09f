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


class OrgEvent(models.TextChoices):
    """What the journal tells of the organisation and of sign-in, in the words of the audit page."""

    POST_STARTED = "org.post_started", "任职"
    POST_ENDED = "org.post_ended", "离任"
    POST_CHANGED = "org.post_changed", "任职信息变更"
    ACTING_RECORDED = "org.acting_recorded", "明确主持工作"
    DELEGATION_MADE = "org.delegation_made", "委托签批"
    DELEGATION_REVOKED = "org.delegation_revoked", "撤销委托"
    PERSON_CREATED = "org.person_created", "建立人员"
    PERSON_DEACTIVATED = "org.person_deactivated", "停用人员"
    PERSON_REACTIVATED = "org.person_reactivated", "恢复人员"
    PERSON_INVITED = "org.person_invited", "生成设置密码链接"
    ADMIN_ROLE_SET = "org.admin_role_set", "设置三员角色"
    PASSWORD_SET = "org.password_set", "设置密码"
    TOKEN_ISSUED = "org.token_issued", "签发接口令牌"
    TOKEN_REVOKED = "org.token_revoked", "撤销接口令牌"
    ALIAS_ADDED = "org.alias_added", "增加单位别名"
    ALIAS_REMOVED = "org.alias_removed", "删除单位别名"
    READING_GRANTED = "org.reading_granted", "授予查阅权限"
    READING_REVOKED = "org.reading_revoked", "收回查阅权限"
    IMPORTED = "org.imported", "导入组织机构"
    SIGNED_IN = "org.signed_in", "登录"
    SIGNED_OUT = "org.signed_out", "退出登录"
    SIGN_IN_LOCKED = "org.sign_in_locked", "登录锁定"
    SIGN_IN_UNLOCKED = "org.sign_in_unlocked", "解除登录锁定"
    MESSAGES_RESENT = "org.messages_resent", "重新发送消息"
    CHANNELS_CHOSEN = "org.channels_chosen", "设置消息接收"
    JOURNAL_EXPORTED = "org.journal_exported", "导出日志"
