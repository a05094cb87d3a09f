"""Refusals: what a rule says when it says no.

Every refusal carries the Chinese sentence that the user reads, a stable code for programs, and an
HTTP status for the doors. Pages flash the sentence, the API answers it as problem+json (RFC 9457).
"""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class FieldError:
    """One wrong spot of an input: `pointer` is a JSON pointer ("/due_on"), "" for the whole."""

    pointer: str
    code: str
    detail: str

    @property
    def field(self) -> str:
        """Return the top-level field that a form can put the sentence beside ("" for none)."""
        return self.pointer.lstrip("/").split("/", 1)[0]

    def as_dict(self) -> dict[str, str]:
        """Return the three members as problem+json lists them."""
        return asdict(self)


class DomainError(Exception):
    """A rule refuses. `detail` is the sentence for the user, `code` a key of ERROR_CATALOGUE."""

    status = 400
    code = "refused"
    default_detail = "请求未被接受，请检查后重试。"

    def __init__(self, detail: str = "", code: str = "", errors: Sequence[FieldError] = ()) -> None:
        self.detail = detail or self.default_detail
        self.code = code or self.code
        self.errors = list(errors)
        super().__init__(self.detail)

    def __str__(self) -> str:
        return self.detail

    def extra(self) -> dict[str, Any]:
        """Return members that this refusal adds to the problem document."""
        return {}


class Denied(DomainError):
    """This person may not do this (403)."""

    status = 403
    code = "permission_denied"
    default_detail = "您没有办理此事项的权限。如确需办理，请联系本单位管理员。"


class ReauthenticationRequired(DomainError):
    """The act asks for the password once more (403)."""

    status = 403
    code = "reauthentication_required"
    default_detail = "请输入本人登录密码，核实身份后再提交。"


class TransitionNotAllowed(DomainError):
    """The state does not know this act (409); `allowed` lists those that it knows now."""

    status = 409
    code = "transition_not_allowed"
    default_detail = "当前状态下不能办理此操作，请刷新页面查看最新状态。"

    def __init__(
        self,
        detail: str = "",
        *,
        allowed: Sequence[str] = (),
        code: str = "",
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(detail, code, errors)
        self.allowed = list(allowed)

    def extra(self) -> dict[str, Any]:
        """Return the acts that are possible now."""
        return {"allowed": self.allowed}


class GuardFailed(DomainError):
    """The act is possible, but facts are missing (422): one sentence each.

    GuardFailed("还差…") or GuardFailed(["第1条…", "第2条…"], before="申请销号还差：").
    """

    status = 422
    code = "guard_failed"
    default_detail = "办理条件尚未满足，请补充后再提交。"

    def __init__(
        self,
        sentences: str | Sequence[str] = "",
        *,
        before: str = "",
        code: str = "",
        errors: Sequence[FieldError] = (),
    ) -> None:
        several = [sentences] if isinstance(sentences, str) else list(sentences)
        self.sentences = [text for text in several if text]
        found = list(errors) or [FieldError("", self.code, text) for text in self.sentences]
        detail = before + "；".join(text.rstrip("。；") for text in self.sentences)
        super().__init__(detail, code, found)


class Invalid(DomainError):
    """What was given is wrong (422); `errors` has one row a field."""

    status = 422
    code = "invalid"
    default_detail = "填写的内容有误，请按提示修改后重新提交。"

    @classmethod
    def at(cls, field: str, detail: str, code: str = "invalid") -> "Invalid":
        """Return the refusal of one field: its sentence is also the whole's."""
        return cls(detail, errors=[FieldError(f"/{field}", code, detail)])

    @classmethod
    def of(cls, problems: Mapping[str, str | Sequence[str]]) -> "Invalid":
        """Return the refusal of several fields, {field: sentence(s)}; "" stands for the whole."""
        found = [
            FieldError(f"/{field}" if field else "", "invalid", text)
            for field, texts in problems.items()
            for text in ([texts] if isinstance(texts, str) else texts)
        ]
        return cls("；".join(row.detail.rstrip("。") for row in found) + "。", errors=found)


class Conflict(DomainError):
    """Somebody was faster (409): `current` is what is stored, `yours` what was sent."""

    status = 409
    code = "stale_version"
    default_detail = "该内容已被他人修改，请对照最新内容后重新提交。"

    def __init__(
        self,
        detail: str = "",
        *,
        current: Mapping[str, Any] | None = None,
        yours: Mapping[str, Any] | None = None,
        code: str = "",
    ) -> None:
        super().__init__(detail, code)
        self.current = dict(current or {})
        self.yours = dict(yours or {})

    def extra(self) -> dict[str, Any]:
        """Return both versions."""
        return {"current": self.current, "yours": self.yours}


class PreconditionRequired(DomainError):
    """A change came without the version that it was made on (428, RFC 6585)."""

    status = 428
    code = "precondition_required"
    default_detail = "缺少版本号：请先读取最新内容，再用 If-Match 请求头或 version 字段提交。"


class NotFound(DomainError):
    """There is no such thing, or not for this person: the answer is the same (404)."""

    status = 404
    code = "not_found"
    default_detail = "没有找到该内容，可能已被移除或不在您的查看范围内。"


class TooLarge(DomainError):
    """What was sent is too big (413)."""

    status = 413
    code = "too_large"
    default_detail = "提交的内容过大，请精简或拆分后重试。"


class Unsupported(DomainError):
    """A kind of file or body that is not taken (415)."""

    status = 415
    code = "unsupported_media_type"
    default_detail = "不支持的文件或内容类型。"


class Unavailable(DomainError):
    """The database is busy or away (503)."""

    status = 503
    code = "unavailable"
    default_detail = "系统正忙，未写入任何内容，请稍后重试。"


class StorageFull(Unavailable):
    """There is no room for a file (503)."""

    code = "storage_full"
    default_detail = (
        "服务器存储空间不足，文件没有保存，也未写入任何内容。请联系系统管理员清理空间后重新提交。"
    )


def is_storage_full(error: BaseException) -> bool:
    """Return whether the operating system had no room: disk, quota or size of a file."""
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return isinstance(error, OSError) and error.errno in full


class ErrorEntry(NamedTuple):
    """One page of the error catalogue."""

    title: str
    explanation_zh: str
    status: int


ERROR_CATALOGUE: dict[str, ErrorEntry] = {
    "refused": ErrorEntry("请求被拒绝", "业务规则不允许此操作，detail 说明了原因和办法。", 400),
    "parse_error": ErrorEntry(
        "内容无法解析",
        "请求体不是合法的 JSON：有重复的键、NaN、控制字符 NUL、嵌套过深，或编码不是 UTF-8。"
        "请修正后重发。",
        400,
    ),
    "invalid_cursor": ErrorEntry(
        "分页游标无效", "游标被改动，或用于另一种排序。请从第一页重新读取。", 400
    ),
    "unknown_parameter": ErrorEntry(
        "未知的查询参数", "网址中有本接口不认识的参数，errors 逐个列出。请核对拼写。", 400
    ),
    "unknown_field": ErrorEntry(
        "未知的字段", "请求体中有本接口不接受的字段，errors 逐个列出。请核对拼写或删去。", 400
    ),
    "bad_request": ErrorEntry("请求有误", "请求不符合协议要求，请核对后重发。", 400),
    "not_authenticated": ErrorEntry(
        "尚未登录", "请先登录，或在 Authorization 请求头中带上有效令牌。", 401
    ),
    "authentication_failed": ErrorEntry(
        "身份核验未通过", "令牌错误、已过期或已撤销。请重新登录或更换令牌。", 401
    ),
    "permission_denied": ErrorEntry(
        "没有权限", "当前身份不能办理此操作，detail 说明了原因以及应由谁办理。", 403
    ),
    "reauthentication_required": ErrorEntry(
        "需要核实身份", "签批等操作须在请求体中带上本人登录密码（password），密码不会被记录。", 403
    ),
    "csrf_failed": ErrorEntry(
        "页面已失效", "页面停留过久或不是从本系统打开。请刷新页面后重新提交。", 403
    ),
    "not_found": ErrorEntry(
        "没有找到", "内容不存在，或不在您的查看范围内（两种情况的回答相同）。", 404
    ),
    "method_not_allowed": ErrorEntry("方法不适用", "该地址不支持这种请求方法。", 405),
    "not_acceptable": ErrorEntry(
        "无法提供所需格式", "Accept 请求头所列格式均不提供，请改用 application/json。", 406
    ),
    "transition_not_allowed": ErrorEntry(
        "当前状态不允许", "事项当前状态下不能办理此操作，allowed 列出现在可以办理的操作。", 409
    ),
    "stale_version": ErrorEntry(
        "版本已过期",
        "读取之后有人修改过。current 是最新内容，yours 是您提交的内容，请对照后用新版本号重发。",
        409,
    ),
    "conflict": ErrorEntry(
        "与已有内容冲突", "与已有的内容重复或互相矛盾，请刷新后核对再提交。", 409
    ),
    "idempotency_in_flight": ErrorEntry(
        "同一请求正在处理", "带有相同 Idempotency-Key 的请求尚未办完，请稍后用同一键重发。", 409
    ),
    "too_large": ErrorEntry("内容过大", "超过大小限制，detail 写明了上限。", 413),
    "unsupported_media_type": ErrorEntry(
        "类型不受支持", "请求体或文件的类型不被接受，detail 列出可用的类型。", 415
    ),
    "invalid": ErrorEntry(
        "填写有误", "一个或多个字段不合要求，errors 逐个给出位置（pointer）和原因。", 422
    ),
    "guard_failed": ErrorEntry(
        "办理条件未满足", "操作本身允许，但还缺材料或事实，errors 逐条列出所缺内容。", 422
    ),
    "idempotency_key_reused": ErrorEntry(
        "幂等键被重复使用", "同一 Idempotency-Key 曾用于内容不同的请求，请换一个新的键。", 422
    ),
    "precondition_required": ErrorEntry(
        "缺少版本号", "修改须带版本号：If-Match 请求头，或请求体中的 version。", 428
    ),
    "throttled": ErrorEntry("请求过于频繁", "请按 Retry-After 所示秒数等待后重试。", 429),
    "internal_error": ErrorEntry(
        "系统内部错误",
        "系统出现意外错误，已记录。请稍后重试；仍有问题时把 Request-Id 告诉管理员。",
        500,
    ),
    "unavailable": ErrorEntry(
        "暂时无法处理", "数据库忙或暂时不可用，未写入任何内容。请稍后重试。", 503
    ),
    "storage_full": ErrorEntry(
        "存储空间不足", "服务器没有空间保存文件，未写入任何内容。请系统管理员清理空间后重发。", 503
    ),
}
