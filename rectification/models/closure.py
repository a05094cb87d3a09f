"""Closure: who asked, who reviewed, who signed what, who checked, and the look back."""

from django.db import models
from django.db.models import Q

from accounts.enums import Capacity
from accounts.models import Department, Post, User
from core.models import UidModel
from rectification.enums import (
    LookBackResult,
    RequestState,
    VerificationMethod,
    VerificationResult,
)
from rectification.models.item import Item


class ClosureRequest(UidModel):
    """One request to strike an item off, and what the department's leaders said to it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="closure_requests", db_index=False)
    cycle = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.PENDING)
    applicant = models.ForeignKey(User, models.PROTECT, related_name="closures_requested")
    applied_at = models.DateTimeField()
    statement = models.TextField("整改成效")
    complainants = models.TextField("可回访群众", blank=True)
    nobody_reachable = models.BooleanField("无可回访群众", default=False)
    silent_parts = models.JSONField(default=list)
    reviewer = models.ForeignKey(
        User, models.PROTECT, related_name="closures_reviewed", null=True, blank=True
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_comment = models.CharField(max_length=500, blank=True)
    skip_reason = models.CharField(max_length=200, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    return_reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "销号申请"
        indexes = [models.Index(fields=["item", "cycle", "id"], name="closure_of_item")]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(
                    state__in=[RequestState.PENDING, RequestState.ENDORSED, RequestState.SKIPPED]
                ),
                name="one_live_closure_request",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.SKIPPED) | ~Q(skip_reason=""),
                name="skip_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class SignOff(UidModel):
    """The first-in-charge's signature: person, post, capacity, time and the version signed."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="sign_offs", db_index=False)
    cycle = models.PositiveIntegerField()
    request = models.ForeignKey(ClosureRequest, models.PROTECT, related_name="sign_offs")
    signer = models.ForeignKey(User, models.PROTECT, related_name="sign_offs")
    signer_name = models.CharField(max_length=50)
    post = models.ForeignKey(Post, models.PROTECT, related_name="sign_offs")
    post_title = models.CharField(max_length=100)
    capacity = models.CharField(max_length=10, choices=Capacity)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    comment = models.CharField(max_length=500, blank=True)
    item_version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    snapshot = models.JSONField()
    due_on = models.DateField()
    original_due_on = models.DateField()
    is_in_time = models.BooleanField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签批"
        indexes = [models.Index(fields=["item", "cycle", "id"], name="sign_off_of_item")]

    def __str__(self) -> str:
        return f"{self.signer_name} {self.post_title}"


class VerificationDraw(UidModel):
    """How a cycle is to be checked, drawn at its first sign-off with a recorded seed."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="draws")
    cycle = models.PositiveIntegerField()
    method = models.CharField(max_length=10, choices=VerificationMethod)
    needs_look_back = models.BooleanField()
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    inspectors = models.ManyToManyField(User, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "验收方式抽取"
        constraints = [models.UniqueConstraint(fields=["item", "cycle"], name="drawn_once")]

    def __str__(self) -> str:
        return self.get_method_display()


class Verification(UidModel):
    """A check by somebody else (谁验收、谁负责)."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="verifications", db_index=False)
    cycle = models.PositiveIntegerField()
    sign_off = models.ForeignKey(SignOff, models.PROTECT, related_name="verifications")
    result = models.CharField(max_length=8, choices=VerificationResult)
    method = models.CharField(max_length=10, choices=VerificationMethod)
    verifier = models.ForeignKey(User, models.PROTECT, related_name="verifications")
    unit_name = models.CharField("验收单位", max_length=100)
    opinion = models.TextField("验收意见")
    criterion_not_met = models.CharField("未达到的标准", max_length=500, blank=True)
    inspectors = models.ManyToManyField(User, blank=True, related_name="+")
    inspector_names = models.CharField(max_length=200, blank=True)
    reply_text = models.TextField("答复内容", blank=True)
    verified_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "验收"
        indexes = [models.Index(fields=["item", "cycle", "id"], name="verification_of_item")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result=VerificationResult.FAILED) | ~Q(criterion_not_met=""),
                name="failure_names_criterion",
            )
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class LookBack(UidModel):
    """A look back (回头看) at what was closed."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="look_backs", db_index=False)
    cycle = models.PositiveIntegerField()
    result = models.CharField(max_length=12, choices=LookBackResult)
    finding = models.TextField("核查情况")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    next_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回头看"
        indexes = [models.Index(fields=["item", "id"], name="look_back_of_item")]

    def __str__(self) -> str:
        return self.get_result_display()


class LegacyClosure(UidModel):
    """A closure from before this system, with the words and signer as the sheet has them."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="legacy")
    file_name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    words = models.CharField(max_length=100)
    date_words = models.CharField(max_length=100, blank=True)
    signer_words = models.CharField(max_length=200, blank=True)
    is_sampled = models.BooleanField("抽中回头看", default=False)
    seed = models.CharField(max_length=64, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "导入前已销号"

    def __str__(self) -> str:
        return self.words
