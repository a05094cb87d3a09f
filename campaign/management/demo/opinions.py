"""Twelve opinions in the demo city, de-identified, at every stage; one about a person."""

from accounts.models import User
from campaign.enums import Anonymity, OpinionOrigin, Satisfaction
from campaign.management.demo.ground import Stage
from campaign.models import Opinion
from campaign.services import opinions as services
from campaign.services.opinions import OpinionContent

TEXTS = (
    ("办不动产登记排号难，希望周六开窗", "不动产登记窗口排号难，建议周末开窗", "012", True),
    ("村里路灯装了不亮", "部分村路灯安装后未通电", "016", True),
    ("表格太多，同一个数字报三个科", "同一指标由几个科室重复要求填报", "026", True),
    ("公交末班车太早", "公交末班时间早，晚归群众不便", "015", True),
    ("热线回访只问满意吗，问题没解决", "热线回访未核实问题是否解决", "029", True),
    ("小区消防通道被占，反映两次没人来", "小区消防通道占用反映后未处置", "030", True),
    ("企业补贴材料要盖七个章", "补贴申报盖章环节偏多", "005", False),
    ("会议通知当天发当天开", "会议通知时间过紧", "001", False),
    ("检查组一周来三拨", "", "", False),
    ("医院缴费只收现金", "", "", False),
    ("窗口态度好，谢谢", "", "", False),
)
ANSWERS = (
    Satisfaction.SATISFIED,
    Satisfaction.UNSATISFIED,
    Satisfaction.FAIR,
    Satisfaction.UNCLEAR,
    Satisfaction.SATISFIED,
    Satisfaction.REFUSED,
)


def play(stage: Stage, office: User) -> None:
    """Tell the stories."""
    for n, (raw, plain, code, answered) in enumerate(TEXTS):
        named = answered
        content = OpinionContent(
            raw_text=raw,
            received_on=stage.day(20 - n),
            origin=OpinionOrigin.HOTLINE if n % 2 else OpinionOrigin.PAPER,
            anonymity=Anonymity.NAMED if named else Anonymity.ANONYMOUS,
            contact_name="朱某戊" if named else "",
            contact=f"000-000{n}" if named else "",
            is_praise=n == len(TEXTS) - 1,
        )
        opinion, _ = services.receive_opinion(
            campaign=stage.campaign, content=content, by=office, at=stage.at(19 - n)
        )
        if plain and code in stage.units:
            _handle(stage, opinion, plain, code, office, answered=answered, ago=18 - n)
    services.receive_opinion(
        campaign=stage.campaign,
        content=OpinionContent(
            raw_text="反映某负责人亲属承揽项目", received_on=stage.day(6), is_sensitive=True
        ),
        by=office,
        at=stage.at(6),
    )
    _call_back(stage, office)


def _call_back(stage: Stage, office: User) -> None:
    """Another unit calls back everybody who left a number; not all are satisfied, one won't say."""
    asked = {code for _, _, code, _ in TEXTS}
    caller = next((unit for code, unit in stage.units.items() if code not in asked), None)
    if caller is None:
        return
    draw = services.draw_call_backs(
        campaign=stage.campaign,
        caller=caller.department,
        share_percent=100,
        by=office,
        at=stage.at(5),
        seed="demo",
    )
    calls = draw.calls.select_related("opinion").order_by("opinion__received_on", "id")
    for call, result in zip(calls, ANSWERS, strict=False):
        services.record_call(
            call=call, result=result, note="", by=caller.officer, at=stage.at(4, 15)
        )


def _handle(
    stage: Stage, opinion: Opinion, plain: str, code: str, office: User, *, answered: bool, ago: int
) -> None:
    unit = stage.units[code]
    done = {"by": office, "at": stage.at(ago, 10), "version": None}
    services.restate_opinion(opinion=opinion, restatement=f"{plain}，请核实办理", **done)
    services.refer_opinion(opinion=opinion, department=unit.department, **done)
    if answered and ago > 6:
        services.answer_opinion(
            opinion=opinion,
            answer="已核实，正在整改，结果将公布。",
            by=unit.officer,
            at=stage.at(ago - 5, 16),
            version=None,
        )
