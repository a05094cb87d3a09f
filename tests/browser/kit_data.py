"""Data of the kit page, as an office of 样例市 would have it; people are made up."""

from typing import Any

TARGETS = ("贯彻落实", "担当作为", "八项规定", "形式主义", "经商办企业")
DEPARTMENTS = (
    "市政府办公室", "市发展改革委", "市教育局", "市工业和信息化局", "市公安局", "市民政局",
    "市财政局", "市人力资源社会保障局", "市自然资源局", "市生态环境局", "市住房城乡建设局",
    "市农业农村局",
)  # fmt: skip
ROWS = (
    ("ZG-2025-0087", "bad", "逾期 13 个工作日", "老旧小区供热管网改造进度滞后，3个小区未按期通暖",
     "群众反映 · 不担当不作为", "市住房城乡建设局", "陈某甲", "2025-11-03",
     "供热公司已完成2个小区焊接，余1个路由受阻协调中", "11-18 · 赵某甲", "整改中", ""),
    ("ZG-2025-0131", "bad", "逾期 5 个工作日", "农村人居环境检查一月三次，基层迎检负担重",
     "群众反映 · 形式主义、官僚主义", "市农业农村局", "王某甲", "2025-11-14",
     "尚无进展反馈", "已提醒 2 次", "已签收", "bad"),
    ("ZG-2025-0076", "warn", "剩 2 个工作日", "公务接待费报销附件不全，2笔缺审批单",
     "巡视巡察反馈 · 违反八项规定精神", "市财政局", "张某甲", "2025-11-25",
     "已补齐审批单，申请销号", "11-20 · 张某甲", "待签批", "act"),
    ("ZG-2025-0102", "ok", "剩 16 个工作日", "园区污水处理厂扩容项目前期手续办理缓慢",
     "调研发现 · 贯彻落实不力", "市工业和信息化局", "郑某甲", "2025-12-15",
     "初设批复已取得，进入招标", "11-13 · 郑某甲", "整改中", ""),
    ("ZG-2025-0118", "hold", "暂停计时", "历史遗留土地权属纠纷影响安置房办证",
     "群众反映 · 贯彻落实不力", "市自然资源局", "马某甲", "2025-12-31",
     "等待法院二审判决", "11-10 · 马某甲", "中止", ""),
    ("ZG-2025-0031", "done", "已销号", "派出所户籍窗口午间不办公，群众往返跑",
     "群众反映 · 不担当不作为", "市公安局", "高某甲", "2025-10-30",
     "全市28个窗口实行午间值守，回访满意", "10-28 · 高某甲", "已销号", "ok"),
)  # fmt: skip


def _heat() -> list[dict[str, Any]]:
    rows = []
    for i, name in enumerate(DEPARTMENTS):
        cells: list[dict[str, Any]] = []
        for j, target in enumerate(TARGETS):
            n = (i * 3 + j * 5) % 6
            late, soon = (n > 3 and i % 3 == 2), (n > 2 and i % 4 == 1)
            cells.append(
                {
                    "n": n,
                    "x": "逾2" if late else "临1" if soon else "",
                    "css": ("h3" if late else "h2" if soon else "h1") if n else "",
                    "url": f"/ledger?lead={i}&target={j}",
                    "title": f"{name}，{target}，在办{n}项",
                }
            )
        total = {"n": sum(c["n"] for c in cells), "url": f"/ledger?lead={i}"}
        rows.append({"label": name, "cells": cells, "total": total})
    return rows


def _table() -> dict[str, Any]:
    labels = ("整改措施", "责任单位", "时限", "完成情况")
    measures = (
        ("逐小区建立未通暖住户台账，发放临时取暖补助", "住房保障科", "赵某甲", "10-25", "done",
         "已完成", "10-24 · 台账1 142户"),
        ("完成三个小区二次管网焊接、打压和注水", "市热力公司", "段某甲", "11-03", "bad",
         "逾期 13 个工作日", "已完成 2 / 3 个小区"),
        ("出台民生工程超期预警和约谈办法", "局办公室", "冯某甲", "12-10", "ok",
         "剩 13 个工作日", "征求意见稿已印发"),
    )  # fmt: skip
    return {
        "columns": [
            {"label": labels[0]},
            {"label": labels[1]},
            {"label": labels[2], "sort_url": "?sort=-due", "sorted": "ascending"},
            {"label": labels[3]},
        ],
        "rows": [
            {"cells": [{"text": a}, {"text": b, "sub": c}, {"text": d, "css": "num"},
                       {"light": (e, f), "sub": g}]}
            for a, b, c, d, e, f, g in measures
        ],
    }  # fmt: skip


KIT: dict[str, Any] = {
    "crumbs": [("整改台账", "/ledger"), ("逾期", "/ledger?light=bad"), ("ZG-2025-0087", "")],
    "figures": [
        {"label": "台账总数", "value": 186, "unit": "项", "url": "/ledger",
         "note": "调研发现 64 · 群众反映 78 · 巡视巡察 44"},
        {"label": "已销号", "value": 97, "unit": "52%", "url": "/l?1", "kind": "done",
         "note": "本周销号 10 项"},
        {"label": "正常推进", "value": 58, "url": "/l?2", "kind": "ok", "note": "其中待验收 9 项"},
        {"label": "临期", "value": 19, "url": "/l?3", "kind": "warn", "note": "三个工作日内到期"},
        {"label": "逾期", "value": 12, "url": "/l?4", "kind": "bad", "note": "较上周减少 1 项"},
    ],
    "parts": [(97, "done"), (58, "ok"), (19, "warn"), (12, "bad")],
    "heat_columns": [{"label": t} for t in TARGETS],
    "heat_rows": _heat(),
    "matrix_columns": [{"label": t} for t in ("自己找", "群众提", "集体议", "上级点")],
    "matrix_rows": [
        {"label": "职责要求", "total": {"n": 19, "url": "/p"},
         "cells": [{"n": 8, "css": "q3", "url": "/p"}, {"n": 5, "css": "q2", "url": "/p"},
                   {"n": 4, "css": "q2"}, {"n": 2, "css": "q1"}]},
        {"label": "群众期盼", "total": {"n": 20},
         "cells": [{"n": 3, "css": "q1"}, {"n": 14, "css": "q3"}, {"n": 0}, {"n": 1, "css": "q1"}]},
    ],
    "trend_rows": [
        ("9/5", 14, 2, 3), ("9/12", 18, 4, 6), ("9/19", 17, 6, 9), ("9/26", 15, 5, 13),
        ("10/3", 6, 3, 16), ("10/10", 12, 8, 15), ("10/17", 11, 9, 14), ("10/24", 9, 12, 15),
        ("10/31", 8, 14, 14), ("11/7", 7, 13, 13), ("11/14", 5, 11, 13), ("11/21", 4, 10, 12),
    ],
    "bars": [
        {"label": "学习教育", "done": 46, "total": 48, "text": "46 / 48 次"},
        {"label": "调查研究", "done": 31, "total": 36, "warn": 3, "text": "31 / 36 题"},
        {"label": "检视问题", "done": 12, "total": 12, "text": "12 / 12 单位"},
        {"label": "整改落实", "done": 97, "total": 186, "warn": 19, "bad": 12,
         "text": "97 / 186 项"},
    ],
    "views": [
        {"label": "我的待办", "url": "?view=mine", "count": 6},
        {"label": "全部在办", "url": "?view=open", "count": 89, "current": True},
        {"label": "逾期", "url": "?view=late", "count": 12},
        {"label": "7日内到期", "url": "?view=soon", "count": 19},
        {"label": "待验收", "url": "?view=verify", "count": 9},
        {"label": "巡视反馈未销号", "url": "?view=inspection", "count": 22},
    ],
    "bulk_acts": [
        {"label": "提醒责任人", "value": "urge", "icon": "bell-ring"},
        {"label": "生成督办通知单", "value": "notice", "icon": "file-text"},
        {"label": "导出所选", "value": "export"},
    ],
    "rows": [
        dict(zip(("id", "kind", "light", "title", "sub", "lead", "who", "due", "last", "by",
                  "state", "tag"), row, strict=True))
        for row in ROWS
    ],
    "table": _table(),
    "todo_side": [
        {"title": "销号签批：公务接待费报销附件不全", "url": "/i/1",
         "sub": "市财政局 张某甲 · 昨日提交",
         "action": {"label": "签批", "url": "/i/1/sign", "primary": True}},
        {"title": "延期申请：批而未供土地清理处置", "url": "/i/2",
         "sub": "市自然资源局 · 拟延至 12-15",
         "alarm": "已逾期 10 个工作日",
         "action": {"label": "审批", "url": "/i/2/extension", "primary": True}},
        {"title": "群众评价不满意：午间停车收费投诉", "url": "/i/3", "unread": True,
         "sub": "市公安局 · 已销号事项，建议重新立项", "action": {"label": "查看", "url": "/i/3"}},
    ],
    "todo_big": [
        {"title": "老旧小区供热管网改造进度滞后，3个小区未按期通暖", "url": "/i/4", "open": True,
         "light": ("bad", "逾期 13 个工作日"), "template": "_components/empty.html",
         "sub": "第2条措施：完成三个小区二次管网焊接、打压和注水"},
        {"title": "物业维修资金申请周期长，平均 68 天", "url": "/i/5",
         "light": ("warn", "剩 3 个工作日"), "sub": "全部措施已完成，可以申请销号",
         "action": {"label": "申请销号", "url": "/i/5/close"}},
        {"title": "商品房逾期交付投诉处置不到位", "url": "/i/6", "tag": ("新交办", "act"),
         "sub": "领导小组办公室 今日 08:40 交办，时限 12-20",
         "action": {"label": "签收", "url": "/i/6/accept"}},
    ],
    "steps": [
        {"label": "登记", "when": "09-18", "state": "on"},
        {"label": "交办签收", "when": "09-19", "state": "on"},
        {"label": "措施审定", "when": "09-26", "state": "on"},
        {"label": "整改中", "when": "第 63 天", "state": "now"},
        {"label": "部门审核"}, {"label": "第一责任人签批"}, {"label": "验收"}, {"label": "销号"},
    ],
    "lists": [
        {"label": "问题清单", "summary": "1 个问题", "href": "#l1"},
        {"label": "措施清单", "summary": "1 / 3 完成", "href": "#l2"},
        {"label": "责任清单", "summary": "3 级责任", "href": "#l2"},
        {"label": "时限清单", "summary": "1 条逾期", "href": "#l2"},
    ],
    "actions": [
        {"key": "progress", "label": "填报进展", "allowed": True, "url": "/i/4/progress",
         "primary": True},
        {"key": "request-extension", "label": "申请延期", "allowed": True, "url": "/i/4/extension"},
        {"key": "request-closure", "label": "申请销号", "allowed": False,
         "reason": "申请销号还差：第2条措施没有产出性佐证；配合单位东关街道尚未确认"},
        {"key": "sign-off", "label": "签批", "allowed": False,
         "reason": "只有市住房城乡建设局第一责任人能签批"},
    ],
    "many_actions": [
        {"key": "verify", "label": "验收通过", "allowed": False,
         "reason": "“整改中”状态下不能验收"},
        {"key": "reopen", "label": "重新立项", "allowed": False,
         "reason": "只有已销号的事项能重新立项"},
        {"key": "archive", "label": "归档", "allowed": False, "reason": "回头看还没有做"},
        {"key": "urge", "label": "催办", "allowed": True, "url": "/i/4/urge", "post": True},
    ],
    "one_refused": {"key": "export", "label": "导出全部", "allowed": False, "icon": "download",
                    "reason": "超过 2 万行，请先筛选"},
    "facts": [
        {"label": "第一责任人", "value": "陈某甲", "sub": "局党组书记、局长"},
        {"label": "分管责任人", "value": "许某甲", "sub": "副局长（一岗双责）"},
        {"label": "联系市领导", "value": "常务副市长 孟某甲"},
        {"label": "牵头部门", "value": "市住房城乡建设局", "url": "/d/1"},
        {"label": "配合单位", "value": "市热力公司、东关街道"},
        {"label": "整改时限", "value": "2025-11-03", "light": ("bad", "逾期 13 个工作日")},
        {"label": "工作日口径", "value": "已除国庆、中秋假期"},
    ],
    "entries": [
        {"label": "市领导批示", "who": "孟某甲", "when": "11-19 16:20", "kind": "key",
         "text": "11月25日前必须通暖，住建局驻点。"},
        {"label": "进展", "who": "段某甲", "when": "11-18 17:42",
         "text": "和平里、新华苑焊接完成并打压合格，东关小区路由与燃气管冲突。"},
        {"label": "系统提醒", "who": "逾期，已告知第一责任人", "when": "11-04 08:30",
         "kind": "alarm"},
        {"label": "交办", "who": "领导小组办公室", "when": "09-18 15:30",
         "url": "/n/1", "link": "交办单"},
    ],
    "files": [
        {"name": "和平里、新华苑打压试验记录.pdf", "url": "/f/1", "size": "1.2 MB", "who": "段某甲",
         "when": "11-18", "tag": "产出"},
        {"name": "未通暖住户台账（动态）.xlsx", "url": "/f/2", "size": "86 KB", "who": "赵某甲",
         "when": "11-20", "icon": "table-2"},
        {"name": "样建发〔2025〕18号", "who": "冯某甲", "when": "10-12", "icon": "link",
         "note": "以文号为据，不传文件"},
    ],
    "conflict_fields": [
        {"label": "最近进展", "mine": "东关小区改线方案已定，22日焊接",
         "theirs": "东关小区改线，等燃气公司确认",
         "differs": True},
        {"label": "完成比例", "mine": "2 / 3", "theirs": "2 / 3"},
    ],
    "job": {"title": "导出台账", "done": 4200, "total": 10000, "running": True,
            "text": "已写 4 200 行，共 10 000 行"},
    "job_done": {"title": "导入台账", "done": 26, "total": 26, "running": False,
                 "text": "26 行已写入台账，24 小时内可整批撤回"},
    "import_errors": [
        {"href": "#row7", "text": "第 7 行：责任人“王某”在市农业农村局有 2 人，请选择"},
        {"href": "#row12", "text": "第 12 行：整改时限“尽快”不是日期，请写成 2025-11-30"},
    ],
}  # fmt: skip
