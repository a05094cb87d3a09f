"""What the pages of posts and handovers ask for: these have “这一步多余？” at their foot."""

FORM_PAGES = {
    "accounts:password": "修改密码",
    "accounts:tokens": "接口令牌：签发",
    "accounts:department": "单位：任职、委托、别名",
    "accounts:end-post": "单位：免职",
    "accounts:rename-department": "单位：更名",
    "accounts:end-department": "单位：撤销、合并",
    "accounts:handover": "岗位交接：逐项接收",
    "accounts:handover-sign": "岗位交接：签字",
}
