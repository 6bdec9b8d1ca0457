"""The published programme as the API and the public file of it say it."""

from typing import Any

from rest_framework import serializers

from sessions.board import Published
from sessions.engine.values import Entry, Item
from sessions.listing import NAMED, in_order, open_items_of
from sessions.models import ItineraryVersion


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody with a part, as printed; texts by language."""

    name = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    title = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    city = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    part = serializers.CharField(help_text="Such as speaker, chair or signatory.")


class ItemSerializer(serializers.Serializer[Any]):
    """One public item of the programme."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    topic = serializers.DictField(child=serializers.CharField(), help_text="What a speech is about, by language.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    room = serializers.DictField(child=serializers.CharField(), help_text="By language; empty if in no room.")
    venue = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    within = serializers.IntegerField(allow_null=True, help_text="The item that this one is a part of.")
    languages = serializers.ListField(child=serializers.CharField())
    note = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    cancelled = serializers.BooleanField()
    people = PersonSerializer(many=True)


class ProgrammeSerializer(serializers.Serializer[Any]):
    """The latest release. Instants are UTC; `zone` is whose clocks the forum keeps."""

    release = serializers.IntegerField()
    checksum = serializers.CharField()
    published_at = serializers.DateTimeField()
    zone = serializers.CharField()
    items = ItemSerializer(many=True)


class EntrySerializer(serializers.Serializer[Any]):
    """One line of an itinerary. A flight has its facts in `details`."""

    key = serializers.CharField(help_text="Stays the same from version to version.")
    kind = serializers.CharField()
    title = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    topic = serializers.DictField(child=serializers.CharField(), help_text="What a speech is about, by language.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    room = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    venue = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    meeting_point = serializers.DictField(child=serializers.CharField(), help_text="By language; empty if none is set.")
    part = serializers.CharField(allow_blank=True, help_text="Such as speaker; empty for a participant.")
    dress = serializers.CharField(allow_blank=True)
    languages = serializers.ListField(child=serializers.CharField())
    details = serializers.DictField(child=serializers.CharField())
    cancelled = serializers.BooleanField()


class ItinerarySerializer(serializers.Serializer[Any]):
    """One delegate's days. Instants are UTC."""

    version = serializers.IntegerField()
    checksum = serializers.CharField()
    made_at = serializers.DateTimeField()
    told_at = serializers.DateTimeField(allow_null=True, help_text="When a letter told this version, if one did.")
    entries = EntrySerializer(many=True)


def itinerary_data(version: ItineraryVersion) -> dict[str, Any]:
    """What `ItinerarySerializer` says of a version."""
    value = {
        "version": version.number,
        "checksum": version.checksum,
        "made_at": version.made_at,
        "told_at": version.told_at,
        "entries": [_entry(Entry.from_json(entry)) for entry in version.entries],
    }
    return dict(ItinerarySerializer(value).data)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "kind": entry.kind,
        "title": entry.titles,
        "topic": entry.topics,
        "starts_at": entry.span.start if entry.span else None,
        "ends_at": entry.span.end if entry.span else None,
        "room": entry.room_names,
        "venue": entry.venue_names,
        "meeting_point": entry.meeting_points,
        "part": entry.role,
        "dress": entry.dress,
        "languages": list(entry.languages),
        "details": entry.details,
        "cancelled": entry.cancelled,
    }


def programme_data(of: Published) -> dict[str, Any]:
    """What `ProgrammeSerializer` says of a release."""
    shown = {item.id for item in open_items_of(of)}
    return {
        "release": of.number,
        "checksum": of.checksum,
        "published_at": of.published_at,
        "zone": of.programme.zone,
        "items": [_item(item, of, shown) for item in open_items_of(of)],
    }


def _item(item: Item, of: Published, shown: set[int]) -> dict[str, Any]:
    assert item.span is not None, "only items with a time are open"
    return {
        "id": item.id,
        "kind": item.kind,
        "title": item.titles,
        "topic": item.topics,
        "starts_at": item.span.start,
        "ends_at": item.span.end,
        "room": item.room_names,
        "venue": item.venue_names,
        "within": item.parent if item.parent in shown else None,
        "languages": item.languages,
        "note": item.notes,
        "cancelled": item.cancelled,
        "people": [
            _person(of, part.delegate, part.role) for part in in_order(item.parts, of.people) if part.role in NAMED
        ],
    }


def _person(of: Published, delegate: int, part: str) -> dict[str, Any]:
    known = of.people.get(str(delegate), {})
    return {
        "name": known.get("names", {}),
        "title": known.get("title", {}),
        "city": known.get("city", {}),
        "part": part,
    }
