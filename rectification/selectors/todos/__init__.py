"""What lies on a person's desk: duties (which items ask which act) and their reading."""

from rectification.selectors.todos.duties import Duty, duties_of
from rectification.selectors.todos.facts import Desk, facts_of
from rectification.selectors.todos.reading import Todo, Todos, desk_of, items_to_do, todos_for

__all__ = [
    "Desk",
    "Duty",
    "Todo",
    "Todos",
    "desk_of",
    "duties_of",
    "facts_of",
    "items_to_do",
    "todos_for",
]
