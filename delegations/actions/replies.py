"""What a city answers. Every answer is kept; the newest counts."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from delegations import notices, policies
from delegations.actions import nominations
from delegations.models import Delegation, Invitation, Reply
from delegations.models.answers import Answer
from forum import clock, ledger
from forum.models import User

# How the host's own office takes an answer.
OF_THE_OFFICE = {Reply.Channel.PHONE, Reply.Channel.PAPER}


class TooLateToAnswer(Exception):
    """The day by which answers were asked has passed: the protocol office takes them by telephone."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(f"Answers to {invitation} were asked by {invitation.answer_by}.")
        self.invitation = invitation


class NotOpen(Exception):
    """The letter has not been sent, or was withdrawn, or the delegation was: nobody can answer it."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(f"The letter to {invitation.delegation} is not open to an answer.")
        self.invitation = invitation


class SomebodyElseAnswered(Exception):
    """Another answer came in since this one's writer looked."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.given_by} answered “{reply.get_answer_display()}” meanwhile.")
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it was given. A representative counts only with the answer that names one."""

    answer: str
    given_by: str
    given_by_email: str = ""
    representative_name: str = ""
    representative_title: str = ""
    note: str = ""
    expected_on: date | None = None
    said_at: datetime | None = None
    why_late: str = ""

    def plain(self) -> "Said":
        """Without what the answer itself makes meaningless."""
        said = self
        if said.answer != Answer.REPRESENTED:
            said = replace(said, representative_name="", representative_title="")
        return said if said.answer == Answer.PENDING else replace(said, expected_on=None)


@transaction.atomic
def answer(
    invitation: Invitation, said: Said, *, seen: int | None, channel: Reply.Channel, by: User | None = None
) -> Reply:
    """Record an answer and post its receipt. `seen` is the key of the newest reply its writer knew, if any.

    The same answer given twice, as by a double click, is recorded once. After the deadline an answer is taken with a
    reason (`why_late`), which only the host's staff can give. Raises TooLateToAnswer, SomebodyElseAnswered or
    NotOpen.
    """
    rows = Delegation.objects.filter(pk=invitation.delegation_id).scoped().select_related("city")
    delegation = rows.select_for_update(of=("self",)).get()
    nominations.take_turn(delegation.edition_id)
    if delegation.withdrawn_at or not Invitation.objects.filter(pk=invitation.pk).scoped().sent().exists():
        raise NotOpen(invitation)
    said = said.plain()
    newest: Reply | None = invitation.replies.order_by("-pk").first()
    if newest and _same(newest, said):
        return newest
    if not policies.is_time_to_answer(invitation) and not said.why_late:
        raise TooLateToAnswer(invitation)
    if newest and newest.pk != seen:
        raise SomebodyElseAnswered(newest)
    reply: Reply = Reply.objects.create(invitation=invitation, channel=channel, user=by, at=clock.now(), **asdict(said))
    entry = nominations.answered(reply, delegation)
    _keep_on_delegation(delegation, reply, by)
    notices.confirm_reply(reply, entry)
    return reply


def _keep_on_delegation(delegation: Delegation, reply: Reply, by: User | None) -> None:
    before = delegation.answer
    Delegation.objects.filter(pk=delegation.pk).scoped().update(
        answer=reply.answer, answered_at=reply.at, version=F("version") + 1
    )
    ledger.record(
        "invitation.answered",
        subject=reply.invitation,
        by=by,
        by_name="" if by else reply.given_by,
        edition=reply.invitation.edition,
        before={"answer": before},
        after={"answer": reply.answer, "reply": reply.pk, "channel": reply.channel},
        # Whoever writes down what was said on the telephone does so for the one who said it.
        on_behalf_of=reply.given_by if reply.channel in OF_THE_OFFICE else str(delegation.city),
    )


def _same(reply: Reply, said: Said) -> bool:
    return all(getattr(reply, field.name) == getattr(said, field.name) for field in fields(said))
