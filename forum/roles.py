"""Permissions and roles as data: who of the host's staff may do what in an edition."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    SEE = "see"
    INVITE = "invite"
    EDIT_DELEGATIONS = "edit delegations"
    EDIT_PROGRAMME = "edit programme"
    PUBLISH = "publish"
    HANDLE_LETTERS = "handle letters"
    EDIT_REFERENCE = "edit reference tables"
    OPEN_PASSPORTS = "open passports"


class Role(models.TextChoices):
    PROTOCOL_OFFICER = "protocol_officer", _("protocol officer")
    PROGRAMME_EDITOR = "programme_editor", _("programme editor")
    OBSERVER = "observer", _("observer")


_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PROTOCOL_OFFICER: frozenset(Permission),
    Role.PROGRAMME_EDITOR: frozenset({Permission.SEE, Permission.EDIT_PROGRAMME}),
    Role.OBSERVER: frozenset({Permission.SEE}),
}


def permissions_of(role: Role) -> frozenset[Permission]:
    return _PERMISSIONS[role]
