"""Who knows of a sensitive item: nobody by another door, by an old name, by a word in a message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import DomainError, Invalid
from notifications.models import Message
from rectification import services
from rectification.models import Clearance, Item
from rectification.services import AssignContent
from tests.factories import Walk, assignment, content, fresh
from tests.personas import TODAY, City, at


def sensitive(city: City) -> Item:
    return services.register_and_assign(
        campaign=city.campaign,
        content=content(city, target=city.targets["relatives_business"], is_sensitive=True),
        assignment=assignment(city, handler=city.officer, office_person=city.office),
        by=city.office_head,
        at=at(),
    )


def readers(item: Item) -> set[tuple[int, str]]:
    rows = Clearance.objects.filter(item=item, ended_at__isnull=True)
    return set(rows.values_list("person_id", "kind"))


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("stranger", "verifier"),
        ("stranger", "handler"),
        ("seconded", "office"),
        ("resident", "discipline"),
    ],
)
def test_the_first_in_charge_names_handlers_of_his_department_and_nobody_else(
    city: City, who: str, kind: str
) -> None:
    item = sensitive(city)
    before = readers(item)
    with pytest.raises(DomainError):
        services.change_clearance(
            item=item,
            by=city.first_in_charge,
            at=at(),
            version=item.version,
            add=[(city.people[who], kind)],
            reason="调整",
        )
    assert readers(item) == before
    assert fresh(item).version == item.version


def test_the_first_in_charge_takes_no_office_person_away(city: City) -> None:
    item = sensitive(city)
    services.change_clearance(
        item=item,
        by=city.office_head,
        at=at(),
        version=item.version,
        add=[(city.office_clerk, "office")],
        reason="增加联系人",
    )
    row = item.clearances.get(person=city.office, kind="office")
    with pytest.raises(DomainError, match="办公室主任"):
        services.change_clearance(
            item=item,
            by=city.first_in_charge,
            at=at(),
            version=fresh(item).version,
            remove=[row],
            reason="调整",
        )
    assert (city.office.pk, "office") in readers(item)


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("stranger", "handler"),
        ("stranger", "office"),
        ("second_officer", "verifier"),
        ("stranger", "cooperator"),
        ("stranger", "discipline"),
    ],
)
def test_nobody_is_named_as_what_he_is_not(city: City, who: str, kind: str) -> None:
    item = sensitive(city)
    with pytest.raises(Invalid):
        services.change_clearance(
            item=item,
            by=city.office_head,
            at=at(),
            version=item.version,
            add=[(city.people[who], kind)],
            reason="调整",
        )


def test_the_head_of_the_office_names_the_resident_group(city: City) -> None:
    item = sensitive(city)
    services.change_clearance(
        item=item,
        by=city.office_head,
        at=at(),
        version=item.version,
        add=[(city.resident, "discipline")],
        reason="请派驻组监督",
    )
    assert (city.resident.pk, "discipline") in readers(item)


def test_a_registered_item_changes_its_sensitivity_by_that_act_alone(city: City) -> None:
    typed = content(city, target=city.targets["relatives_business"], is_sensitive=True)
    item = services.register(campaign=city.campaign, content=typed, by=city.office_head, at=at())
    Clearance.objects.create(item=item, person=city.office, kind="office", given_at=at())
    with pytest.raises(Invalid, match="解除敏感"):
        services.edit(
            item=item,
            content=replace(typed, is_sensitive=False),
            by=city.office,
            at=at(),
            version=item.version,
        )
    assert fresh(item).is_sensitive
    open_one = Walk(city).registered().item
    with pytest.raises(Invalid, match="列为敏感"):
        services.edit(
            item=open_one,
            content=content(city, is_sensitive=True),
            by=city.office,
            at=at(),
            version=open_one.version,
        )


def test_members_of_the_office_hear_nothing_of_a_sensitive_item(city: City) -> None:
    item = sensitive(city)
    item = services.accept(item=item, by=city.officer, at=at(), version=item.version)
    assert not Message.objects.filter(subject_uid=item.uid, person=city.office_clerk).exists()
    item = services.recall(
        item=item, by=city.office_head, at=at(), version=item.version, reason="改派"
    )
    assert not Message.objects.filter(subject_uid=item.uid, person=city.office_clerk).exists()


def test_city_leaders_are_not_told_why_a_sensitive_item_came_back(city: City) -> None:
    walk = Walk(city, target=city.targets["relatives_business"], is_sensitive=True)
    walk.given["cooperating"] = []
    item = walk.awaiting_signoff().sign().verify(by=city.office_head).item
    services.reopen(
        item=item,
        by=city.office_head,
        at=walk.when,
        version=item.version,
        reason="其配偶又在样例公司任职",
        basis="群众来信",
        new_due_on=TODAY + timedelta(days=30),
    )
    texts = Message.objects.filter(subject_uid=item.uid, person=city.deputy_leader)
    assert not [m.text for m in texts if "样例公司" in m.text]


def test_units_that_join_a_sensitive_item_come_with_a_named_person(city: City) -> None:
    item = sensitive(city)
    with pytest.raises(Invalid, match="指定到人"):
        services.amend(
            item=item,
            by=city.office_head,
            at=at(),
            version=item.version,
            reason="需要配合",
            cooperating=[city.coop],
        )


def test_a_named_co_operator_is_of_his_unit(city: City) -> None:
    typed = content(city, target=city.targets["relatives_business"], is_sensitive=True)
    item = services.register(campaign=city.campaign, content=typed, by=city.office_head, at=at())
    given: AssignContent = assignment(
        city,
        handler=city.officer,
        office_person=city.office,
        cooperating=[city.coop],
        cooperating_people={city.coop.pk: city.stranger},
    )
    with pytest.raises(Invalid, match="任职"):
        services.assign(
            item=item, content=given, by=city.office_head, at=at(), version=item.version
        )


def test_what_was_merged_into_an_item_is_closed_off_with_it(city: City) -> None:
    walk = Walk(city).in_progress()
    other = Walk(city, when=walk.when).registered().item
    other = services.merge(
        item=other, by=city.office, at=walk.when, version=other.version, into=walk.item
    )
    assert Item.objects.fully_visible_to(city.office_clerk, on=TODAY).filter(pk=other.pk)
    item = fresh(walk.item)
    services.raise_sensitivity(
        item=item,
        by=city.office,
        at=walk.when,
        version=item.version,
        reason="涉及干部本人",
        handler=city.officer,
        office_person=city.office,
    )
    for person in (city.office_clerk, city.guidance, city.group_leader):
        seen = Item.objects.fully_visible_to(person, on=TODAY)
        assert not seen.filter(pk__in=[item.pk, other.pk]), person
    assert Item.objects.fully_visible_to(city.office, on=TODAY).filter(pk=other.pk)
