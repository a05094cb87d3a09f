"""The columns of a rectification ledger and the heads that offices give them.

A head is compared after `heads.normal`: without spaces, line breaks, brackets and punctuation. The
order of the heads within a column is their rank: where two columns of a sheet claim one field, the
earlier head wins. Source: the 28 columns of the usual 整改台账 and the audit office's form.
"""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What a column of the sheet means to the item."""

    SEQUENCE = "sequence"
    NUMBER = "number"
    PROBLEM = "problem"
    DETAIL = "detail"
    TARGET = "target"
    SOURCE = "source"
    KIND = "kind"
    LEAD = "lead"
    COOP = "coop"
    FIRST_IN_CHARGE = "first_in_charge"
    RESPONSIBLE_LEADER = "responsible_leader"
    HANDLER = "handler"
    DUE = "due"
    MEASURES = "measures"
    STATE = "state"
    PROGRESS = "progress"
    OUTCOMES = "outcomes"
    EVIDENCE = "evidence"
    STANDARD = "standard"
    CAUSES = "causes"
    DIMENSION = "dimension"
    METHOD = "method"
    FOUND_ON = "found_on"
    ASSIGNED_ON = "assigned_on"
    EXTENSION = "extension"
    SIGNOFF = "signoff"
    VERIFICATION = "verification"
    CLOSED_ON = "closed_on"
    LOOK_BACK = "look_back"
    WARNING = "warning"
    REMARKS = "remarks"


@dataclass(frozen=True)
class Column:
    """A field, the word for it on pages, its heads by rank, and endings that betray it."""

    field: Field
    label: str
    heads: tuple[str, ...]
    endings: tuple[str, ...] = ()
    core: bool = False
    """A column that tells a ledger's head row from any other row."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COLUMNS: tuple[Column, ...] = (
    Column(Field.SEQUENCE, "序号", _words("序号 序 顺序号 排序 次序 行号")),
    Column(
        Field.NUMBER,
        "事项编号",
        _words("事项编号 整改事项编号 台账编号 问题编号 整改编号 编号 案号 任务编号"),
    ),
    Column(
        Field.PROBLEM,
        "存在问题",
        _words(
            "存在问题 问题表述 问题表现 具体问题 问题描述 反馈问题 主要问题 存在的问题 "
            "存在的主要问题 存在的突出问题 突出问题 检视问题 查摆问题 发现问题 发现的问题 "
            "检查发现问题 巡察反馈问题 巡视反馈问题 反馈的问题 反馈意见 整改问题 问题内容 "
            "问题概述 问题摘要 问题简述 问题事项 问题情况 整改事项 整改内容 问题及表现 "
            "问题具体表现 问题清单 事项名称 整改任务 问题点 问题 征求到的意见建议 意见建议内容 "
            "意见建议"
        ),
        endings=("问题",),
        core=True,
    ),
    Column(
        Field.DETAIL,
        "具体表现",
        _words(
            "具体表现 具体描述 问题详情 详细描述 具体情形 具体情况 表现形式 主要表现 问题详述 表现"
        ),
    ),
    Column(
        Field.TARGET,
        "专项整治类别",
        _words(
            "专项整治类别 专项整治 专项类别 整治类别 整改专项 所属专项 专项整治内容 "
            "专项整治项目 专项整治任务 专项整治重点 整治重点 整治内容 整治方面 五个专项 "
            "五项专项 问题类别 问题分类 问题种类 整治专项 专项名称 专项 类别 问题类型 所属类别"
        ),
        core=True,
    ),
    Column(
        Field.SOURCE,
        "问题来源",
        _words(
            "问题来源 来源 整改来源 线索来源 反馈来源 发现来源 问题出处 问题由来 "
            "问题来源渠道 来源渠道 发现渠道 问题渠道"
        ),
        endings=("来源",),
        core=True,
    ),
    Column(
        Field.KIND,
        "整改类型",
        _words("整改类型 整改方式 整改性质 整改类别 整改分类 办理类型 时限类型 整改形式 类型"),
        core=True,
    ),
    Column(
        Field.STANDARD,
        "整改目标",
        _words(
            "整改目标 整改标准 销号标准 目标标准 整改目标标准 验收标准 完成标准 整改要求 "
            "工作目标 整改目标及标准 目标要求 预期目标 预期成效 目标"
        ),
        core=True,
    ),
    Column(
        Field.MEASURES,
        "整改措施",
        _words(
            "整改措施 具体措施 整改举措 具体整改措施 主要措施 工作措施 整改任务措施 "
            "整改具体措施 措施 举措 整改方案 整改思路 整改落实措施 解决措施 措施清单 拟采取措施"
        ),
        endings=("措施", "举措"),
        core=True,
    ),
    Column(
        Field.LEAD,
        "牵头单位",
        _words(
            "牵头单位 牵头部门 责任单位 责任部门 主办单位 主办部门 承办单位 承办部门 "
            "牵头责任单位 主责单位 主责部门 主体责任单位 整改责任单位 整改牵头单位 整改单位 "
            "牵头整改单位 整改责任部门 落实单位 责任主体 整改主体 主要责任单位 牵头 单位名称 "
            "单位 部门 责任单位部门 所属单位 责任单位及责任人 责任单位和责任人"
        ),
        core=True,
    ),
    Column(
        Field.COOP,
        "配合单位",
        _words(
            "配合单位 配合部门 协办单位 协办部门 协同单位 协同部门 协助单位 协作单位 "
            "配合责任单位 参与单位 配合整改单位 责任配合单位 会办单位 配合 协办"
        ),
        core=True,
    ),
    Column(
        Field.FIRST_IN_CHARGE,
        "第一责任人",
        _words("第一责任人 主要责任人 整改第一责任人 主要负责人 主要领导 单位主要负责人 一把手"),
        core=True,
    ),
    Column(
        Field.RESPONSIBLE_LEADER,
        "责任领导",
        _words(
            "责任领导 分管领导 分管责任人 牵头领导 分管负责人 直接责任人 直接责任领导 "
            "包抓领导 分管责任领导 责任班子成员 整改责任领导 负责领导 领导责任人 分管副职"
        ),
        core=True,
    ),
    Column(
        Field.HANDLER,
        "经办人",
        _words(
            "经办人 经办人及电话 经办人员 具体责任人 联系人 联系人及电话 承办人 具体经办人 "
            "具体负责人 联络员 经办人电话 工作人员 责任人 整改责任人 责任人员 负责人"
        ),
        core=True,
    ),
    Column(Field.ASSIGNED_ON, "交办时间", _words("交办时间 交办日期 下达时间 转办时间 派单时间")),
    Column(
        Field.DUE,
        "整改时限",
        _words(
            "整改时限 完成时限 办结时限 整改期限 完成期限 整改完成时限 时限要求 办理时限 "
            "整改时限要求 完成整改时限 计划完成时间 预计完成时间 拟完成时间 整改完成期限 "
            "要求完成时间 销号时限 限期 时限 期限 完成时间 完成日期 整改完成时间 整改时间 "
            "截止时间 截止日期 整改截止时间 办结时间 时间节点 完成时间节点 到期时间 要求时间 "
            "起止时间 整改起止时间"
        ),
        endings=("时限", "期限"),
        core=True,
    ),
    Column(Field.EXTENSION, "延期情况", _words("延期情况 延期 延期时间 延期说明 延期申请")),
    Column(
        Field.PROGRESS,
        "目前进展",
        _words(
            "目前进展 进展情况 目前进展情况 整改进展 整改进展情况 工作进展 工作进展情况 "
            "进展 完成情况 整改完成情况 整改情况 整改落实情况 落实情况 办理情况 办理进展 "
            "整改进度 进度 工作进度 整改结果 办理结果 阶段性进展 当前进展 推进情况 最新进展 "
            "整改落实进展 进展描述"
        ),
        core=True,
    ),
    Column(
        Field.STATE,
        "状态",
        _words(
            "状态 整改状态 办理状态 当前状态 事项状态 目前状态 完成状态 进展状态 销号状态 "
            "问题状态 是否销号 是否完成 是否整改完成 是否完成整改 是否整改到位 销号情况 "
            "是否办结 状态标识"
        ),
        endings=("状态",),
        core=True,
    ),
    Column(
        Field.OUTCOMES,
        "整改成效",
        _words("整改成效 成效 取得成效 工作成效 整改效果 整改成果 取得的成效 阶段性成效 成果"),
        endings=("成效",),
        core=True,
    ),
    Column(
        Field.EVIDENCE,
        "佐证材料",
        _words(
            "佐证材料 佐证材料目录 证明材料 佐证资料 支撑材料 印证材料 佐证 附件 证明资料 印证资料"
        ),
    ),
    Column(Field.WARNING, "预警", _words("预警 预警灯 灯号 预警级别 预警情况 亮灯情况")),
    Column(
        Field.SIGNOFF,
        "第一责任人签批",
        _words(
            "第一责任人签批时间 第一责任人签批 签批时间 签批 第一责任人签字 主要负责人签字 "
            "销号签批 签批人 销号审批 签字 第一责任人意见"
        ),
    ),
    Column(
        Field.VERIFICATION,
        "验收",
        _words("验收单位人时间 验收单位 验收人 验收时间 验收情况 验收意见 验收结果 验收 验收部门"),
    ),
    Column(
        Field.CLOSED_ON,
        "销号时间",
        _words("销号时间 销号日期 实际完成时间 实际完成日期 实际办结时间 对账销号单 对账销号"),
    ),
    Column(Field.LOOK_BACK, "回头看结果", _words("回头看结果 回头看 回头看情况 回访情况")),
    Column(
        Field.DIMENSION,
        "检视维度",
        _words("检视维度 对照方面 对照维度 检视方面 查摆维度 检视内容 维度"),
    ),
    Column(Field.METHOD, "查找方式", _words("查找方式 发现方式 查摆方式 检视方式")),
    Column(
        Field.CAUSES,
        "产生原因",
        _words(
            "产生原因 原因分析 问题原因 主要原因 根源 产生的原因 问题根源 原因剖析 根源剖析 原因"
        ),
    ),
    Column(
        Field.FOUND_ON,
        "发现时间",
        _words("发现时间 发现日期 反馈时间 反馈日期 查摆时间 登记时间 登记日期 问题发现时间"),
    ),
    Column(
        Field.REMARKS,
        "备注",
        _words("备注 备考 说明 备注说明 其他说明 有关说明"),
        endings=("备注",),
    ),
)

LABELS: dict[Field, str] = {column.field: column.label for column in COLUMNS}
CORE: frozenset[Field] = frozenset(column.field for column in COLUMNS if column.core)

NOT_FIELDS: frozenset[str] = frozenset(
    _words(
        "下一步措施 下步措施 下一步工作措施 下一步打算 下一步工作 整改建议 处理措施 问责措施 "
        "责任追究措施 问题数 问题数量 问题个数 已整改问题 未整改问题 被审计单位 被审计人员 "
        "涉及金额 定性依据 整改通知书 项目 责任落实 责任清单 措施清单单位 责任分工"
    )
)
"""Heads that look like a field and are none: kept with the row as they stand."""

GROUP_HEADS: frozenset[str] = frozenset(
    _words(
        "责任落实 责任清单 责任分工 责任体系 整改责任 整改情况 问题清单 措施清单 时限清单 "
        "标准清单 目标清单"
    )
)
"""Heads that stand over others; a group alone never gives the columns below it their meaning."""

LIST_HEADS: dict[str, Field] = {
    "责任清单": Field.LEAD,
    "责任分工": Field.LEAD,
    "责任落实": Field.LEAD,
    "时限清单": Field.DUE,
    "标准清单": Field.STANDARD,
    "目标清单": Field.STANDARD,
}
"""Heads of the four (in some provinces five) lists, where each is one column with none below."""

EXPECTED_HEADS = "存在问题、专项整治类别、问题来源、整改措施、牵头单位、整改时限、状态"
"""What a sentence names when no head row is found."""
