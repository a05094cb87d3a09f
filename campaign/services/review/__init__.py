"""Every write of problem review: problems and their outcomes, signed blanks, leaders' duties."""

from campaign.services.review.content import ProblemContent, check_content, problem_key
from campaign.services.review.duties import record_duty, remove_duty
from campaign.services.review.outcomes import (
    decline_problem,
    mark_converted,
    mark_linked,
    mark_reopened,
    merge_problem,
    solve_problem,
    withdraw_decision,
)
from campaign.services.review.problems import (
    edit_problem,
    note_export,
    note_reading,
    register_problem,
    register_problems,
)
from campaign.services.review.signed import revoke_nothing_found, sign_nothing_found
from campaign.services.review.wording import settle_question

__all__ = [
    "ProblemContent",
    "check_content",
    "decline_problem",
    "edit_problem",
    "mark_converted",
    "mark_linked",
    "mark_reopened",
    "merge_problem",
    "note_export",
    "note_reading",
    "problem_key",
    "record_duty",
    "register_problem",
    "register_problems",
    "remove_duty",
    "revoke_nothing_found",
    "settle_question",
    "sign_nothing_found",
    "solve_problem",
    "withdraw_decision",
]
