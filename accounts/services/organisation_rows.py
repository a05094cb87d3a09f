"""An organisation as a file gives it: checked rows, not yet compared with what is stored."""

from dataclasses import dataclass

PostKey = tuple[str, str, str]
"""Employee number, department code, kind: a person has one open post of a kind in a department."""


@dataclass(frozen=True)
class DepartmentRow:
    """A department; `depth` is 0 for the root."""

    line: int
    code: str
    name: str
    short_name: str
    parent_code: str
    party_body: str
    sort_order: int
    depth: int = 0

    @property
    def is_sub_unit(self) -> bool:
        """A department whose parent is not the root (二级单位)."""
        return self.depth > 1


@dataclass(frozen=True)
class PersonRow:
    """A person, from the first of his rows."""

    line: int
    employee_no: str
    name: str
    phone: str
    email: str

    @property
    def username(self) -> str:
        """The account's name: the employee number in lower case."""
        return self.employee_no.lower()


@dataclass(frozen=True)
class PostRow:
    """A post; `order` is its place among the rows of its department, from 1."""

    line: int
    employee_no: str
    department_code: str
    kind: str
    title: str
    rank: str
    sections: tuple[str, ...]
    portfolio: tuple[str, ...]
    order: int

    @property
    def key(self) -> PostKey:
        return self.employee_no, self.department_code, self.kind


@dataclass(frozen=True)
class OrganisationRows:
    """Both files, checked."""

    departments: tuple[DepartmentRow, ...]
    people: tuple[PersonRow, ...]
    posts: tuple[PostRow, ...]
    digest: str
