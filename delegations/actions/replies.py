"""What a city answers. Every answer is kept; the newest counts."""

from dataclasses import dataclass, fields, replace

from django.db import transaction
from django.db.models import F

from delegations import notices, policies
from delegations.models import Delegation, Invitation, Reply
from delegations.models.answers import Answer
from forum import clock, ledger
from forum.models import User


class TooLateToAnswer(Exception):
    """The day by which answers were asked has passed: the protocol office takes them by telephone."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(f"Answers to {invitation} were asked by {invitation.edition.reply_by}.")
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

    def plain(self) -> "Said":
        """Without what the answer itself makes meaningless."""
        if self.answer == Answer.REPRESENTED:
            return self
        return replace(self, representative_name="", representative_title="")


@transaction.atomic
def answer(
    invitation: Invitation, said: Said, *, seen: int | None, channel: Reply.Channel, by: User | None = None
) -> Reply:
    """Record an answer and post its receipt. `seen` is the key of the newest reply its writer knew, if any.

    The same answer given twice, as by a double click, is recorded once. Raises TooLateToAnswer or
    SomebodyElseAnswered.
    """
    delegation = Delegation.objects.filter(pk=invitation.delegation_id).scoped().select_for_update(of=("self",)).get()
    said = said.plain()
    newest: Reply | None = invitation.replies.order_by("-pk").first()
    if newest and _same(newest, said):
        return newest
    if not policies.is_time_to_answer(invitation):
        raise TooLateToAnswer(invitation)
    if newest and newest.pk != seen:
        raise SomebodyElseAnswered(newest)
    reply: Reply = Reply.objects.create(
        invitation=invitation,
        answer=said.answer,
        given_by=said.given_by,
        given_by_email=said.given_by_email,
        representative_name=said.representative_name,
        representative_title=said.representative_title,
        note=said.note,
        channel=channel,
        user=by,
    )
    _keep_on_delegation(delegation, reply, by)
    notices.confirm_reply(reply)
    return reply


def _keep_on_delegation(delegation: Delegation, reply: Reply, by: User | None) -> None:
    before = delegation.answer
    Delegation.objects.filter(pk=delegation.pk).scoped().update(
        answer=reply.answer, answered_at=clock.now(), version=F("version") + 1
    )
    ledger.record(
        "invitation.answered",
        subject=reply.invitation,
        by=by,
        by_name=reply.given_by,
        edition=reply.invitation.edition,
        before={"answer": before},
        after={"answer": reply.answer, "reply": reply.pk, "channel": reply.channel},
    )


def _same(reply: Reply, said: Said) -> bool:
    return all(getattr(reply, field.name) == getattr(said, field.name) for field in fields(said))
