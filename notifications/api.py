"""REST: the caller's own messages."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.permissions import remember_standing
from core import clock
from core.api.fields import StrictCharField
from core.api.serializers import StrictSerializer
from core.api.views import StrictViewSet
from core.clock import local_date
from core.errors import Invalid
from notifications import selectors, services
from notifications.channels import leaving
from notifications.enums import DigestSection, MessageKind
from notifications.models import Message


class SubjectSerializer(StrictSerializer):
    """What a message is about; `title` and `url` are null where the reader may not see it."""

    type = StrictCharField(source="message.subject_type")
    uid = serializers.UUIDField(source="message.subject_uid")
    title = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_title(self, letter: selectors.Letter) -> str | None:
        return letter.subject.title if letter.subject else None

    def get_url(self, letter: selectors.Letter) -> str | None:
        return (letter.subject.url or None) if letter.subject else None


class MessageSerializer(StrictSerializer):
    """A message as its receiver may read it today."""

    uid = serializers.UUIDField(source="message.uid")
    kind = serializers.ChoiceField(source="message.kind", choices=MessageKind.choices)
    kind_label = StrictCharField(source="message.get_kind_display")
    section = serializers.ChoiceField(source="message.section", choices=DigestSection.choices)
    section_label = StrictCharField(source="message.get_section_display")
    text = StrictCharField()
    subject = SubjectSerializer(source="*")
    created_at = serializers.DateTimeField(source="message.created_at")
    read_at = serializers.DateTimeField(source="message.read_at", allow_null=True)
    withdrawn_at = serializers.DateTimeField(
        source="message.withdrawn_at",
        allow_null=True,
        help_text="已失效的时间：事项有了新情况，不再提醒，也不计入未读",
    )


class ChannelSerializer(StrictSerializer):
    """A channel beside the inbox; `reaches` is false where the person has no address for it."""

    name = StrictCharField()
    label = StrictCharField()
    is_on = serializers.BooleanField()
    reaches = serializers.BooleanField()


class ChannelsSerializer(StrictSerializer):
    """What the installation offers and the caller chose. The inbox is always on."""

    channels = ChannelSerializer(many=True)


class WantedChannelsSerializer(StrictSerializer):
    """The names of the channels that are wanted; the others are switched off."""

    on = serializers.ListField(child=StrictCharField(max_length=20), max_length=20)


@extend_schema(tags=["messages"])
class MessageViewSet(StrictViewSet):
    """本人的消息。已读只用来不再重复提示，不作统计。"""

    serializer_class = MessageSerializer
    queryset = Message.objects.none()
    query_params = {"list": frozenset({"unread"})}
    ordering = ("-id",)
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    @extend_schema(
        parameters=[
            OpenApiParameter("unread", str, enum=["0", "1"], description="为 1 时只列未读消息")
        ]
    )
    def list(self, request: Request) -> Response:
        """The newest first."""
        remember_standing(request.user)
        messages = Message.objects.visible_to(request.user)
        unread = request.query_params.get("unread", "0")
        if unread not in ("0", "1"):
            raise Invalid.at("unread", "unread 应为 0 或 1。")
        page = self.paginate_queryset(messages.unread() if unread == "1" else messages)
        found = selectors.letters(page, request.user, local_date(clock.now()))
        return self.get_paginated_response(self.get_serializer(found, many=True).data)

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """One message of the caller's own."""
        return self._answer(request, selectors.message_of(request.user, uid))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, uid: UUID) -> Response:
        """Note it as read; reading it twice changes nothing."""
        StrictSerializer(data=request.data).is_valid(raise_exception=True)
        message = selectors.message_of(request.user, uid)
        services.mark_read(message=message, by=request.user, at=clock.now())
        message.refresh_from_db(fields=["read_at"])
        return self._answer(request, message)

    @extend_schema(responses=ChannelsSerializer, filters=False)
    @action(detail=False, methods=["get"], url_path="settings", pagination_class=None)
    def channels(self, request: Request) -> Response:
        """What of the caller's messages leaves the inbox, and how."""
        return Response(self._channels(request))

    @extend_schema(
        request=WantedChannelsSerializer,
        responses=ChannelsSerializer,
        description="第一责任人的逾期提醒不能退订：关闭后仍会送达。站内消息不能关闭，不必列出。",
    )
    @channels.mapping.put
    def choose_channels(self, request: Request) -> Response:
        """Switch on what is named and off what is not."""
        given = WantedChannelsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        named, offered = set(given.validated_data["on"]), leaving()
        if named - set(offered):
            raise Invalid.at("on", f"可选的渠道：{'、'.join(offered) or '无'}。")
        wanted = {name: name in named for name in offered}
        services.choose_channels(wanted=wanted, by=request.user, at=clock.now())
        return Response(self._channels(request))

    def _channels(self, request: Request) -> Any:
        offered = leaving()
        rows = [
            {
                "name": setting.name,
                "label": offered[setting.name].label,
                "is_on": setting.is_on,
                "reaches": offered[setting.name].reaches(request.user),
            }
            for setting in selectors.channel_settings(request.user, list(offered))
        ]
        return ChannelsSerializer({"channels": rows}).data

    def _answer(self, request: Request, message: Message) -> Response:
        remember_standing(request.user)
        [letter] = selectors.letters([message], request.user, local_date(clock.now()))
        data: Any = self.get_serializer(letter).data
        return Response(data)


router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("messages", MessageViewSet, "api-message")
