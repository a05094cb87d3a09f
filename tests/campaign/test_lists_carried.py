"""Every list and text of the speech, and the place where the product carries it.

A list that is only kept is a slogan: each names a key of a table that refers to it, choices that
hold its rows, or a page that shows it.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from campaign import models
from campaign.enums import ListKind, TaskKind
from rectification.enums import CauseKind
from rectification.models import Item
from tests.personas import City, city

__all__ = ["city"]
SEED: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "lists.json").read_text(encoding="utf-8")
)

# list → (model, field) that refers to its rows
KEYS: dict[str, tuple[type, str]] = {
    "streams": (models.Task, "stream"),
    "objectives": (models.StudyOutcome, "objectives"),
    "study_ways": (models.StudySession, "ways"),
    "study_materials": (models.StudySession, "materials"),
    "study_forms": (models.StudySession, "form"),
    "study_conversions": (models.StudyOutcome, "kind"),
    "research_directions": (models.ResearchTopic, "direction"),
    "research_fields": (models.ResearchTopic, "field"),
    "review_dimensions": (models.Problem, "dimensions"),
    "finding_methods": (models.Problem, "method"),
    "opinion_givers": (models.Opinion, "giver"),
    "sources": (Item, "first_source"),
    "targets": (Item, "target"),
    "leader_duties": (models.LeaderDuty, "duty"),
    "linked_campaigns": (Item, "linked_campaigns"),
}
# list → what holds its rows by name, one each
NAMES: dict[str, set[str]] = {
    "causes": {kind.label for kind in CauseKind},
    "actions": {kind.label for kind in TaskKind},
}
# list → page (route name) that shows it whole, with the speech's own words
PAGES = {
    "total_requirement": "campaign:lists",
    "bad_implementation": "campaign:lists",
    "confusions": "campaign:lists",
    "ills": "campaign:lists",
    "stream_mottos": "dashboard:streams",
    "three_in_place": "campaign:kick_off",
}


def test_every_list_of_the_speech_has_its_place() -> None:
    lists = {key for key in SEED if not key.startswith("text_")}
    assert lists == KEYS.keys() | NAMES.keys() | PAGES.keys()


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_table_refers_to_the_rows_of_the_list(name: str) -> None:
    model, field = KEYS[name]
    target = model._meta.get_field(field).related_model
    assert target is not None and issubclass(target, models.Entry)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_choices_hold_exactly_the_rows_of_the_list(name: str) -> None:
    assert NAMES[name] == set(SEED[name]["items"])


def test_the_other_lists_are_kinds_of_rows_that_the_page_shows(city: City) -> None:
    kinds = set(ListKind.values)
    assert {"total_requirement", "bad_implementation", "confusions", "ills"} <= kinds
    assert "three_in_place" in kinds


def test_causes_are_three_columns_of_a_problem() -> None:
    fields = {field.name for field in models.Problem._meta.get_fields()}
    assert {f"cause_{kind.value}" for kind in CauseKind} <= fields


FORBIDDEN = ("hours", "score", "bonus", "ranking", "check_in", "latitude", "longitude")


def test_no_table_has_a_column_for_what_is_never_built() -> None:
    """No hours, points, scores, check-ins or tracks of people (domain rule 1.9)."""
    found = {
        f"{model._meta.label}.{field.name}"
        for app in ("campaign", "rectification", "accounts", "notifications")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if any(word in field.name for word in FORBIDDEN)
    }
    assert found == set()
