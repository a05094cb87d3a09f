"""来龙去脉 by REST: what an item was joined with, and the stations of the line through a row.

The lines of study sessions, research topics and problems are answered here, under the addresses of
those resources, because they lead to items.
"""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from core.errors import NotFound
from rectification.api.base import ItemAPIView
from rectification.api.schemas import ItemRefSerializer, OriginSerializer, text, word
from rectification.api.shapes import Visible, origin_document, origins_of
from rectification.presenters.lineage import Node, Station, stations_of
from rectification.selectors.lineage import ITEM_JOINS, Stop, Tracer

ROUTES: dict[str, str] = {
    Stop.SESSION: "campaign:api-study-session-detail",
    Stop.OUTCOME: "campaign:api-study-outcome-detail",
    Stop.TOPIC: "campaign:api-research-topic-detail",
    Stop.FINDING: "campaign:api-finding-detail",
    Stop.PROBLEM: "campaign:api-problem-detail",
    Stop.OPINION: "campaign:api-opinion-detail",
    Stop.ITEM: "api-item",
}
"""The resource that answers with a row of each station, where there is one."""


class StationRowSerializer(serializers.Serializer):
    uid = serializers.UUIDField(allow_null=True, help_text="群众评价只有合计，没有标识")
    label = text(help_text="该行的文字；无权查看全文的事项只有编号")
    note = text(allow_blank=True, help_text="时间、单位等补充文字")
    state_label = text(allow_null=True)
    url = serializers.URLField(allow_null=True, help_text="该行的接口地址")


class StationSerializer(serializers.Serializer):
    code = word([(stop.value, stop.value) for stop in Stop])
    title = text()
    rows = StationRowSerializer(many=True)
    more = serializers.IntegerField(help_text="没有列出的条数")
    gap = text(allow_null=True, help_text="在这里断开的说明")


class StationsSerializer(serializers.Serializer):
    stations = StationSerializer(many=True)


class LineageSerializer(StationsSerializer):
    origins = OriginSerializer(many=True)
    merged_into = ItemRefSerializer(allow_null=True)
    merged_items = ItemRefSerializer(many=True)
    relapse_of = ItemRefSerializer(allow_null=True)
    relapses = ItemRefSerializer(many=True)


def row_document(station: Station, row: Node, request: Request) -> dict[str, Any]:
    route = ROUTES.get(station.code)
    return {
        "uid": str(row.uid) if row.uid else None,
        "label": row.text,
        "note": row.meta,
        "state_label": row.state or None,
        "url": reverse(route, args=[row.uid], request=request) if route and row.uid else None,
    }


def station_document(station: Station, request: Request) -> dict[str, Any]:
    return {
        "code": station.code,
        "title": station.title,
        "rows": [row_document(station, row, request) for row in station.nodes],
        "more": station.more,
        "gap": station.gap or None,
    }


class LineView(ItemAPIView):
    """Base: the line through a row, as its page shows it."""

    stop: Stop

    def stations(self, tracer: Tracer, line: Any) -> list[dict[str, Any]]:
        found = stations_of(line, self.on, asked_by_office=tracer.asked_by_office)
        return [station_document(station, self.request) for station in found]

    def of_row(self, uid: UUID) -> Response:
        """The line of a row of `stop`; NotFound where the caller may not read the row."""
        tracer = Tracer(self.by, self.on)
        row = tracer.row(self.stop, uid)
        if row is None:
            raise NotFound()
        return Response({"stations": self.stations(tracer, tracer.from_row(row))})


class LineageView(LineView):
    """Where an item came from, what it was joined with, and the stations of its line."""

    @extend_schema(
        operation_id="items_lineage",
        summary="来龙去脉：来源、并案、反弹，以及从学习到群众评价的各个环节",
        tags=["items"],
        responses=LineageSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        item = self.find_whole(uid, "merged_into", "relapse_of", *ITEM_JOINS)
        others = Visible(self.visible())
        origins = list(origins_of(item))
        merged = list(item.merged_items.order_by("id"))
        relapses = list(item.relapses.order_by("id"))
        keys = [row.pk for row in (*merged, *relapses)]
        others.load([*keys, *(row.merged_from_id for row in origins)])
        tracer = Tracer(self.by, self.on)
        return Response(
            {
                "stations": self.stations(tracer, tracer.from_item(item)),
                "origins": [origin_document(row, others) for row in origins],
                "merged_into": others.named(item.merged_into),
                "merged_items": [ref for row in merged if (ref := others.named(row))],
                "relapse_of": others.named(item.relapse_of),
                "relapses": [ref for row in relapses if (ref := others.named(row))],
            }
        )


class SessionLineView(LineView):
    stop = Stop.SESSION

    @extend_schema(
        operation_id="study_sessions_lineage",
        summary="一次集中学习的来龙去脉",
        tags=["study"],
        responses=StationsSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        return self.of_row(uid)


class TopicLineView(LineView):
    stop = Stop.TOPIC

    @extend_schema(
        operation_id="research_topics_lineage",
        summary="一个调研课题的来龙去脉",
        tags=["research"],
        responses=StationsSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        return self.of_row(uid)


class ProblemLineView(LineView):
    stop = Stop.PROBLEM

    @extend_schema(
        operation_id="problems_lineage",
        summary="一个检视问题的来龙去脉",
        tags=["problems"],
        responses=StationsSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        return self.of_row(uid)
