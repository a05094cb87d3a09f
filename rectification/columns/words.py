"""The words that stand in a ledger's cells: kinds, states and what they become, common names.

The table of states is the rule of adoption: an item of a ledger that exists already enters the
state that its word says, without invented signatures. Words are compared after `plain`.
"""

import re
import unicodedata
from dataclasses import dataclass

from rectification.columns.states import composed_state
from rectification.enums import Kind, State

_PUNCTUATION = re.compile(r"[\s\W_]+")
_BRACKETS = re.compile(r"[(\[【〔<《][^()\[\]【】〔〕<>《》]*[)\]】〕>》]")


def plain(text: str) -> str:
    """Return the text without brackets, spaces and punctuation, full width folded."""
    folded = unicodedata.normalize("NFKC", text)
    return _PUNCTUATION.sub("", _BRACKETS.sub("", folded))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NONE_WORDS = frozenset(_words("无 / － - — —— ─ 暂无 没有 无。 \\ // ／ -- 、"))
"""Cells that say in a word that there is nothing."""

TICKS = frozenset("√ ✓ ✔ ☑ ● ■ ★ ◆ V v 是 Y y".split())
CROSSES = frozenset("× ✗ ✘ ☒ X x 否 ○ □ N n".split())
"""Marks that answer yes or no to a column's head."""

KIND_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.IMMEDIATE: _words(
        "立行立改 立即整改 即知即改 立改立行 即时整改 立即 即行即改 边查边改 立查立改 马上整改 "
        "立行立改类 即改 立改"
    ),
    Kind.TIME_LIMITED: _words(
        "限期整改 分阶段整改 阶段整改 限时整改 阶段性整改 限期 限时 限期整改类 限期完成 分期整改"
    ),
    Kind.LONG_TERM: _words(
        "长期坚持 持续整改 长期整改 长期 持续推进 持续坚持 常态化 常态化整改 长期推进 "
        "长期坚持类 持续 长效整改 长期持续 常抓不懈 持续用力 坚持长期整改"
    ),
}
KIND_OF: dict[str, Kind] = {word: kind for kind, words in KIND_WORDS.items() for word in words}


@dataclass(frozen=True)
class StateGroup:
    """Words of one line of the table: what they mean together."""

    key: str
    words: tuple[str, ...]
    """The words of the rule, shown when a word is refused."""
    synonyms: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    """Words that are read so, but that a person should look at."""


STATE_GROUPS: tuple[StateGroup, ...] = (
    StateGroup(
        "not_started",
        _words("未启动 未开始 待办"),
        _words("未整改 尚未启动 尚未开始 未开展 待整改 待办理 未办理 待启动 尚未整改 未着手"),
    ),
    StateGroup(
        "in_progress",
        _words("整改中 推进中 办理中 正在整改"),
        _words(
            "进行中 正在推进 正在办理 正在进行 落实中 处理中 持续推进 持续推进中 正在整改中 "
            "整改推进中 正在推进中 在办 正整改 已启动 开展中"
        ),
        _words("未完成 未销号 部分完成 基本完成 部分整改 基本整改 持续整改 未整改到位 未完成整改"),
    ),
    StateGroup(
        "in_review",
        _words("待审核 待签批 待验收 申请销号"),
        _words("待销号 拟销号 已申请销号 审核中 验收中 待审批 销号审核中 已报审 待评估"),
    ),
    StateGroup(
        "closed",
        _words("已销号 已完成 已整改 办结"),
        _words(
            "已办结 完成 销号 整改完成 已整改完成 已完成整改 整改到位 已整改到位 已整改销号 "
            "完成整改 已完结 已解决 完成销号 已完成销号 办理完毕 整改完毕 已验收销号 已对账销号"
        ),
    ),
    StateGroup(
        "sustained",
        _words("阶段性完成 长期坚持"),
        _words(
            "已阶段性完成并长期坚持 阶段性完成并长期坚持 已阶段性完成 持续坚持 "
            "已完成并长期坚持 完成并长期坚持 已完成并持续坚持 已整改并长期坚持"
        ),
    ),
    StateGroup(
        "voided", _words("不予立项 撤销 移交"), _words("已撤销 已移交 移交办理 不予立案 已移交办理")
    ),
    StateGroup("merged", _words("已并案"), _words("并案 已合并 合并办理 已合并办理 并案办理")),
)

STATE_OF: dict[str, str] = {
    word: group.key
    for group in STATE_GROUPS
    for word in (*group.words, *group.synonyms, *group.doubtful)
}
DOUBTFUL_STATES = frozenset(word for group in STATE_GROUPS for word in group.doubtful)
STATE_WORDS_SHOWN = "；".join("、".join(group.words) for group in STATE_GROUPS)
"""The list of words for the sentence that refuses another one."""

VOIDED_AS = {"移交": "transferred", "已移交": "transferred", "移交办理": "transferred"}
"""Words that say why an item left the path; the others are 经核不属问题 unless a person says."""

_BY_LENGTH = sorted(STATE_OF, key=len, reverse=True)
_TAIL_SIGNS = " ,，。.、；;：:\n\t"
_FIRST_CLAUSE = re.compile(r"([^\s,，。、；;：:(（]{2,20})(?=[\s,，。、；;：:(（])")
_TAIL = re.compile(r"^(?:[\s,，。.、；;：:（(—-]|$)")


def _composed(word: str) -> tuple[str, bool] | None:
    folded = _BRACKETS.sub("", unicodedata.normalize("NFKC", word))
    return composed_state(re.sub(r"[^\w.%]+", "", folded).strip("."))


def state_group(word: str) -> str | None:
    """Return the group of a state word, "not_started" for an empty one, None for an unknown one."""
    if not plain(word):
        return "not_started"
    known, composed = STATE_OF.get(plain(word)), _composed(word)
    return known or (composed[0] if composed else None)


def is_doubtful_state(word: str) -> bool:
    """Say whether a word is read as a state that a person should look at."""
    known, composed = plain(word), _composed(word)
    if known in STATE_OF:
        return known in DOUBTFUL_STATES
    return composed is not None and composed[1]


def leading_state(text: str) -> tuple[str, str]:
    """Split "整改中，已完成招标" into its state word and the rest; ("", text) without one.

    已完成，长期坚持 is one word.
    """
    stripped = unicodedata.normalize("NFKC", text).strip()
    if plain(stripped) and state_group(stripped):
        bare = _BRACKETS.sub("", stripped).strip(" 。.;；,，、")
        return bare, "" if bare == stripped.strip(" 。.;；,，、") else stripped
    for word in _BY_LENGTH:
        if stripped.startswith(word) and _TAIL.match(stripped[len(word) :]):
            return word, stripped[len(word) :].lstrip(_TAIL_SIGNS)
    first = _FIRST_CLAUSE.match(stripped)
    if first and plain(first[1]) in KIND_OF:
        return leading_state(stripped[first.end(1) :].lstrip(_TAIL_SIGNS))
    if first and _composed(first[1]):
        return first[1], stripped[first.end(1) :].lstrip(_TAIL_SIGNS)
    return "", text


def enters(
    word: str,
    kind: str | None,
    has_lead: bool,
    has_measures: bool,
    other_number: bool = False,
) -> State | None:
    """Return the state in which a row of an office's ledger enters, by the sheet's word.

    `kind` is a Kind value or None; `other_number` says that the row names the item it was merged
    into. None means that the row must be refused: an unknown word, 已并案 without the other's
    number, or a finished item that nobody led. An open row without a lead is registered.
    """
    group = state_group(word)
    if group == "voided":
        return State.VOIDED
    if group == "merged":
        return State.MERGED if other_number else None
    if group in ("closed", "sustained"):
        if not has_lead:
            return None
        long_term = group == "sustained" or kind == Kind.LONG_TERM
        return State.SUSTAINED if long_term else State.CLOSED
    if group is None:
        return None
    if not has_lead:
        return State.REGISTERED
    if group == "not_started":
        return State.ASSIGNED
    return State.IN_PROGRESS if has_measures else State.ACCEPTED


SOURCE_WORDS: dict[str, tuple[str, ...]] = {
    "调研发现": _words("调研 调查研究 调研检视 调研中 走访发现 调研座谈"),
    "群众反映": _words(
        "群众 信访 来信来访 12345 热线 市长信箱 服务对象 征求意见 意见建议 投诉 网民留言 举报"
    ),
    "巡视巡察反馈": _words("巡视 巡察 上级巡视 市委巡察 省委巡视 中央巡视"),
    "检视查摆": _words("检视 查摆 自查 自己找 集体议 对照检视 民主生活会 自我检视"),
}
"""Words by which offices name a source, for the campaign's sources of these names."""

TARGET_WORDS: dict[str, tuple[str, ...]] = {
    "贯彻落实不力": _words("贯彻落实 落实不力 阳奉阴违 弄虚作假 应付了事 置若罔闻 决策部署"),
    "不担当不作为": _words("不担当 不作为 慢作为 患得患失 精气神不够 干事创业"),
    "违反中央八项规定精神": _words("八项规定 违反八项规定"),
    "形式主义、官僚主义": _words("形式主义 官僚主义 文山会海 层层加重基层负担 基层负担"),
    "领导干部亲属违规经商办企业": _words(
        "亲属经商 违规经商 经商办企业 亲属违规经商 配偶子女 子女及其配偶"
    ),
}
"""Words by which offices name a target, for the campaign's targets of these names."""

FORMER_NAMES: dict[str, str] = {
    "环保局": "生态环境局",
    "环境保护局": "生态环境局",
    "卫计委": "卫生健康委员会",
    "卫生局": "卫生健康委员会",
    "国土局": "自然资源局",
    "国土资源局": "自然资源局",
    "规划局": "自然资源局",
    "安监局": "应急管理局",
    "工商局": "市场监督管理局",
    "质监局": "市场监督管理局",
    "药监局": "市场监督管理局",
    "食药监局": "市场监督管理局",
    "旅游局": "文体广电和旅游局",
    "文广新局": "文体广电和旅游局",
    "体育局": "文体广电和旅游局",
    "林业局": "林业和草原局",
    "粮食局": "粮食和物资储备局",
    "物价局": "发展和改革委员会",
    "经信委": "工业和信息化局",
    "民宗局": "民族宗教事务委员会",
    "城建局": "住房和城乡建设局",
    "房管局": "住房和城乡建设局",
    "农牧局": "农业农村局",
    "水利局": "水务局",
    "扶贫局": "扶贫开发办公室",
}
"""Names from before a reform: never taken silently, only proposed."""
