"""Posts that change hands in the demo city: one handover finished, one open."""

from datetime import datetime, time

from accounts import services as organisation
from accounts.enums import PostKind
from accounts.models import Department, Handover, PortfolioDepartment, Post, User
from core.clock import LOCAL_ZONE
from rectification import services
from rectification.enums import State
from rectification.management.demo.people import LEAD, find
from rectification.management.demo.story import Cast
from rectification.models import Item

ACCOUNT, NEW = "mengmb", "孟某丙"


def change_hands(cast: Cast) -> None:
    """A head is followed by another, who has taken everything over; an officer's desk waits."""
    _finished(cast)
    _open(cast)


def _moment(cast: Cast, ago: int, hour: int) -> datetime:
    """A working hour `ago` working days before today."""
    return datetime.combine(cast.workdays.add(cast.today, -ago), time(hour), LOCAL_ZONE)


def _finished(cast: Cast) -> None:
    left, signed = _moment(cast, 3, 9), _moment(cast, 1, 16)
    post = _head_with_work()
    number = f"样例组干〔{left.year}〕17号"
    common = {"by": None, "at": left}
    organisation.end_post(post=post, ends_on=left.date(), document_number=number, **common)
    person = organisation.create_person(username=ACCOUNT, name=NEW, **common)
    organisation.appoint(
        person=person,
        department=post.department,
        kind=PostKind.FIRST_IN_CHARGE,
        title=post.title,
        rank=post.rank,
        order=post.order,
        document_number=number,
        **common,
    )
    handover = Handover.objects.for_page().get(post=post)
    organisation.accept_lines(handover=handover, by=person, at=signed, remark="已核对台账")
    for signer in (person, post.person, handover.supervisor):
        _sign(handover, signer, signed)


def _head_with_work() -> Post:
    """The first head in rank order, beside the accounts' own, whose department has open items."""
    led = Item.objects.open().exclude(state=State.REGISTERED).filter(is_sensitive=False)
    watched = PortfolioDepartment.objects.filter(post__ends_on__isnull=True).values("department")
    heads = Post.objects.filter(kind=PostKind.FIRST_IN_CHARGE, ends_on__isnull=True)
    busy = heads.filter(department__in=led.values("lead_department")).filter(department__in=watched)
    others = busy.exclude(department__code__in=[LEAD, "000", "001"])
    rows = others.select_related("department", "person")
    return rows.order_by("department__sort_order", "id")[0]


def _open(cast: Cast) -> None:
    """An officer of the department of the demo accounts: the liaison takes over from him."""
    at = _moment(cast, 1, 10)
    keys = ("first_in_charge:0", "liaison:0", "officer:1")
    head, liaison, leaver = (find(f"{LEAD}:{key}", cast.today) for key in keys)
    department = Department.objects.get(code=LEAD)
    rows = Item.objects.filter(
        lead_department=department, state=State.IN_PROGRESS, is_sensitive=False
    )
    for item in rows.order_by("effective_due_on", "id")[:3]:
        services.name_handler(item=item, handler=leaver, by=head, at=at, version=item.version)
    post = Post.objects.get(person=leaver, ends_on__isnull=True)
    organisation.end_post(post=post, ends_on=at.date(), by=None, at=at)
    handover = Handover.objects.for_page().get(post=post)
    organisation.name_receiver(handover=handover, person=liaison, by=head, at=at)
    first = handover.lines.order_by("order").first()
    organisation.accept_lines(handover=handover, lines=[first.uid], by=liaison, at=at)
    _sign(handover, leaver, at)


def _sign(handover: Handover, by: User, at: datetime) -> None:
    row = Handover.objects.for_page().get(pk=handover.pk)
    _, digest = organisation.shown_for_handover(handover=row, by=by, at=at)
    organisation.sign_handover(handover=row, by=by, at=at, shown_hash=digest)
