"""Who may say that a step is superfluous: everybody who works in the system. Who answers: the
office."""

from accounts.models import User
from core.errors import Denied

NOT_ADMINISTRATORS = "系统管理、安全保密、安全审计三类管理员不办理业务，不在这里提意见。"


def may_remark(user: User) -> bool:
    """Whether he works in the system: nobody else sees its steps."""
    return bool(user.is_active and not user.admin_role)


def check_remark(user: User) -> None:
    """Raise Denied for the three administrators."""
    if not may_remark(user):
        raise Denied(NOT_ADMINISTRATORS)
