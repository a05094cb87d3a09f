"""What leaders write on an item."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications.enums import MessageKind
from rectification.enums import Action
from rectification.models import Instruction, Item
from rectification.selectors.seats import office_people_for, officers_of
from rectification.services.base import begin, naming, need_text, post_words, tell, write_down


@transaction.atomic
def instruct(
    *, item: Item, by: User, at: datetime, text: str, asks_notice: bool = False
) -> Instruction:
    """A dated line of a leader (批示); it may ask the office for a supervision notice."""
    s = begin(item=item, by=by, at=at, action=Action.INSTRUCT, version=None)
    words = need_text("text", text, "请填写批示内容。")
    row = Instruction.objects.create(
        item=s.item, text=words, asks_notice=asks_notice, by=by, post_title=post_words(s), at=at
    )
    write_down(s, Action.INSTRUCT, {"text": words, "asks_notice": asks_notice})
    head = [s.seats.head.person] if s.seats.head else []
    people = [*officers_of(s.item, s.on), *head, *office_people_for(s.item, s.on)]
    message = f"{by.name}批示了{naming(s.item)}。"
    tell(s, people, MessageKind.INFORMED, message, node=f"instruction:{row.pk}")
    return row
