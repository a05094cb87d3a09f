"""The file of a campaign's roles: leading group, office, guidance, and who verifies what.

People are named by employee number, or by the account of a person whom the file itself brings
along (guidance groups are not in the city's own organisation file).
"""

from dataclasses import dataclass
from typing import Any

from campaign.enums import CampaignRole, VerifyingScope
from campaign.validators.reading import Faults, Node

FORMAT = 1
SINGLE_ROLES = (CampaignRole.GROUP_LEADER, CampaignRole.OFFICE_SUPERVISOR)
"""Roles that one person holds at a time."""


@dataclass(frozen=True)
class PersonRow:
    """A person who is not in the organisation file."""

    username: str
    name: str


@dataclass(frozen=True)
class RoleRow:
    """A role for a person: employee number or account."""

    person: str
    role: CampaignRole
    place: str


@dataclass(frozen=True)
class UnitRow:
    """A verifying unit by its department code."""

    scope: VerifyingScope
    department: str
    place: str


@dataclass(frozen=True)
class RoleFile:
    """A file of roles whose shape holds; whether its people exist is asked of the database."""

    campaign: str
    office_department: str
    people: tuple[PersonRow, ...]
    roles: tuple[RoleRow, ...]
    units: tuple[UnitRow, ...]


def read_roles(data: Any) -> RoleFile:
    """Check the shape of the parsed file whole; raises Invalid with one sentence a fault."""
    faults = Faults()
    top = Node(data, "", faults)
    if top.get("format") != FORMAT:
        top.fault("format", f"任职文件的格式号应为 {FORMAT}。")
    found = RoleFile(
        campaign=top.code("campaign"),
        office_department=top.text("office_department", 32, ""),
        people=tuple(_person(node) for node in top.rows("people")),
        roles=tuple(_role(node) for node in top.rows("roles")),
        units=tuple(_unit(node) for node in top.rows("verifying_units")),
    )
    top.close()
    _refuse_doubles(found, top)
    faults.refuse_if_any("任职文件")
    return found


def _person(node: Node) -> PersonRow:
    row = PersonRow(node.code("username", 64), node.text("name", 50))
    node.close()
    return row


def _role(node: Node) -> RoleRow:
    row = RoleRow(node.text("person", 64), _choice(node, "role", CampaignRole), node.place)
    node.close()
    return row


def _unit(node: Node) -> UnitRow:
    scope = _choice(node, "scope", VerifyingScope)
    row = UnitRow(scope, node.text("department", 32), node.place)
    node.close()
    return row


def _choice(node: Node, key: str, choices: Any) -> Any:
    value = node.text(key, 40)
    if value and value not in choices.values:
        node.fault(key, f"“{value}”不在可用的值之内：{'、'.join(choices.values)}。")
    return choices(value) if value in choices.values else next(iter(choices))


def _refuse_doubles(found: RoleFile, top: Node) -> None:
    names = [row.username for row in found.people]
    if len(set(names)) < len(names):
        top.fault("people", "有重复的账号。")
    pairs = [(row.person, row.role) for row in found.roles]
    if len(set(pairs)) < len(pairs):
        top.fault("roles", "同一人的同一任职写了两次。")
    for role in SINGLE_ROLES:
        if sum(row.role == role for row in found.roles) > 1:
            top.fault("roles", f"{role.label}只能有一人。")
    if len({row.scope for row in found.units}) < len(found.units):
        top.fault("verifying_units", "同一范围只能指定一个验收单位。")
