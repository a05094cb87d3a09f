"""What a word for an item's state means, where the list of words does not hold it.

Words are put together of few parts: 未 + 完成, 已 + 全部 + 整改 + 到位, 正在 + 整改 + 落实, 基本 +
完成, 完成 + 并 + 长期坚持. What is unfinished, partly done or a percentage is read as in progress,
and a person is asked to look.
"""

import re
from functools import lru_cache

_DO = r"(?:整改|完成|办结|销号|解决|落实|办理|到位|完毕|清零|任务)"
_GO = r"(?:整改|推进|办理|落实|进行|实施|开展|处理|协调|完善)"
_ALL = r"(?:均|现|目前|全部|全面|如期|按期|按时|已经?)*"
_DONE = (
    rf"{_ALL}{_DO}*{_ALL}{_DO}*(?:完成|办结|销号|解决|到位|完毕|清零|(?<=已)整改|(?<=已)落实){_DO}*"
)
_LASTING = r"(?:并|且|需|正)?(?:长期|持续|常态化?)(?:坚持|推进|整改|巩固|保持)"
_FORMS: tuple[tuple[str, bool, re.Pattern[str]], ...] = tuple(
    (group, doubtful, re.compile(pattern))
    for group, doubtful, pattern in (
        (
            "not_started",
            False,
            r"(?:目前|均)?(?:尚|暂|还)?(?:未|没有)(?:启动|开始|开展|着手|办理|整改|推进|实施)(?:整改|办理)?",
        ),
        ("in_progress", True, rf"(?:目前|均)?(?:尚|暂|还)?(?:未|没有)(?:全部|全面|完全)?{_DO}+"),
        (
            "in_progress",
            True,
            rf"(?:目前|现)?(?:已|已经)?(?:基本|部分|初步|大部分|阶段性)(?:得到)?(?!完成并|完成$){_DO}+|"
            rf"(?:目前|现)?(?:已|已经)?(?:基本|部分|初步|大部分)(?:得到)?{_DO}+",
        ),
        ("in_review", False, r"已(?:上报|申报|申请|提请|报)(?:销号|验收|审核|审批)"),
        ("sustained", False, rf"{_DONE}{_LASTING}"),
        ("closed", False, _DONE),
        (
            "in_progress",
            False,
            rf"(?:目前|现|仍)?(?:正在|正|持续|稳步|有序|扎实|加快|按计划|按时序|按序时进度|按序时|已启动)+"
            rf"{_GO}+中?|{_GO}+中",
        ),
        (
            "in_progress",
            True,
            r"(?:已|已经)?(?:达到|完成|符合)(?:序时|时序)进度|(?:已|已经)?取得(?:阶段性|明显|初步)?"
            r"(?:成效|进展|成果)|有(?:所|一定)进展",
        ),
        ("closed", True, r"(?:已|已经)?(?:完成|进度)?100(?:\.0+)?[%％]"),
        ("in_progress", True, r"(?:已|已经)?(?:完成|进度)?(?!0+[%％])\d{1,2}(?:\.\d+)?[%％]"),
    )
)


@lru_cache(maxsize=4096)
def composed_state(text: str) -> tuple[str, bool] | None:
    """Return the group of a word without brackets, spaces and stops, and whether it is doubtful.

    Percentages keep their sign. None for a word that is not put together of known parts.
    """
    if len(text) > 20:
        return None
    for group, doubtful, form in _FORMS:
        if form.fullmatch(text):
            return group, doubtful
    return None
