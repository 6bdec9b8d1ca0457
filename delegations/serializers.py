"""Delegations, their people and flights, as the API says and takes them."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from delegations import airports
from delegations.actions import travel
from delegations.models import Delegate, Delegation, Flight, Reply


def texts(**options: Any) -> serializers.DictField:
    """A text of ours in several languages."""
    return serializers.DictField(child=serializers.CharField(), read_only=True, help_text="By language.", **options)


class ReplySerializer(serializers.ModelSerializer[Reply]):
    """One answer as it was given; the newest counts."""

    class Meta:
        model = Reply
        fields = [
            "answer",
            "given_by",
            "representative_name",
            "representative_title",
            "note",
            "expected_on",
            "channel",
            "said_at",
            "at",
        ]


class DelegateSerializer(serializers.ModelSerializer[Delegate]):
    """A member of a delegation."""

    name = serializers.CharField(source="person", read_only=True, help_text="In the person's own order.")
    native_name = serializers.CharField(source="person.native_name", read_only=True)
    titles = texts()

    class Meta:
        model = Delegate
        fields = ["id", "name", "native_name", "role", "titles", "position", "email", "language", "version"]


class DelegationSerializer(serializers.ModelSerializer[Delegation]):
    """A city's delegation with its present answer. Instants are UTC."""

    edition = serializers.CharField(source="edition.slug", read_only=True)
    city = serializers.CharField(source="city.key", read_only=True)
    city_names = texts(source="city.names")
    country = serializers.CharField(source="city.country", read_only=True, help_text="ISO 3166-1, two letters.")
    register_by = serializers.DateTimeField(source="edition.register_by", read_only=True)
    headcount = serializers.IntegerField(read_only=True, help_text="How many people are registered.")

    class Meta:
        model = Delegation
        fields = [
            "id", "edition", "city", "city_names", "country", "is_host", "language", "answer", "answered_at",
            "registered_at", "withdrawn_at", "register_by", "headcount", "version",
        ]  # fmt: skip


class DelegationDetailSerializer(DelegationSerializer):
    """A delegation with the answers that the reader may see, the oldest first, and its people in order."""

    replies = serializers.SerializerMethodField()
    delegates = serializers.SerializerMethodField()

    class Meta(DelegationSerializer.Meta):
        fields = [*DelegationSerializer.Meta.fields, "replies", "delegates"]

    @extend_schema_field(ReplySerializer(many=True))
    def get_replies(self, row: Delegation) -> Any:
        return ReplySerializer(self.context["replies"], many=True).data

    @extend_schema_field(DelegateSerializer(many=True))
    def get_delegates(self, row: Delegation) -> Any:
        found = sorted(self.context["delegates"], key=lambda one: (one.position, one.pk))
        return DelegateSerializer(found, many=True).data


class FlightSerializer(serializers.ModelSerializer[Flight]):
    """One leg. Instants may come with any offset and go out in UTC; the zones are those of the two airports."""

    delegate = serializers.IntegerField(source="delegate_id", read_only=True)
    number = serializers.CharField(max_length=12, help_text="Such as EI 154.")
    origin = serializers.CharField(max_length=3, help_text="IATA code of the airport.")
    destination = serializers.CharField(max_length=3, help_text="IATA code of the airport.")
    origin_zone = serializers.CharField(read_only=True)
    destination_zone = serializers.CharField(read_only=True)

    class Meta:
        model = Flight
        fields = [
            "id", "delegate", "direction", "mode", "number", "origin", "origin_zone", "leaves_at", "destination",
            "destination_zone", "lands_at", "terminal", "pieces", "items", "version",
        ]  # fmt: skip
        read_only_fields = ["mode", "version"]
        # The action says it in words, with the facts.
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance and self.instance.mode != Flight.Mode.FLIGHT:
            raise serializers.ValidationError(_("Trains and own arrivals are changed in the portal."))
        return attrs

    def validate_number(self, typed: str) -> str:
        try:
            return travel.flight_number(typed)
        except travel.NotAFlight as wrong:
            raise serializers.ValidationError(wrong.words) from wrong

    def validate_origin(self, typed: str) -> str:
        return _airport(typed)

    def validate_destination(self, typed: str) -> str:
        return _airport(typed)

    def leg(self) -> travel.Leg:
        """The leg as it would stand: what was sent over what was there."""
        known = vars(self.instance) if self.instance else {}
        asked = ("direction", "number", "origin", "destination", "leaves_at", "lands_at")
        told = {field: self.validated_data.get(field, known.get(field)) for field in asked}
        more = ("terminal", "pieces", "items")
        told |= {field: self.validated_data.get(field, known.get(field)) for field in more if field in known}
        told |= {field: self.validated_data[field] for field in more if field in self.validated_data}
        origin, destination = airports.get(told["origin"]), airports.get(told["destination"])
        return travel.Leg(**told, origin_zone=origin.zone, destination_zone=destination.zone)


class NewFlightSerializer(FlightSerializer):
    """A leg to be entered, and for whom."""

    delegate = serializers.IntegerField(source="delegate_id", min_value=1, help_text="The delegate who flies.")


def _airport(typed: str) -> str:
    try:
        return airports.get(typed).code
    except airports.NoSuchAirport as unknown:
        raise serializers.ValidationError(unknown.words) from unknown
