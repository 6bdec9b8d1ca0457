"""Django's admin serves the reference tables, behind the same sign-in, for those who may edit them."""

import django.contrib.auth.admin  # noqa: F401 -- registers Group, so that it can be taken off
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

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


class Reference(admin.ModelAdmin):  # type: ignore[type-arg]  # one base for every table
    """A table of the house. Rows are corrected here, not deleted by the dozen."""

    list_per_page = 50
    show_full_result_count = False


class TenureInline(admin.TabularInline):  # type: ignore[type-arg]  # rows of Office
    model = Tenure
    extra = 0
    autocomplete_fields = ("person",)


@admin.register(City)
class CityAdmin(Reference):
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
class PersonAdmin(Reference):
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
    list_display = ("slug", "city", "starts_on", "ends_on")
    list_select_related = ("city",)
    readonly_fields = ("letters_numbered",)
    autocomplete_fields = ("city", "signatory")


class AppointmentInline(admin.TabularInline):  # type: ignore[type-arg]  # rows of User
    model = Appointment
    extra = 0


class AdministratorsOnly(Reference):
    """Who may do what is for administrators of the house alone."""

    def _allowed(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_administrator", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self._allowed(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self._allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(AdministratorsOnly):
    list_display = ("email", "name", "is_active", "is_administrator")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "is_active", "is_administrator")
    inlines = (AppointmentInline,)
