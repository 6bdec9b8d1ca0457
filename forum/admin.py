"""Django's admin serves the reference tables, behind the same sign-in, for those who may edit them.

Cities, offices, people and venues belong to all forums, and whoever edits them for one does so for all; an edition
is edited by its own officers alone. Nothing is deleted here, and whatever is saved stands in the ledger.
"""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import django.contrib.auth.admin  # noqa: F401 -- registers Group, so that it can be taken off
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.forms import BaseInlineFormSet, model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import clock, ledger
from forum.models import Appointment, City, Edition, Office, Person, Room, Tenure, Tie, User, Venue


def sign_in_instead(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """The admin's own sign-in asks for a password; there are none."""
    return redirect("signin:ask")


admin.site.login = sign_in_instead  # type: ignore[method-assign]  # one way in for everybody
admin.site.site_header = _("Mayors Forum: reference tables")
admin.site.site_title = _("Reference tables")
admin.site.index_title = _("Reference tables")
admin.site.disable_action("delete_selected")
admin.site.unregister(Group)  # roles are data of the house (forum/roles.py), not Django's groups


def is_administrator(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_administrator", False))


class ShapedField(forms.JSONField):
    """JSON of a known shape, looked at before the row takes it on: with a wrong one a row cannot say its name."""

    def __init__(self, *, shape: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shape = shape
        self.validators = [*self.validators, *shape.validators]

    def clean(self, value: Any) -> Any:
        # Whatever is empty, "null" and [] too, is empty in the shape of this field; no validator sees it.
        return super().clean(value) or self.shape.get_default()


class Reference(admin.ModelAdmin):  # type: ignore[type-arg]  # one base for every table
    """A table of the house. Rows are corrected here and not deleted: what was sent and published stands on them."""

    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.JSONField):
            kwargs["form_class"] = partial(ShapedField, shape=db_field)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """The end of a save, in its transaction: the rows of the page go into the ledger, one line each."""
        for row in _taken_out(formsets):
            ledger.record("reference.removed", subject=row.instance, before=_plain(row.initial), **_whose(row, request))
        super().save_related(request, form, formsets, change)
        _write_down([form], request, added=not change)
        for rows in formsets:
            kept = [row for row in rows.initial_forms if row not in rows.deleted_forms]
            _write_down(kept, request, added=False)
            _write_down([row for row in rows.extra_forms if row.instance.pk], request, added=True)


def _taken_out(formsets: "Iterable[BaseInlineFormSet[Any, Any, Any]]") -> "list[forms.ModelForm[Any]]":
    return [row for rows in formsets for row in rows.deleted_forms if row.instance.pk]


def _write_down(rows: "Iterable[forms.ModelForm[Any]]", request: HttpRequest, *, added: bool) -> None:
    """A line in the ledger for each row that is not as it was."""
    for row in rows:
        # Both sides as the database has them: what the form takes for changed depends on when its page was opened.
        saved = type(row.instance)._default_manager.get(pk=row.instance.pk)
        after = _plain(model_to_dict(saved, list(row.fields), exclude=["id"]))
        before = {} if added else _plain(row.initial)
        changed = [name for name in after if added or after[name] != before.get(name, after[name])]
        if changed:
            ledger.record(
                "reference.added" if added else "reference.changed",
                subject=saved,
                before={name: before[name] for name in changed if not added},
                after={name: after[name] for name in changed},
                **_whose(row, request),
            )


def _whose(row: "forms.ModelForm[Any]", request: Any) -> dict[str, Any]:
    """Who saved it, and the edition to whose history it belongs, if any."""
    of = row.instance
    return {"by": request.user, "edition": of if isinstance(of, Edition) else getattr(of, "edition", None)}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON has it: moments in UTC, other rows by their numbers."""
    return dict(json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder)))


class TenureRows(BaseInlineFormSet):  # type: ignore[type-arg]  # rows of Office
    def clean(self) -> None:
        """Django asks no constraint of a row that names the parent of the page: this one is asked of them together."""
        super().clean()
        kept = [row.cleaned_data for row in self.forms if row.is_valid() and row.cleaned_data]
        if sum(not row["until"] for row in kept) > 1:
            raise forms.ValidationError(
                _("Two people hold this office without an end. Say until when the first holds it.")
            )


class TenureForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    def _get_validation_exclusions(self) -> set[str]:
        """Django 6 asks each row by itself whether it fits; a new holder fits once the former one has an end."""
        return {*super()._get_validation_exclusions(), "office"}  # type: ignore[misc]  # not in the stubs


class TenureInline(admin.TabularInline):  # type: ignore[type-arg]  # rows of Office
    model = Tenure
    form = TenureForm
    formset = TenureRows
    extra = 0
    can_delete = False
    autocomplete_fields = ("person",)


class FoundByName(Reference):
    """A table whose rows are found by their names in whatever script."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.named(search_term), False


@admin.register(City)
class CityAdmin(FoundByName):
    list_display = ("key", "native_name", "country", "level", "zone")
    list_filter = ("level",)
    search_fields = ("key", "native_name", "names")


@admin.register(Tie)
class TieAdmin(Reference):
    list_display = ("one", "other", "kind", "signed")
    list_select_related = ("one", "other")
    autocomplete_fields = ("one", "other")


@admin.register(Office)
class OfficeAdmin(Reference):
    list_display = ("city", "key", "rank_class")
    list_select_related = ("city",)
    search_fields = ("key", "city__key", "titles")
    autocomplete_fields = ("city",)
    inlines = (TenureInline,)


@admin.register(Person)
class PersonAdmin(FoundByName):
    # Renderings are entered in the register of names: there a city sees what changed, and no passport is told.
    exclude = ("renderings", "names_in", "courtesies")
    list_display = ("family_name", "given_name", "native_name", "fictitious")
    search_fields = ("family_name", "given_name", "native_name")


@admin.register(Venue)
class VenueAdmin(Reference):
    list_display = ("key", "city")
    list_select_related = ("city",)
    search_fields = ("key", "names")
    autocomplete_fields = ("city",)


@admin.register(Room)
class RoomAdmin(Reference):
    list_display = ("key", "venue", "capacity", "setup_minutes", "position")
    list_select_related = ("venue",)
    search_fields = ("key", "names")
    autocomplete_fields = ("venue",)


@admin.register(Edition)
class EditionAdmin(Reference):
    """Each officer's own editions; another forum does not exist here. A new one is opened by an administrator."""

    list_display = ("slug", "city", "starts_on", "ends_on")
    list_select_related = ("city",)
    # The days of reminders have a page of their own, where none is an answer too.
    readonly_fields = ("letters_numbered", "chase_days")
    autocomplete_fields = ("city", "signatory")

    def get_queryset(self, request: Any) -> "models.QuerySet[Edition]":
        return Edition.objects.edited_by(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.DateTimeField):
            field.help_text = _("On the clocks of the time zone above.")
        return field

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Deadlines are read and typed on the clocks of the edition, not of the machine."""
        with timezone.override(self._zone(request, object_id)):
            page = super().changeform_view(request, object_id, form_url, extra_context)
            # Rendered before the clocks are put back.
            return page.render() if isinstance(page, TemplateResponse) else page

    def _zone(self, request: HttpRequest, object_id: str | None) -> str:
        """The zone that stands on the page: as it was typed, or as it is kept."""
        kept = self.get_object(request, unquote(object_id)) if object_id else None
        zone = request.POST.get("zone") or (kept.zone if kept else "")
        return zone if clock.known_zone(zone) else "UTC"


class AppointmentInline(admin.TabularInline):  # type: ignore[type-arg]  # rows of User
    model = Appointment
    extra = 0


class AdministratorsOnly(Reference):
    """Who may do what is for administrators of the house alone."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_administrator(request)


@admin.register(User)
class UserAdmin(AdministratorsOnly):
    list_display = ("email", "name", "is_active", "is_administrator")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "is_active", "is_administrator")
    inlines = (AppointmentInline,)
