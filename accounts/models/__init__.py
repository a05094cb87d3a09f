"""The organisation, and posts that change hands."""

from accounts.models.handover import (
    Handover,
    HandoverLine,
    HandoverSignature,
)
from accounts.models.organisation import (
    AccessToken,
    Delegation,
    Department,
    DepartmentAlias,
    DepartmentGrant,
    GrantBase,
    OrganisationImport,
    PastPassword,
    PortfolioDepartment,
    Post,
    User,
    UserManager,
)

__all__ = [
    "AccessToken",
    "Delegation",
    "Department",
    "DepartmentAlias",
    "DepartmentGrant",
    "GrantBase",
    "Handover",
    "HandoverLine",
    "HandoverSignature",
    "OrganisationImport",
    "PastPassword",
    "PortfolioDepartment",
    "Post",
    "User",
    "UserManager",
]
