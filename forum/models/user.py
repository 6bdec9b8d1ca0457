from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, personal, public, secret
from forum.roles import Permission, Role, permissions_of
from forum.shapes import check_zone

if TYPE_CHECKING:
    from forum.models.edition import Edition


class Accounts(BaseUserManager["User"]):
    def at(self, address: str) -> "User | None":
        """The first active account of this e-mail address, whatever its letter case."""
        return next(iter(self.people_at(address)), None)

    def people_at(self, address: str) -> "list[User]":
        """Everybody who signs in with this mailbox, the first to have an account first.

        Several people may share a mailbox, and whoever reads it may be any of them. Therefore an account of the
        host's staff is among them only while the mailbox is its own alone.
        """
        active = [user for user in self.all_at(address) if user.is_active]
        if len(active) < 2:
            return active  # asked for no more than of an unknown address
        models.prefetch_related_objects(active, "appointments")
        return [user for user in active if not user.is_staff]

    def open(self, address: str, name: str, language: str = "en") -> "User":
        """The account of this address, opened when there is none. It has no password: one signs in by code."""
        return next(iter(self.all_at(address)), None) or self._new(address, name, language)

    def open_for(self, address: str, name: str, language: str = "en") -> "User":
        """The account of this person at this address, opened when there is none: several people may share it.

        The mailbox of one of the host's staff stays his alone: there his account is given, whatever the name.
        """
        present = self.all_at(address)
        same = (user for user in present if user.is_staff or plain_name(user.name) == plain_name(name))
        if found := next(same, None):
            return found
        try:
            with transaction.atomic():
                return self._new(address, name, language)
        except IntegrityError:  # somebody else opened it at this very moment
            return next(user for user in self.all_at(address) if plain_name(user.name) == plain_name(name))

    def _new(self, address: str, name: str, language: str) -> "User":
        user = self.model(email=address.strip().lower(), name=" ".join(name.split()), language=language)
        user.set_unusable_password()
        user.save()
        return user

    def all_at(self, address: str) -> "list[User]":
        """Every account of this address, also those that may not sign in."""
        # Never `iexact`: PostgreSQL compares capitals, and those of "ı" and "ſ" are I and S, so that whoever
        # owns a look-alike address would be taken for the owner of the account. Python has the last word,
        # because each database has its own idea of small letters.
        wanted = address.strip().lower()
        found = self.alias(small=Lower("email")).filter(small=wanted).order_by("pk")
        return [user for user in found if user.email.lower() == wanted]


def plain_name(name: str) -> str:
    """A name as people tell names apart: not by capitals or spaces."""
    return " ".join(name.split()).casefold()


class User(AbstractBaseUser):
    """Somebody who signs in: an organizer, an assistant, or a delegate. Several people may share a mailbox."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=20, default="en")
    # The clock at home, for a second line under hours; empty: that of the city he comes from.
    zone = models.CharField(_("own time zone"), max_length=60, blank=True, validators=[check_zone])
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_administrator = models.BooleanField(_("administrator of the house"), default=False)

    USERNAME_FIELD = "email"
    objects: ClassVar[Accounts] = Accounts()

    DATA = classified(
        public("id is_active is_administrator language zone"),
        personal("email name last_login", Keep.ACCOUNT),
        secret("password", Keep.ACCOUNT),
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), Lower("name"), name="one_account_per_person_and_address")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        """Django's admin greets with it."""
        return str(self)

    def clean(self) -> None:
        """Whoever reads a shared mailbox may be anybody of it, so the host's staff share theirs with nobody."""
        super().clean()
        others = [user for user in User.objects.all_at(self.email) if user.pk != self.pk]
        staff = self.pk is not None and self.is_staff
        if others and (staff or self.is_administrator or any(user.is_staff for user in others)):
            words = _("Somebody else has this address. The host's staff share a mailbox with nobody.")
            raise ValidationError({"email": words})

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this before it opens its door."""
        return self.is_active and (self.is_administrator or self.appointments.exists())

    def may(self, permission: Permission, edition: "Edition") -> bool:
        """Whether this account holds a permission in an edition. One query, none for an administrator."""
        if not self.is_active:
            return False
        if self.is_administrator:
            return True
        roles = self.appointments.filter(edition=edition).values_list("role", flat=True)
        return any(permission in permissions_of(Role(role)) for role in roles)

    # Django's admin asks these; the reference tables are open to whoever may edit them in any edition.
    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self._may_anywhere(Permission.EDIT_REFERENCE)

    def has_module_perms(self, app_label: str) -> bool:
        return self._may_anywhere(Permission.EDIT_REFERENCE)

    def _may_anywhere(self, permission: Permission) -> bool:
        if not self.is_active:
            return False
        return self.is_administrator or any(
            permission in permissions_of(Role(row.role)) for row in self.appointments.all()
        )


class Appointment(models.Model):
    """A role of the host's staff in one edition."""

    user = models.ForeignKey(User, models.CASCADE, related_name="appointments")
    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="appointments")
    role = models.CharField(_("role"), max_length=30, choices=Role)

    DATA = classified(public("id edition role"), personal("user", Keep.ACCOUNT))

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [models.UniqueConstraint("user", "edition", "role", name="appointed_once_per_role")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class ChallengeQuerySet(models.QuerySet["SignInChallenge"]):
    def usable(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=Now())

    def with_tries_left(self) -> Self:
        return self.filter(tries__lt=5)


class SignInChallenge(models.Model):
    """Somebody asked for a code. The code itself is nowhere: it is computed from this row and the key of the house.

    Challenges with the same nonce share one code; the first of them was mailed, and it alone is marked as used.
    """

    email = models.CharField(_("address"), max_length=254)
    browser = models.CharField(_("digest of the cookie of the browser that asked"), max_length=64)
    nonce = models.CharField(_("nonce"), max_length=64)
    long = models.BooleanField(_("has a long code"), default=False)
    language = models.CharField(_("language"), max_length=20, default="en")
    made_at = models.DateTimeField(_("asked"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("used"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    objects = ChallengeQuerySet.as_manager()

    DATA = classified(
        public("id long language made_at expires_at used_at tries", Keep.ONE_DAY),
        personal("email", Keep.ONE_DAY),
        secret("browser nonce", Keep.ONE_DAY),
    )

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [models.Index(fields=["email", "made_at"], name="sign_in_by_address")]

    def __str__(self) -> str:
        return f"{self.email} {self.made_at:%H:%M}"
