"""The pages of the kit test: every component with data as an office has it. People are made up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from core.context_processors import ui
from core.templatetags.ui import undo_tag
from tests.browser.kit_data import KIT

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class FilterForm(forms.Form):
    """Filters as on the ledger page."""

    q = forms.CharField(
        label="搜索",
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "编号、问题、责任人，可输拼音首字母"}
        ),
    )
    source = forms.ChoiceField(
        label="问题来源",
        required=False,
        choices=[("", "全部来源"), ("1", "调研发现"), ("2", "群众反映")],
    )
    lead = forms.ChoiceField(
        label="牵头部门", required=False, choices=[("", "全部部门"), ("1", "市住房城乡建设局")]
    )
    light = forms.ChoiceField(
        label="灯号", required=False, choices=[("", "全部"), ("r", "■ 逾期"), ("y", "▲ 临期")]
    )
    due = forms.DateField(
        label="时限早于",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "2025-11-30"}),
    )


class ProgressForm(forms.Form):
    """One input of each kind that pages use."""

    say = forms.CharField(
        label="最近进展",
        help_text="写一句话即可，最好有数字",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due = forms.DateField(label="申请延至", help_text="如 2025-11-30，须是工作日")
    unit = forms.ChoiceField(label="经办科室", choices=[("", "请选择"), ("1", "城市建设科")])
    kind = forms.ChoiceField(
        label="整改类型",
        widget=forms.RadioSelect,
        choices=[("a", "立行立改"), ("b", "限期整改"), ("c", "长期坚持")],
    )
    sources = forms.MultipleChoiceField(
        label="问题来源",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "调研发现"), ("2", "群众反映"), ("3", "巡视巡察反馈")],
    )
    sensitive = forms.BooleanField(label="涉及敏感事项，只限指定人员查阅", required=False)
    file = forms.FileField(label="佐证材料", required=False, help_text="不要求拍照留痕，20 MB 以内")

    def clean(self) -> dict[str, Any]:
        """A complaint about the whole form."""
        raise forms.ValidationError("本季度的延期次数已用完，不能再申请")


class PasswordForm(forms.Form):
    """The signer's password."""

    password = forms.CharField(
        label="登录口令",
        help_text="核对本人身份",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


NAV = [
    ("我的工作", "/work", "work"),
    ("总览", "/overview", "overview"),
    ("整改台账", "/kit", "ledger"),
    ("四项工作", "/campaign", "campaign"),
    ("群众意见", "/opinions", "opinions"),
    ("通报简报", "/reports", "reports"),
]


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the context processors of the upper apps will bring."""
    return {
        **ui(request),
        "site_name": "专项整改台账",
        "owner_name": "样例市领导小组办公室",
        "demo": "demo" in request.GET,
        "nav": NAV,
        "nav_key": "ledger",
        "user_name": "赵某甲",
        "user_post": "市住房城乡建设局 经办人",
        "user_links": [("消息设置", "/settings"), ("修改口令", "/password")],
        "sign_out_url": "/sign-out",
        "messages_url": "/messages",
        "unread": 3,
        "tags": [{"text": "重点事项", "kind": "act"}, {"text": "市领导批示", "kind": "bad"}],
        "footer_links": [("操作说明", "/help"), ("接口文档", "/api/v1/docs")],
    }


def page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view of one template of tests/templates."""

    def view(request: HttpRequest) -> HttpResponse:
        bound = ProgressForm({"due": "11月底"}, auto_id="f_%s")
        numbers = Paginator(range(230), 25)
        context = {
            **KIT,
            **frame(request),
            "filter_form": FilterForm(request.GET or None, auto_id="q_%s"),
            "bound_form": bound,
            "password_form": PasswordForm(auto_id="p_%s"),
            "page4": numbers.page(4),
            "back_url": "/todo",
            "page_title": "销号签批",
            "numbers": numbers.get_elided_page_range(4, on_each_side=1, on_ends=1),
        }
        if name == "kit_errors":
            bound.is_valid()
            context["has_errors"] = True
        if name == "kit":
            messages.success(request, "已提醒 3 位责任人", extra_tags=undo_tag("/undo"))
            messages.warning(request, "2 项没有提醒：三个工作日内已催办过")
            messages.error(request, "没有保存：本事项已被他人更新")
            messages.info(request, "台账正在导出，完成后会有消息")
        text = (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")
        body = engines["django"].from_string(text).render(context, request)
        return HttpResponse(body, headers={"Content-Security-Policy": POLICY})

    view.__name__ = f"view_{name}"
    return login_not_required(view)


PAGES = ("kit", "kit_item", "kit_errors", "kit_conflict", "kit_phone")
urlpatterns = [path(name, page(name)) for name in PAGES]
