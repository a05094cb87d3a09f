"""Choices of the organisation, with the labels that users read."""

from django.db import models


class PostKind(models.TextChoices):
    """What a post is for. A department has one first-in-charge or one acting person at a time."""

    FIRST_IN_CHARGE = "first_in_charge", "第一责任人"
    ACTING = "acting", "主持工作"
    TEAM_MEMBER = "team_member", "班子成员"
    LIAISON = "liaison", "联络员"
    OFFICER = "officer", "经办人"


DESKS: tuple[tuple[PostKind, ...], ...] = (
    (PostKind.FIRST_IN_CHARGE, PostKind.ACTING),
    (PostKind.TEAM_MEMBER,),
    (PostKind.LIAISON, PostKind.OFFICER),
)
"""Kinds of posts between which a desk passes: the holder of one is the successor of another."""


def desk_kinds(kind: str) -> tuple[PostKind, ...]:
    """The kinds that share a desk with `kind`, itself among them."""
    return next(kinds for kinds in DESKS if kind in kinds)


class PersonSource(models.TextChoices):
    """Who keeps a person's record; an organisation import touches its own people only."""

    IMPORT = "import", "组织机构导入"
    MANUAL = "manual", "手工建立"


class AdminRole(models.TextChoices):
    """The three administrators (三员); nobody holds two, and none holds business data."""

    SYS_ADMIN = "sys_admin", "系统管理员"
    SEC_ADMIN = "sec_admin", "安全保密管理员"
    AUDIT_ADMIN = "audit_admin", "安全审计员"


class HandoverState(models.TextChoices):
    """How far the handover of a post is; none of it blocks an arrow of any item."""

    AWAITING_RECEIVER = "awaiting_receiver", "待接任人"
    OPEN = "open", "交接中"
    AWAITING_SUPERVISOR = "awaiting_supervisor", "待监交"
    DONE = "done", "已完成"


class HandoverReason(models.TextChoices):
    """Why a post changes hands."""

    POST_ENDED = "post_ended", "离任"
    DEACTIVATED = "deactivated", "账号停用"
    IMPORTED = "imported", "组织机构导入"
    SUCCEEDED = "succeeded", "接任"
    UNIT_ENDED = "unit_ended", "单位撤销"


class HandoverRole(models.TextChoices):
    """The three who sign a handover (移交人、接收人、监交人)."""

    OUTGOING = "outgoing", "移交人"
    RECEIVER = "receiver", "接收人"
    SUPERVISOR = "supervisor", "监交人"


class LineState(models.TextChoices):
    """What the receiver has said to a line."""

    PENDING = "pending", "待接收"
    ACCEPTED = "accepted", "已接收"
    REFUSED = "refused", "未接收"


class HandoverAct(models.TextChoices):
    """What is done to a handover."""

    ACCEPT = "accept", "接收"
    REFUSE = "refuse", "不接收"
    SIGN = "sign", "签字"
    NAME_RECEIVER = "name-receiver", "指定接收人"
    NAME_SUPERVISOR = "name-supervisor", "指定监交人"


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
    HANDOVER_OPENED = "org.handover_opened", "开出交接单"
    HANDOVER_RECEIVER = "org.handover_receiver", "确定接收人"
    HANDOVER_SUPERVISOR = "org.handover_supervisor", "确定监交人"
    HANDOVER_ACCEPTED = "org.handover_accepted", "接收交接事项"
    HANDOVER_REFUSED = "org.handover_refused", "不接收交接事项"
    HANDOVER_SIGNED = "org.handover_signed", "交接签字"
    HANDOVER_DONE = "org.handover_done", "交接完成"
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
    DEPARTMENT_RENAMED = "org.department_renamed", "单位更名"
    DEPARTMENT_END_PROPOSED = "org.department_end_proposed", "提出撤销单位"
    DEPARTMENT_END_WITHDRAWN = "org.department_end_withdrawn", "不再撤销单位"
    DEPARTMENT_ENDED = "org.department_ended", "撤销单位"
    DEPARTMENTS_MERGED = "org.departments_merged", "合并单位"
    DEPARTMENT_MOVED = "org.department_moved", "二级单位改属"
    DEPARTMENT_RESTORED = "org.department_restored", "恢复单位"
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
