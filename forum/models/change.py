from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public

# What people call each kind of change. A change without words here shows its verb.
WORDS = {
    "edition.loaded": _("The forum was loaded from files"),
    "invitation.sent": _("An invitation was sent"),
    "invitation.added": _("A city was put on the list of invitations"),
    "invitation.changed": _("A draft of an invitation was changed"),
    "invitation.moved_up": _("A reserve moved up to the first choice"),
    "invitation.held": _("Reminders to a city were held back, or let go"),
    "invitation.deputy_drafted": _("A letter to a deputy was drafted"),
    "invitation.reissued": _("An invitation was issued anew"),
    "invitation.withdrawn": _("An invitation was withdrawn"),
    "invitation.dispatched": _("The dispatch of an invitation was logged"),
    "invitation.chased": _("A city was reminded of its answer"),
    "edition.reminders_set": _("The days of reminders were set"),
    "enclosure.added": _("An enclosure was put on file"),
    "invitation.answered": _("An invitation was answered"),
    "delegate.added": _("A delegate was registered"),
    "delegate.changed": _("A delegate's entry was changed"),
    "delegate.removed": _("A delegate was taken off"),
    "delegate.moved": _("A delegate was given another place in the list"),
    "delegate.replaced": _("A delegate was replaced by somebody else"),
    "delegation.withdrawn": _("A delegation was withdrawn"),
    "delegation.restored": _("The withdrawal of a delegation was taken back"),
    "ceilings.set": _("The ceilings for delegations were set"),
    "ceiling.excepted": _("An exception from a ceiling was made"),
    "size.asked": _("More people were asked for"),
    "size.answered": _("A request for more people was answered"),
    "hospitality.set": _("The hospitality terms were set"),
    "hospitality.excepted": _("Who pays was decided for one delegate"),
    "statement.issued": _("A cost statement was issued"),
    "permit.kept": _("The permit was written down"),
    "delegation.registered": _("A registration was handed in"),
    "dossier.changed": _("Particulars of a delegate were entered"),
    "consent.given": _("A consent was given"),
    "consent.refused": _("A consent was refused or withdrawn"),
    "delegate.accepted": _("A delegate was accepted"),
    "delegate.accredited": _("A delegate was accredited"),
    "delegate.arrived": _("A delegate arrived"),
    "delegate.stage_taken_back": _("A step of a delegate was taken back"),
    "deadlines.changed": _("The deadlines of registration were changed"),
    "mandate.given": _("A mandate was given"),
    "mandate.changed": _("A mandate was changed"),
    "mandate.revoked": _("A mandate was revoked"),
    "flight.added": _("A flight was entered"),
    "flight.changed": _("A flight was changed"),
    "flight.removed": _("A flight was deleted"),
    "vehicle.added": _("A vehicle was entered"),
    "vehicle.changed": _("A vehicle was changed"),
    "driver.added": _("A driver was entered"),
    "driver.changed": _("A driver's entry was changed"),
    "transfer.added": _("A transfer was planned"),
    "transfer.changed": _("A transfer was changed"),
    "transfer.removed": _("A transfer was cancelled"),
    "seat.given": _("A seat in a transfer was given"),
    "seat.freed": _("A seat in a transfer was freed"),
    "greeter.named": _("A greeter was named"),
    "arrival.ticked": _("An arrival was ticked"),
    "arrival.unticked": _("A tick of an arrival was taken back"),
    "hotel.added": _("A hotel was entered"),
    "hotel.changed": _("A hotel was changed"),
    "block.added": _("A block of rooms was entered"),
    "block.changed": _("A block of rooms was changed"),
    "block.removed": _("A block of rooms was taken out"),
    "stay.booked": _("A room was booked, or it was said that a guest stays elsewhere"),
    "stay.changed": _("A booked room was changed"),
    "stay.released": _("A room was given back"),
    "stay.wished": _("A guest said where they would like to stay"),
    "needs.told": _("A guest's needs were entered or changed"),
    "needs.opened": _("A sheet with guests' needs was opened"),
    "kitchen.changed": _("The choice of menus was changed"),
    "liaison.named": _("A liaison officer was named"),
    "liaison.changed": _("The entry of a liaison officer was changed"),
    "liaison.removed": _("A liaison officer was taken off"),
    "account.clock_chosen": _("Somebody chose the clock of their own"),
    "engagement.hour_kept": _("An item kept its hour, though the rules of the clocks changed"),
    "engagement.added": _("An item was added to the programme"),
    "engagement.placed": _("An item of the programme was placed"),
    "engagement.taken_off": _("An item of the programme was put back into the tray"),
    "engagement.changed": _("An item of the programme was changed"),
    "engagement.removed": _("An item was deleted from the draft of the programme"),
    "engagement.taken_back": _("A step in the draft of the programme was taken back"),
    "engagement.done_again": _("A step in the draft of the programme was done again"),
    "room.closed": _("A room was closed for a while"),
    "room.opened": _("A closed room was opened again"),
    "rule.set": _("A rule of the programme was set"),
    "drive.set": _("The drive between two venues was set"),
    "quiet.added": _("Quiet hours were entered"),
    "quiet.changed": _("Quiet hours were changed"),
    "quiet.removed": _("Quiet hours were taken out"),
    "quiet.forgotten": _("Quiet hours of people were deleted, as they may no longer be kept"),
    "clash.accepted": _("Somebody answered for a clash"),
    "clash.acceptance_taken_back": _("A clash is answered for no more"),
    "interpreter.added": _("An interpreter was put on the list"),
    "interpreter.changed": _("The entry of an interpreter was changed"),
    "interpreter.removed": _("An interpreter was taken off the list"),
    "interpreter.assigned": _("An interpreter was assigned"),
    "interpreter.relieved": _("An interpreter was relieved of a duty"),
    "release.published": _("The programme was published"),
    "subforum.changed": _("A sub-forum was changed"),
    "subforum.wished": _("A delegation wished for sub-forums"),
    "subforum.placed": _("A delegation was placed in a sub-forum"),
    "speakers.rules_set": _("The rules of a list of speakers were set"),
    "speech.changed": _("A speech was changed"),
    "speech.turn_given": _("A turn to speak was given by hand, or taken back"),
    "speech.text_asked": _("The text of a speech was asked for"),
    "speech.paper_sent": _("A text or slides were handed in"),
    "speech.paper_moved": _("The state of a text was changed"),
    "swap.asked": _("A swap of two speeches was asked for"),
    "swap.agreed": _("Two speakers swapped their turns"),
    "swap.declined": _("A swap of two speeches was declined"),
    "letter.sent_again": _("A letter was sent again"),
    "policy.added": _("A policy of precedence was added"),
    "policy.changed": _("A policy of precedence was changed"),
    "policy.chosen": _("A policy of precedence was chosen"),
    "policy.removed": _("A policy of precedence was deleted"),
    "lot.drawn": _("A lot was drawn"),
    "place.given": _("A place was given by hand"),
    "place.taken_back": _("A place given by hand was taken back"),
    "delegate.ranked": _("The rank class of a head of delegation was set"),
    "order.frozen": _("The order of precedence was frozen"),
    "passport.saved": _("A passport was entered"),
    "passport.deleted": _("A passport was deleted"),
    "portrait.saved": _("A photo was handed in"),
    "portrait.deleted": _("A photo was deleted"),
    "visa.said": _("It was said whether a visa is needed"),
    "visa_post.added": _("An embassy or consulate was added to the list"),
    "visa_post.changed": _("An embassy or consulate of the list was changed"),
    "visa_letter.made": _("A letter for the visa was made"),
    "keeping.ended": _("Passports, photos and needs were deleted: their time was over"),
    "vault.destroyed": _("The key to the passports was destroyed"),
    "roster.sent": _("A spreadsheet of delegates was sent"),
    "roster.imported": _("A spreadsheet of delegates was imported"),
    "roster.undone": _("The import of a spreadsheet was undone"),
    "roster.exported": _("Delegates were taken away as a spreadsheet"),
    "roster.dropped": _("A spreadsheet was thrown away unread"),
    "reference.added": _("A row was added to the reference tables"),
    "reference.changed": _("A row of the reference tables was changed"),
    "names.changed": _("The names of a delegate were corrected"),
    "names.signed_off": _("The names of a delegate were signed off"),
    "tie.added": _("A tie between two cities was entered"),
    "tie.changed": _("A tie between two cities was corrected"),
    "office.added": _("An office was entered"),
    "office.changed": _("An office was corrected"),
    "office.holder_changed": _("The holder of an office changed"),
    "tenure.ended": _("A tenure ended"),
    "reissue.done": _("A follow-up of a change of holder was done"),
    "reissue.reopened": _("A follow-up of a change of holder was opened again"),
    "itinerary.seen": _("An itinerary was read"),
    "itinerary.confirmed": _("An itinerary was confirmed as seen"),
    "feed.opened": _("A calendar subscription was opened"),
    "feed.closed": _("A calendar subscription was closed"),
    "reference.removed": _("A row of the reference tables was taken out"),
}


class ChangeQuerySet(models.QuerySet["Change"]):
    def unfollowed(self) -> Self:
        return self.filter(followed_at=None)

    def unsealed(self) -> Self:
        return self.filter(seal_number=None)

    def sealed(self) -> Self:
        return self.exclude(seal_number=None).order_by("seal_number")


class Change(models.Model):
    """One line of the ledger: who did what to which row, before and after. Audit and queue in one."""

    at = models.DateTimeField(_("at"), default=clock.now)
    edition = models.ForeignKey("forum.Edition", models.PROTECT, null=True, related_name="changes")
    verb = models.CharField(_("verb"), max_length=60)
    subject = models.CharField(_("subject"), max_length=80)
    actor = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(_("actor"), max_length=200, blank=True)
    principal = models.CharField(_("on behalf of"), max_length=200, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    followed_at = models.DateTimeField(_("followed"), null=True)
    follow_attempts = models.PositiveIntegerField(_("attempts to follow"), default=0)
    follow_after = models.DateTimeField(_("not before"), null=True)
    trouble = models.TextField(_("trouble"), blank=True)
    seal_number = models.PositiveBigIntegerField(_("place in the chain"), null=True)
    seal = models.CharField(_("seal"), max_length=64, blank=True)

    objects = ChangeQuerySet.as_manager()

    DATA = classified(
        public(
            "id at edition verb subject followed_at follow_attempts follow_after trouble seal_number seal",
            Keep.TWO_YEARS,
        ),
        personal("actor actor_name principal before after", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(followed_at=None), name="change_unfollowed"),
            models.Index(fields=["id"], condition=models.Q(seal_number=None), name="change_unsealed"),
            models.Index(fields=["subject", "id"], name="change_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint("seal_number", name="one_change_per_place_in_the_chain"),
            models.CheckConstraint(
                condition=models.Q(seal_number=None, seal="") | ~models.Q(seal_number=None) & ~models.Q(seal=""),
                name="sealed_change_has_a_seal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    @property
    def who(self) -> str:
        """Whoever did it, for people; nobody in particular is the software itself."""
        return self.actor_name or str(_("the software itself"))

    @property
    def words(self) -> str:
        """What was done, for people."""
        return str(WORDS.get(self.verb, self.verb))
