"""Conditions over the rows of one table, written as SQL at once.

The ORM resolves, copies and compiles every leaf of a `Q`, once for each statement that it stands in
and again for every sub-query around it. A person's rights and duties are some hundred leaves, and
pages spent most of their time there. `written(model, where)` walks a `Q` once and keeps the text;
for the ORM it is one expression. What it cannot say by itself (`Exists`, `Func`) it leaves to the
ORM and puts into its place (docs/adr/0022).
"""

from collections.abc import Iterable
from typing import Any, cast

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Exists, Expression, F, Field, Model, Q
from django.db.models.expressions import BaseExpression
from django.db.models.sql.compiler import SQLCompiler

TRUE, FALSE = "TRUE", "FALSE"
COMPARE = {"exact": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


class Written(Expression):
    """SQL over a row, which stands as `{row}` in the text; each `%s` is a value or an expression.

    `may_be_null` where the text may come to NULL: then its negation says IS NOT TRUE, as the ORM's
    negation lets rows through whose column is empty.
    """

    contains_subquery = False
    """For the ORM: counts that refer to it are taken in one look, with no query around the rows."""

    def __init__(self, text: str, *args: Any, may_be_null: bool = False) -> None:
        super().__init__(output_field=BooleanField())
        self.text, self.args, self.may_be_null = text, args, may_be_null
        self.row: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.row, *(arg for arg in self.args if isinstance(arg, BaseExpression))]

    def set_source_expressions(self, exprs: Iterable[Any]) -> None:
        self.row, *resolved = exprs
        places = iter(resolved)
        args = [next(places) if isinstance(arg, BaseExpression) else arg for arg in self.args]
        self.args = tuple(args)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        text = self.text.replace("{row}", compiler.quote_name_unless_alias(self.row.alias))
        if not any(isinstance(arg, BaseExpression) for arg in self.args):
            return f"({text})", self.args
        first, *others = text.split("%s")
        parts, params = [first], []
        for arg, following in zip(self.args, others, strict=True):
            if isinstance(arg, BaseExpression):
                sql, values = _compiled(arg, compiler)
                parts.append(sql)
                params.extend(values)
            else:
                parts.append("%s")
                params.append(arg)
            parts.append(following)
        return f"({''.join(parts)})", tuple(params)


def _compiled(part: BaseExpression, compiler: SQLCompiler) -> tuple[str, Any]:
    try:
        return compiler.compile(part)
    except EmptyResultSet:
        return FALSE, ()
    except FullResultSet:
        return TRUE, ()


def written(model: type[Model], where: Q) -> Written:
    """The condition `where` as text. It names columns of the table itself, no others.

    Raises FieldDoesNotExist or TypeError for what it cannot say: a relation's column, an
    annotation, a lookup beside exact, in, isnull and the four that compare, a query as a value.
    """
    return _of_tree(model, where)


def there_is(model: type[Model], link: str, where: Q, *, name: str = "part") -> Written:
    """That `model` has a row, called `name`, which meets `where` and `link`.

    `link` is text in which `{row}` is the row asked about: never anything that a person typed.
    """
    found = written(model, where)
    text = found.text.replace("{row}", name)
    table = model._meta.db_table
    return Written(
        f'EXISTS (SELECT 1 FROM "{table}" {name} WHERE {link} AND ({text}))',  # nosec B608 - names of this code
        *found.args,
    )


def _of_tree(model: type[Model], where: Q) -> Written:
    if where.connector not in (Q.AND, Q.OR):
        raise TypeError(f"{where.connector} cannot be written")
    joint = f" {where.connector} "
    one, whole = (FALSE, TRUE) if where.connector == Q.AND else (TRUE, FALSE)
    parts: list[Written] = []
    for child in where.children:
        part = _of_child(model, child)
        if part.text == one:
            parts = [part]
            break
        if part.text != whole:
            parts.append(part)
    if not parts:
        found = Written(whole if where.children else TRUE)
    elif len(parts) == 1:
        found = parts[0]
    else:
        args = [arg for part in parts for arg in part.args]
        nullable = any(part.may_be_null for part in parts)
        text = joint.join(f"({part.text})" for part in parts)
        found = Written(text, *args, may_be_null=nullable)
    return _negation(found) if where.negated else found


def _negation(part: Written) -> Written:
    if part.text in (TRUE, FALSE):
        return Written(FALSE if part.text == TRUE else TRUE)
    if part.may_be_null:
        return Written(f"({part.text}) IS NOT TRUE", *part.args)
    return Written(f"NOT ({part.text})", *part.args)


def _of_child(model: type[Model], child: Any) -> Written:
    if isinstance(child, Q):
        return _of_tree(model, child)
    if isinstance(child, Written):
        return child
    if isinstance(child, tuple):
        return _of_leaf(model, *child)
    return Written("%s", child, may_be_null=not isinstance(child, Exists))


def _of_leaf(model: type[Model], name: str, value: Any) -> Written:
    """A column compared with a value."""
    column, _, lookup = name.partition("__")
    meta = model._meta
    field = cast(Field, meta.pk if column == "pk" else meta.get_field(column))
    place = f'{{row}}."{field.column}"'
    if lookup == "in":
        return _among(field, place, value)
    if lookup == "isnull" or value is None:
        empty = value if lookup == "isnull" else True
        if not field.null:
            return Written(FALSE if empty else TRUE)
        return Written(f"{place} IS NULL" if empty else f"{place} IS NOT NULL")
    if isinstance(field, BooleanField) and not lookup:
        return Written(place if value else f"NOT {place}", may_be_null=field.null)
    sign = COMPARE.get(lookup or "exact")
    if sign is None or field.column is None:
        raise TypeError(f"{name} cannot be written")
    return Written(f"{place} {sign} %s", _stored(field, value), may_be_null=field.null)


def _among(field: Field, place: str, values: Iterable[Any]) -> Written:
    if hasattr(values, "query"):
        raise TypeError("a query as a value cannot be written")
    found = [_stored(field, value) for value in dict.fromkeys(values) if value is not None]
    if not found:
        return Written(FALSE)
    marks = ", ".join(["%s"] * len(found))
    return Written(f"{place} IN ({marks})", *found, may_be_null=field.null)


def _stored(field: Field, value: Any) -> Any:
    """The value as the database takes it."""
    plain = value.pk if isinstance(value, Model) else value
    if isinstance(plain, int | str):
        return plain
    return field.get_db_prep_value(plain, connection)


__all__ = ["FALSE", "Written", "there_is", "written"]
