import secrets
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public, secret
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


def fresh_nonce() -> str:
    return secrets.token_hex(32)


class FeedQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def by(self, reader: "User") -> Self:
        """Those that this account opened."""
        return self.filter(reader=reader).scoped()


class CalendarFeed(ScopedModel):
    """An address under which one reader's calendar program reads one person's itinerary, until it is closed.

    The address itself is stored nowhere: it is computed from the nonce and the key of the house (see feed_tokens).
    Rows are never opened again: whoever renews an address closes one and opens another.
    """

    MADE_BY_FOLLOWERS = True  # it says who read, not what was entered: nobody loses work with it

    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="feeds")
    # Whoever takes somebody's place in the delegation does not share the days with him.
    person = models.ForeignKey("forum.Person", models.CASCADE, related_name="+")
    reader = models.ForeignKey("forum.User", models.CASCADE, related_name="feeds")
    nonce = models.CharField(_("nonce"), max_length=64, default=fresh_nonce)
    opened_at = models.DateTimeField(_("opened"), default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # By the day only: when somebody's telephone asks is nobody's business.
    last_read_on = models.DateField(_("last read"), null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    DATA = classified(
        public("id"),
        personal("delegate person reader opened_at closed_at last_read_on", Keep.ONE_MONTH),
        secret("nonce", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                "delegate",
                "person",
                "reader",
                condition=models.Q(closed_at=None),
                name="one_open_feed_per_itinerary_and_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.delegate}"
