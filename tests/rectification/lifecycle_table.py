"""The life of an item as the office agreed it, written down apart from the code.

One line an arrow: state, action, target, roles. The tests hold the code's table against this one.
Short role names: off officer, ofc office, head office_head, pl portfolio_leader, fic
first_in_charge, ver verifier, sys system, aut author, coop cooperator, dep deputy_leader, grp
group_leader, gui guidance.
"""

ROLES = {
    "off": "officer",
    "ofc": "office",
    "head": "office_head",
    "pl": "portfolio_leader",
    "fic": "first_in_charge",
    "ver": "verifier",
    "sys": "system",
    "aut": "author",
    "coop": "cooperator",
    "dep": "deputy_leader",
    "grp": "group_leader",
    "gui": "guidance",
}

ARROWS = """
draft submit registered off ofc
draft discard - aut
registered assign assigned ofc
registered merge merged ofc
registered void voided head
assigned accept accepted off
assigned start in_progress off
assigned refuse registered pl fic
assigned recall registered ofc
accepted submit-plan plan_review off
accepted recall registered head
plan_review approve-plan in_progress pl fic
plan_review return-plan accepted pl fic
plan_review withdraw accepted off
plan_review recall registered head
in_progress return-plan accepted pl fic
in_progress request-closure closure_review off
in_progress suspend suspended head
in_progress recall registered head
suspended resume in_progress head
suspended recall registered head
closure_review endorse-closure awaiting_signoff pl
closure_review skip-review awaiting_signoff sys fic
closure_review return-closure in_progress pl fic
closure_review withdraw in_progress off
awaiting_signoff sign-off awaiting_verification fic
awaiting_signoff return-closure in_progress pl fic
awaiting_signoff withdraw in_progress off
awaiting_verification withdraw-sign-off awaiting_signoff fic
awaiting_verification verify closed ver
awaiting_verification sustain sustained ver
awaiting_verification fail-verification in_progress ver
closed reopen accepted ofc
sustained reopen accepted ofc
sustained conclude closed head
merged reinstate registered head
voided reinstate registered head
"""

OPEN = (
    "registered assigned accepted plan_review in_progress closure_review awaiting_signoff "
    "awaiting_verification suspended"
)

ACTS = f"""
edit | draft registered | aut ofc
amend | assigned accepted plan_review in_progress suspended | ofc
progress | accepted plan_review in_progress suspended | off coop
add-evidence | accepted plan_review in_progress suspended awaiting_verification | off coop ver
complete-measure | in_progress | off coop
edit-measure | accepted in_progress | off
request-plan-change | in_progress | off
decide-plan-change | in_progress | pl fic
confirm-part | accepted plan_review in_progress | coop
object-part | accepted plan_review in_progress | coop
settle-part | accepted plan_review in_progress | ofc
request-extension | accepted plan_review in_progress | off fic
endorse-extension | accepted plan_review in_progress | fic
decline-extension | accepted plan_review in_progress | fic
grant-extension | accepted plan_review in_progress | ofc head dep grp
refuse-extension | accepted plan_review in_progress | ofc head dep grp
renew-suspension | suspended | head
name-handler | {OPEN} | off pl fic
name-verifier | {OPEN} | head
raise-sensitivity | {OPEN} | off fic ofc
lower-sensitivity | {OPEN} | head
change-clearance | draft {OPEN} closed sustained merged voided | fic head
look-back | closed sustained | ofc gui
instruct | {OPEN} | grp dep
urge | {OPEN} | ofc dep grp fic pl
issue-notice | {OPEN} | ofc
reply-notice | {OPEN} | off fic
return-reply | {OPEN} | ofc
confirm-escalation | {OPEN} | ofc head dep grp
decline-escalation | {OPEN} | ofc head dep grp
archive | closed merged voided | ofc
"""


def arrows() -> dict[tuple[str, str], tuple[str | None, frozenset[str]]]:
    """{(state, action): (target or None, roles)}."""
    found = {}
    for line in ARROWS.strip().splitlines():
        state, action, to, *roles = line.split()
        names = frozenset(ROLES[role] for role in roles)
        found[state, action] = (None if to == "-" else to, names)
    return found


def acts() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """{action: (states, roles)}."""
    found = {}
    for line in ACTS.strip().splitlines():
        action, states, roles = (part.strip() for part in line.split("|"))
        found[action] = (frozenset(states.split()), frozenset(ROLES[r] for r in roles.split()))
    return found


def allowed_roles(state: str, action: str) -> frozenset[str]:
    """The roles that may take `action` in `state`; none where the state does not know it."""
    if (state, action) in arrows():
        return arrows()[state, action][1]
    if action in acts():
        states, roles = acts()[action]
        return roles if state in states else frozenset()
    return frozenset()
