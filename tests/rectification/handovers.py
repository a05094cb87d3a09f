"""Handovers for tests: the head of the lead leaves two items behind."""

from datetime import datetime

from accounts import services
from accounts.enums import PostKind
from accounts.models import Handover, Post, User
from tests.factories import Walk
from tests.personas import City, at


def head_leaves(city: City, when: datetime | None = None) -> Handover:
    """The head of the lead leaves one item in progress and one that waits for his signature."""
    Walk(city).in_progress()
    Walk(city).awaiting_signoff()
    services.end_post(post=city.post("first_in_charge"), by=None, at=when or at())
    return Handover.objects.get()


def takes_over(city: City, when: datetime | None = None, person: User | None = None) -> Post:
    """Somebody becomes the head of the lead."""
    return services.appoint(
        person=person or city.stranger_head,
        department=city.lead,
        kind=PostKind.FIRST_IN_CHARGE,
        title="党组书记、局长",
        by=None,
        at=when or at(),
    )


def sign(handover: Handover, by: User, when: datetime | None = None, note: str = "") -> None:
    """Sign what is shown."""
    moment = when or at()
    fresh = Handover.objects.for_page().get(pk=handover.pk)
    _, digest = services.shown_for_handover(handover=fresh, by=by, at=moment)
    services.sign_handover(handover=fresh, by=by, at=moment, shown_hash=digest, note=note)
