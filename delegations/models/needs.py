"""What a guest needs to eat and to get about, kept apart from everything else: it is nobody's business but a few."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, public, sensitive
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class Menu(models.TextChoices):
    """A dish to choose, never a belief or an illness."""

    STANDARD = "standard", _("standard menu")
    VEGETARIAN = "vegetarian", _("vegetarian menu")
    VEGAN = "vegan", _("vegan menu")
    HALAL = "halal", _("halal menu")
    KOSHER_STYLE = "kosher_style", _("kosher-style menu")
    NO_PORK = "no_pork", _("menu without pork")
    NO_BEEF = "no_beef", _("menu without beef")
    NO_FISH = "no_fish", _("menu without fish")
    GLUTEN_FREE = "gluten_free", _("gluten-free menu")
    LACTOSE_FREE = "lactose_free", _("lactose-free menu")


class Allergen(models.TextChoices):
    """The fourteen that kitchens in Europe must name (Regulation (EU) 1169/2011, annex II)."""

    GLUTEN = "gluten", _("gluten")
    CRUSTACEANS = "crustaceans", _("crustaceans")
    EGGS = "eggs", _("eggs")
    FISH = "fish", _("fish")
    PEANUTS = "peanuts", _("peanuts")
    SOYA = "soya", _("soya")
    MILK = "milk", _("milk")
    NUTS = "nuts", _("nuts")
    CELERY = "celery", _("celery")
    MUSTARD = "mustard", _("mustard")
    SESAME = "sesame", _("sesame")
    SULPHITES = "sulphites", _("sulphites")
    LUPIN = "lupin", _("lupin")
    MOLLUSCS = "molluscs", _("molluscs")


class Provision(models.TextChoices):
    """What the staff is to provide; why is not asked."""

    STEP_FREE = "step_free", _("a way without steps")
    ACCESSIBLE_ROOM = "accessible_room", _("an accessible hotel room")
    AIRPORT_WHEELCHAIR = "airport_wheelchair", _("a wheelchair at the airport")
    LIFT_VEHICLE = "lift_vehicle", _("a vehicle with a lift or ramp")
    AISLE_SEAT = "aisle_seat", _("a seat at the aisle, near the exit")
    COMPANION_SEAT = "companion_seat", _("a seat for a companion")
    HEARING_LOOP = "hearing_loop", _("a hearing loop or captions")
    SIGN_LANGUAGE = "sign_language", _("sign language interpreting")
    LARGE_PRINT = "large_print", _("papers in large print")
    GUIDE_DOG = "guide_dog", _("room for a guide dog")
    FRIDGE = "fridge", _("a refrigerator in the room")


class Mobility(models.TextChoices):
    UNAIDED = "unaided", _("walks unaided")
    SHORT = "short", _("walks short distances")
    WHEELCHAIR = "wheelchair", _("uses a wheelchair")


class NeedsQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"

    def held_by(self, user: "User") -> Self:
        from delegations.models.delegate import Delegate
        from delegations.models.mandate import Power

        return self.filter(delegate__in=Delegate.objects.held_by(user, Power.PAPERS)).scoped()


class Needs(ScopedModel):
    """What one delegate needs. Health is among it: the ledger says that it changed, never to what."""

    delegate = models.OneToOneField("delegations.Delegate", models.CASCADE, related_name="needs")
    menu = models.CharField(_("menu"), max_length=20, choices=Menu, default=Menu.STANDARD)
    allergens = models.JSONField(_("allergens"), default=list, blank=True)
    allergy_note = models.CharField(_("other allergies"), max_length=300, blank=True)
    provisions = models.JSONField(_("what we should provide"), default=list, blank=True)
    provision_note = models.CharField(_("something else to provide"), max_length=300, blank=True)
    mobility = models.CharField(_("on visits"), max_length=10, choices=Mobility, default=Mobility.UNAIDED)
    quiet_room = models.BooleanField(_("a quiet or prayer room"), default=False)
    quiet_times = models.CharField(_("at what times"), max_length=120, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = NeedsQuerySet.as_manager()

    DATA = classified(
        public("id delegate version"),
        sensitive(
            "menu allergens allergy_note provisions provision_note mobility quiet_room quiet_times", Keep.ONE_MONTH
        ),
    )

    class Meta:
        verbose_name = _("needs")
        verbose_name_plural = _("needs")

    def __str__(self) -> str:
        # Never what they are: this is what a log or an admin page would show.
        return f"{self._meta.verbose_name} {self.pk}"


def every_menu() -> list[str]:
    return [str(menu) for menu in Menu]


class Kitchen(ScopedModel):
    """Which menus the host offers in an edition, and by when its kitchens must know."""

    edition = models.OneToOneField("forum.Edition", models.CASCADE, related_name="kitchen")
    menus = models.JSONField(_("menus"), default=every_menu)
    tell_by = models.DateField(_("guests choose by"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ScopedQuerySet.as_manager()

    DATA = classified(public("id edition menus tell_by version"))

    class Meta:
        verbose_name = _("kitchen")
        verbose_name_plural = _("kitchens")

    def __str__(self) -> str:
        return str(self.edition)


def with_needs_state(delegates: Any) -> Any:
    """`needs_told` of each delegate: whether the menu and the needs are known, never what they are."""
    return delegates.annotate(needs_told=Exists(Needs.objects.scoped().filter(delegate=OuterRef("pk"))))
