"""What the pages of items ask for, by view: these have “这一步多余？” at their foot."""

from rectification.enums import Action

FORM_PAGES = {
    "rectification:unit-end": "机构调整：移交",
    "rectification:new": "整改事项：登记",
    "rectification:attach": "整改事项：关联来源",
    "rectification:act": "整改事项：办理",
    **{f"rectification:act/{act.value}": f"整改事项：{act.label}" for act in Action},
    "rectification:sign": "销号签批",
    "rectification:reroute": "整改事项：改由他人办理",
    "rectification:work": "我的工作：填报进展",
    "rectification:bulk": "整改台账：批量办理",
    "rectification:views": "整改台账：保存筛选",
    "rectification:import": "整改台账：导入",
    "rectification:import-batch": "整改台账：导入核对",
    "rectification:import-row": "整改台账：导入核对",
    "rectification:import-undo": "整改台账：撤销导入",
    "rectification:circular-act": "通报：办理",
    "rectification:interview-act": "约谈：办理",
    "rectification:workdays": "放假安排",
}
