"""Template tags of the page kit: icons, lights, charts and the frames that hold a body.

Everything is drawn on the server as HTML or SVG whose widths are attributes, so that pages need
neither a script nor a `style=` attribute and print as they look. Colour is never alone: a light is
a shape, a colour and words (WCAG 2.2, 1.4.1). What a component takes stands on top of its file in
templates/_components/.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django import template
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

register = template.Library()

SHAPES: Mapping[str, str] = {
    "ok": '<circle cx="8" cy="8" r="7"/>',
    "warn": '<path d="M8 1 15.5 14.5H.5z"/>',
    "bad": '<path d="M1 1h14v14H1z"/>',
    "done": '<path d="M2 8.5 6.2 13 14 3.5" fill="none" stroke="currentColor" stroke-width="3"/>',
    "hold": '<path d="M2.5 1.5h4v13h-4zM9.5 1.5h4v13h-4z"/>',
    "none": '<path d="M2 8h12" fill="none" stroke="currentColor" stroke-width="3"/>',
}
"""Round: on its way; triangle: due soon; square: overdue; tick: done; two bars: suspended; dash."""

FLASH_KINDS: Mapping[int, str] = {
    constants.SUCCESS: "ok",
    constants.WARNING: "warn",
    constants.ERROR: "bad",
}
UNDO_TAG = "undo="
FOLDED_FROM = 16


@lru_cache(maxsize=256)
def _icon(name: str, css: str) -> SafeString:
    # ElementTree indents the paths; one line is a third shorter on the wire.
    drawn = lucide(name, size=None, aria_hidden="true", **{"class": css})
    return mark_safe(" ".join(drawn.split()))  # nosec B308 - ElementTree escaped it


@register.simple_tag
def icon(name: str, css: str = "ico") -> SafeString:
    """A Lucide icon by its name, inlined; a picture beside words, never instead of them."""
    return _icon(str(name), str(css))


@register.simple_tag
def shape(kind: str) -> SafeString:
    """The shape of a light: ok, warn, bad, done, hold or none. Another word is a KeyError."""
    return mark_safe(  # nosec B308 - constants of this file
        '<svg class="shp" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">'
        f"{SHAPES[str(kind)]}</svg>"
    )


@register.simple_tag
def light(kind: str, text: str) -> SafeString:
    """A light: shape, colour and words, as in “■ 逾期 18 个工作日”."""
    return format_html('<span class="lt {}">{}<span>{}</span></span>', kind, shape(kind), text)


@register.filter
def at(things: Sequence[Any], index: int) -> Any:
    """The thing at a place that is itself a variable, as forloop.counter0."""
    return things[index]


# --- frames around a body ----------------------------------------------------


@register.simple_block_tag
def card(content: str, title: str = "", **options: Any) -> str:
    """A white box with a head: {% card title="逾期事项" sub="共 12 项" url=… link="查看全部" %}…

    Options: sub, count (red number), url and link, level (heading level, 2), id, css, flush
    (no padding: for tables and lists), legend (name of a template at the right of the head).
    """
    return render_to_string(
        "_components/card.html", {"title": title, "content": content, **options}
    )


@register.simple_block_tag
def page_head(content: str, title: str, **options: Any) -> str:
    """The page's h1 with a line below and buttons at the right (the body of the tag).

    Options: sub, crumbs ([(label, url)], the last without url), meta (safe HTML: light, number).
    """
    body = mark_safe(content.strip())  # nosec B308 - rendered, so escaped, by the caller's template
    return render_to_string(
        "_components/page_head.html", {"title": title, "content": body, **options}
    )


@register.simple_block_tag
def scroller(content: str, label: str) -> SafeString:
    """A region that scrolls sideways and can be reached by key (axe: scrollable-region)."""
    return format_html(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, content
    )


# --- charts ------------------------------------------------------------------


def _bar(parts: Iterable[tuple[float, str]], total: float, height: int) -> SafeString:
    x, out = 0.0, []
    for value, kind in parts:
        width = 100 * value / total if total else 0
        if width > 0:
            out.append((f"{x:.2f}", f"{width:.2f}", height, kind))
        x += max(width, 0)
    return format_html_join("", '<rect x="{}" width="{}" height="{}" class="f-{}"/>', out)


@register.simple_tag
def stacked(parts: Sequence[tuple[float, str]]) -> SafeString:
    """A bar in proportion from [(number, kind)]; mute, since the figures stand beside it."""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none"'
        ' aria-hidden="true">{}</svg>',
        _bar(parts, sum(value for value, _ in parts), 6),
    )


@register.simple_tag
def progress_bar(
    done: float, total: float, label: str = "", warn: float = 0, bad: float = 0
) -> SafeString:
    """How much is done, due soon and overdue of a total; `label` says it in words."""
    return format_html(
        '<svg class="pbar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>',
        label or f"{done} / {total}",
        _bar(((done, "ok"), (warn, "warn"), (bad, "bad")), total, 8),
    )


def _scale(highest: float) -> int:
    """The step between grid lines: 1, 2 or 5 times a power of ten, about four lines."""
    power = 1
    while True:
        for base in (1, 2, 5):
            if base * power * 4 >= highest:
                return base * power
        power *= 10


@register.simple_tag
def trend_svg(rows: Sequence[tuple[str, int, int, int]], label: str) -> SafeString:
    """Opened and closed as bars and overdue as a line, from [(week, opened, closed, overdue)]."""
    width, height, left, foot, top = 360.0, 168.0, 28.0, 22.0, 12.0
    grid = _scale(max((max(row[1:]) for row in rows), default=0))
    step = (width - left - 8) / max(len(rows), 1)

    def y(value: float) -> float:
        return top + (height - foot - top) * (1 - value / (grid * 4))

    lines = format_html_join(
        "",
        '<path class="gr" d="M{} {}H{}"/><text x="{}" y="{}" class="e">{}</text>',
        [(left, f"{y(v):.1f}", width - 4, left - 6, f"{y(v) + 3.5:.1f}", v)
         for v in range(0, grid * 5, grid)],
    )  # fmt: skip
    bars, dots = [], []
    for index, (week, opened, closed, overdue) in enumerate(rows):
        x = left + step * (index + 0.5)
        for shift, value, kind in ((-0.5 - step * 0.3, opened, "b1"), (0.5, closed, "b2")):
            bars.append((f"{x + shift:.1f}", f"{y(value):.1f}", f"{step * 0.3:.1f}",
                         f"{y(0) - y(value):.1f}", kind))  # fmt: skip
        dots.append((x, y(overdue), overdue, week if index % 2 == (len(rows) - 1) % 2 else ""))
    return format_html(
        '<svg class="trend" viewBox="0 0 360 168" role="img" aria-label="{}">{}{}{}</svg>',
        label,
        lines,
        format_html_join(
            "", '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>', bars
        ),
        _trend_line(dots, height),
    )  # fmt: skip


def _trend_line(dots: Sequence[tuple[float, float, int, str]], height: float) -> SafeString:
    if not dots:
        return SafeString("")
    path = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for (a, b, *_), (c, d, *_) in pairwise(dots))
    weeks = [(f"{x:.1f}", height - 6, week) for x, _, _, week in dots if week]
    marks = [(f"{x - 2.5:.1f}", f"{y - 2.5:.1f}") for x, y, *_ in dots]
    last_x, last_y, last, _ = dots[-1]
    return format_html(
        '{}<path class="ln" d="{}"/>{}<text x="{}" y="{}" class="m last">{}</text>',
        format_html_join("", '<text x="{}" y="{}" class="m">{}</text>', weeks),
        path,
        format_html_join("", '<rect x="{}" y="{}" width="5" height="5" class="dot"/>', marks),
        f"{last_x:.1f}",
        f"{max(last_y - 8, 11):.1f}",
        last,
    )


@register.simple_tag
def share_svg(rows: Sequence[tuple[str, float | None]], label: str) -> SafeString:
    """A share a week as a bar of 100%, from [(week, share)]; a week without any has a dash."""
    width, height, left, foot, top = 360.0, 168.0, 34.0, 22.0, 12.0
    step, room = (width - left - 8) / max(len(rows), 1), height - foot - top
    heights = [(percent, top + room * (1 - percent / 100)) for percent in (0, 25, 50, 75, 100)]
    grid = [
        (left, f"{y:.1f}", width - 4, left - 6, f"{y + 3.5:.1f}", percent) for percent, y in heights
    ]
    bars, marks = [], []
    for index, (week, share) in enumerate(rows):
        x = left + step * (index + 0.5)
        if index % 2 == (len(rows) - 1) % 2:
            marks.append((f"{x:.1f}", height - 6, week))
        if share is None:
            marks.append((f"{x:.1f}", f"{top + room - 4:.1f}", "–"))
            continue
        cut, place = top + room * (1 - share), (f"{x - step * 0.3:.1f}", f"{step * 0.6:.1f}")
        bars.append((place[0], top, place[1], f"{cut - top:.1f}", "b1"))
        bars.append((place[0], f"{cut:.1f}", place[1], f"{top + room - cut:.1f}", "b2"))
    return format_html(
        '<svg class="trend" viewBox="0 0 360 168" role="img" aria-label="{}">{}{}{}</svg>',
        label,
        format_html_join(
            "",
            '<path class="gr" d="M{} {}H{}"/><text x="{}" y="{}" class="e">{}%</text>',
            grid,
        ),
        format_html_join(
            "", '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>', bars
        ),
        format_html_join("", '<text x="{}" y="{}" class="m">{}</text>', marks),
    )  # fmt: skip


# --- forms -------------------------------------------------------------------


@register.simple_tag
def widget(field: BoundField, **attrs: Any) -> SafeString:
    """The input of a bound field in the kit's style.

    Django itself adds aria-describedby (hint and error) and aria-invalid; `attrs` are added, with
    `_` read as `-`.
    """
    extra = {name.replace("_", "-"): value for name, value in attrs.items() if value != ""}
    if not is_choice(field):
        own = field.field.widget.attrs.get("class", "")
        extra["class"] = " ".join(filter(None, (own, "in", "bad" if field.errors else "")))
    return field.as_widget(attrs=extra)


@register.filter
def is_choice(field: BoundField) -> bool:
    """Radio buttons, check boxes: things that are ticked, not written in."""
    return getattr(field.field.widget, "input_type", "") in ("checkbox", "radio")


@register.filter
def is_long(field: BoundField) -> bool:
    """Choices that would fill a screen of a phone: folded until something is chosen."""
    return len(getattr(field.field, "choices", ())) > FOLDED_FROM and not field.field.required


@register.filter
def error_links(form: BaseForm) -> list[dict[str, str]]:
    """What the error summary lists: href (empty for the form as a whole), label and text."""
    found = [{"href": "", "label": "", "text": text} for text in form.non_field_errors()]
    for field in form:
        # a group of radio buttons or check boxes has no input of its own: go to the first
        href = f"#{field.auto_id}_0" if field.use_fieldset else f"#{field.id_for_label}"
        label = "" if field.is_hidden else field.label.partition("（")[0]
        for text in field.errors:
            # a sentence that names its field is not begun with the name once more
            said = label and label in text
            found.append({"href": href, "label": "" if said else label, "text": text})
    return found


# --- actions, messages -------------------------------------------------------


@register.filter
def refused(actions: Iterable[Any]) -> list[Any]:
    """The actions that are not allowed now: mappings or objects with `allowed`."""
    return [a for a in actions if not (a["allowed"] if isinstance(a, Mapping) else a.allowed)]


def undo_tag(url: str) -> str:
    """The `extra_tags` of a Django message whose act can be taken back by a POST to `url`."""
    return UNDO_TAG + url


@register.filter
def flash(message: Message) -> dict[str, str]:
    """A Django message as the status component takes it: kind, text and undo_url."""
    tags = message.extra_tags or ""
    return {
        "kind": FLASH_KINDS.get(message.level, "info"),
        "text": conditional_escape(message.message),
        "undo_url": tags.removeprefix(UNDO_TAG) if tags.startswith(UNDO_TAG) else "",
    }
