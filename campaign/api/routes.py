"""Which resource answers under which name."""

from rest_framework.routers import SimpleRouter

from campaign.api import (
    call_backs,
    campaigns,
    coverage,
    goals,
    kick_off,
    leader_duties,
    lists,
    meetings,
    opinions,
    remarks,
    research,
    review,
    roles,
    study,
    tables,
    tasks,
)

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("campaigns", campaigns.CampaignViewSet, "api-campaign")
router.register("campaign-roles", roles.CampaignRoleViewSet, "api-campaign-role")
router.register("gap-questions", roles.GapQuestionViewSet, "api-gap-question")
router.register("streams", lists.StreamViewSet, "api-stream")
router.register("targets", lists.TargetViewSet, "api-target")
router.register("sources", lists.SourceViewSet, "api-source")
router.register("dimensions", lists.DimensionViewSet, "api-dimension")
router.register("methods", lists.MethodViewSet, "api-method")
router.register("ladder", lists.LadderViewSet, "api-ladder")
router.register("opinions", opinions.OpinionViewSet, "api-opinion")
router.register("step-remarks", remarks.StepRemarkViewSet, "api-step-remark")
router.register("call-back-draws", call_backs.CallBackDrawViewSet, "api-call-back-draw")
router.register("call-backs", call_backs.CallBackViewSet, "api-call-back")
router.register("satisfaction", call_backs.SatisfactionViewSet, "api-satisfaction")
router.register("problems", review.ProblemViewSet, "api-problem")
router.register("problem-imports", tables.ProblemTableViewSet, "api-problem-import")
router.register("study-plan-imports", tables.PlanTableViewSet, "api-study-plan-import")
router.register("opinion-imports", tables.OpinionTableViewSet, "api-opinion-import")
router.register("coverage", coverage.CoverageViewSet, "api-coverage")
router.register("nothing-found", coverage.NothingFoundViewSet, "api-nothing-found")
router.register("leader-duties", leader_duties.LeaderDutyViewSet, "api-leader-duty")
router.register("study-plans", study.StudyPlanViewSet, "api-study-plan")
router.register("study-sessions", study.StudySessionViewSet, "api-study-session")
router.register("study-outcomes", study.StudyOutcomeViewSet, "api-study-outcome")
router.register("reading-notes", study.ReadingNoteViewSet, "api-reading-note")
router.register("tasks", tasks.TaskViewSet, "api-task")
router.register("task-duties", tasks.TaskDutyViewSet, "api-task-duty")
router.register("goals", goals.WorkGoalViewSet, "api-goal")
router.register("kick-offs", kick_off.KickOffViewSet, "api-kick-off")
router.register("leading-groups", kick_off.LeadingGroupViewSet, "api-leading-group")
router.register("research-topics", research.ResearchTopicViewSet, "api-research-topic")
router.register("research-visits", research.VisitViewSet, "api-research-visit")
router.register("findings", research.FindingViewSet, "api-finding")
router.register("meetings", meetings.MeetingViewSet, "api-meeting")
