"""Every write of the organisation: posts, delegations, people, passwords, tokens, grants.

All take `by=` (None is the system itself: a command, an import) and `at=`, and write their
journal entry in the same transaction.
"""

from accounts.services.audit import record_journal_export
from accounts.services.delegations import (
    longest_delegation,
    make_delegation,
    revoke_delegation,
)
from accounts.services.demo import make_demo_account
from accounts.services.departments import (
    add_alias,
    remove_alias,
)
from accounts.services.grants import (
    end_reading,
    grant_reading,
    open_reading,
    reading_data,
    revoke_reading,
)
from accounts.services.handovers import (
    accept_by_act,
    accept_lines,
    name_receiver,
    name_supervisor,
    refuse_line,
    shown_for_handover,
    sign_handover,
    why_not_sign,
)
from accounts.services.people import (
    create_person,
    deactivate_person,
    invite_link,
    reactivate_person,
    set_admin_role,
)
from accounts.services.posts import appoint, end_post, record_acting
from accounts.services.reorganisation import (
    end_department,
    merge_departments,
    propose_end,
    rename_department,
    what_holds,
    withdraw_end,
)
from accounts.services.sign_in import (
    check_password_again,
    record_lockout,
    record_sign_in,
    record_sign_out,
    set_password,
    unlock_person,
)
from accounts.services.tokens import digest_of, issue_token, revoke_token

__all__ = [
    "accept_by_act",
    "accept_lines",
    "add_alias",
    "appoint",
    "check_password_again",
    "create_person",
    "deactivate_person",
    "digest_of",
    "end_department",
    "end_post",
    "end_reading",
    "grant_reading",
    "invite_link",
    "issue_token",
    "longest_delegation",
    "make_delegation",
    "make_demo_account",
    "merge_departments",
    "name_receiver",
    "name_supervisor",
    "open_reading",
    "propose_end",
    "reactivate_person",
    "reading_data",
    "record_acting",
    "record_journal_export",
    "record_lockout",
    "record_sign_in",
    "record_sign_out",
    "refuse_line",
    "remove_alias",
    "rename_department",
    "revoke_delegation",
    "revoke_reading",
    "revoke_token",
    "set_admin_role",
    "set_password",
    "shown_for_handover",
    "sign_handover",
    "unlock_person",
    "what_holds",
    "why_not_sign",
    "withdraw_end",
]
