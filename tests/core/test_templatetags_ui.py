"""What the tags draw: shapes with words, widths as attributes, texts escaped."""

import pytest
from django import forms
from django.template import Context, Template

from core.templatetags import ui


def drawn(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


@pytest.mark.parametrize("kind", ["ok", "warn", "bad", "done", "hold", "none"])
def test_light_has_shape_colour_and_words(kind: str) -> None:
    html = drawn("{% light kind words %}", kind=kind, words="逾期 <3> 个工作日")
    assert ui.SHAPES[kind] in html
    assert f'class="lt {kind}"' in html
    assert "逾期 &lt;3&gt; 个工作日" in html


def test_shapes_differ_so_that_colour_is_never_alone() -> None:
    assert len(set(ui.SHAPES.values())) == len(ui.SHAPES)


def test_unknown_light_is_an_error() -> None:
    with pytest.raises(KeyError):
        ui.light("amber", "临期")


def test_progress_bar_is_in_proportion() -> None:
    html = ui.progress_bar(50, 200, "50 / 200", warn=20, bad=10)
    assert '<rect x="0.00" width="25.00" height="8" class="f-ok"/>' in html
    assert '<rect x="25.00" width="10.00" height="8" class="f-warn"/>' in html
    assert '<rect x="35.00" width="5.00" height="8" class="f-bad"/>' in html
    assert 'aria-label="50 / 200"' in html


def test_charts_of_nothing_are_empty_and_do_not_divide_by_zero() -> None:
    assert "<rect" not in ui.progress_bar(0, 0)
    assert "<rect" not in ui.stacked([(0, "ok"), (0, "bad")])
    assert "<rect" not in ui.trend_svg([], "无")


@pytest.mark.parametrize(
    ("highest", "top"), [(0, "4"), (4, "4"), (5, "8"), (18, "20"), (81, "200"), (400, "400")]
)
def test_trend_grid_holds_the_highest_value(highest: int, top: str) -> None:
    html = ui.trend_svg([("9/5", 0, 0, highest)], "走势")
    labels = [part.split("<")[0] for part in html.split('class="e">')[1:]]
    assert labels[-1] == top
    assert len(labels) == 5


def test_trend_marks_every_week_and_names_the_last_value() -> None:
    html = ui.trend_svg([("9/5", 1, 2, 3), ("9/12", 2, 1, 7)], "走势")
    assert html.count('class="dot"') == 2
    assert html.endswith('class="m last">7</text></svg>')
    assert html.count('class="b1"') == html.count('class="b2"') == 2


def test_icon_is_beside_words_never_instead_of_them() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "bell" %}')


def test_card_and_page_head_escape_titles_and_keep_the_body() -> None:
    card = drawn("{% card title=t count=2 %}<p>{{ t }}</p>{% endcard %}", t="甲<乙")
    assert "<h2>甲&lt;乙<span" in card
    assert '<div class="bd"><p>甲&lt;乙</p></div>' in card
    head = drawn("{% page_head title=t %} {% endpage_head %}", t="甲<乙")
    assert "<h1>甲&lt;乙</h1>" in head
    assert "acts" not in head


class _Form(forms.Form):
    why = forms.CharField(label="理由")
    kind = forms.ChoiceField(label="类型", widget=forms.RadioSelect, choices=[("a", "甲")])
    key = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("时限已过")


def test_error_summary_names_the_place_of_each_error() -> None:
    links = ui.error_links(_Form({}))
    assert [(e["href"], e["label"]) for e in links] == [
        ("", ""),
        ("#id_why", "理由"),
        ("#id_kind_0", "类型"),
        ("#id_key", ""),
    ]
    assert links[0]["text"] == "时限已过"


class _Long(forms.Form):
    units = forms.MultipleChoiceField(
        choices=[(str(n), f"单位{n}") for n in range(20)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def test_many_boxes_are_folded_until_one_is_ticked() -> None:
    field = '{% include "_components/field.html" %}'
    assert '<details class="why"><summary>展开选择（共 20 个）' in drawn(
        field, field=_Long()["units"]
    )
    ticked = _Long({"units": ["3"]})
    assert '<details class="why" open>' in drawn(field, field=ticked["units"])
    assert "<details" not in drawn(field, field=_Form({})["kind"])


def test_error_summary_does_not_say_the_name_twice() -> None:
    form = _Form({})
    form.errors["why"] = ["请填写“理由”。"]
    form.fields["kind"].label = "类型（必选一项）"
    lines = [(e["label"], e["text"]) for e in ui.error_links(form) if e["href"] in ("#id_why",)]
    assert lines == [("", "请填写“理由”。")]
    assert [e["label"] for e in ui.error_links(form) if e["href"] == "#id_kind_0"] == ["类型"]


def test_widget_keeps_its_own_class_and_shows_the_error() -> None:
    form = _Form({})
    form.fields["why"].widget.attrs["class"] = "wide"
    assert 'class="wide in bad"' in ui.widget(form["why"])
    assert 'class="in' not in ui.widget(form["kind"])
    assert 'data-draft="u1:i2"' in ui.widget(form["why"], data_draft="u1:i2")
    assert "data-draft" not in ui.widget(form["why"], data_draft="")


def test_refused_reads_mappings_and_objects() -> None:
    class Act:
        allowed = False

    act = Act()
    assert ui.refused([{"allowed": True}, act, {"allowed": False}]) == [act, {"allowed": False}]
