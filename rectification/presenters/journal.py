"""The ledger's journal entries in the words of the audit page; nothing of what they say."""

from collections.abc import Mapping

from rectification.presenters.timeline import LABELS

WORDS: Mapping[str, str] = {f"item.{name}": label for name, label in LABELS.items()} | {
    "circular": "通报",
    "circular.issued": "印发通报",
    "import": "台账导入",
    "import.applied": "导入台账",
    "import.confirmed": "确认导入前已销号的事项",
    "import.discarded": "放弃导入",
    "import.undone": "撤销导入",
    "interview": "约谈",
    "interview.decided": "决定约谈",
    "interview.held": "登记约谈情况",
    "item": "整改事项办理",
    "item.read": "查阅敏感事项",
    "ledger": "整改台账",
    "ledger.exported": "导出台账",
    "workdays": "放假安排",
    "workdays.declared": "登记放假安排",
    "workdays.retracted": "删除放假安排",
}
"""By type; by what stands before its point where the type itself has no words."""

SUBJECTS: Mapping[str, str] = {
    "core.workdayoverride": "放假安排",
    "rectification.circular": "通报",
    "rectification.importbatch": "台账导入",
    "rectification.interview": "约谈",
    "rectification.item": "整改事项",
}
