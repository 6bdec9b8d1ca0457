"""What a mail server says about an itinerary letter, and what its reader can then have read."""

import smtplib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from delegations.actions import travel
from forum import clock, ledger, outbox
from forum.models import Message
from sessions.actions import releases
from tests import factories

pytestmark = pytest.mark.django_db


class SaysNoOnce(EmailBackend):
    """Answers the first mail with 451, every other with 250."""

    said = False

    def send_messages(self, messages):
        if not SaysNoOnce.said:
            SaysNoOnce.said = True
            raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (451, b"later")})
        return super().send_messages(messages)


@pytest.fixture
def told(everyone_works):
    """Amara of Cork, with a flight, has been told her itinerary."""
    edition = factories.edition()
    amara = factories.head(factories.delegation("cork"))
    flight = factories.flight(amara)
    factories.engagement("Opening", edition, at="14:30")
    releases.publish(edition, comment="First", by=factories.organizer(edition))
    everyone_works()
    mail.outbox.clear()
    return flight


def fly(flight, hours):
    flight.refresh_from_db()
    leg = travel.leg_of(flight)
    later = {"leaves_at": leg.leaves_at + timedelta(hours=hours), "lands_at": leg.lands_at + timedelta(hours=hours)}
    travel.change_flight(flight, replace(leg, **later), seen=flight.version, by=factories.user())
    ledger.follow_changes()


def test_a_version_that_the_server_refused_counts_as_unread(told, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SaysNoOnce"
    SaysNoOnce.said = False
    fly(told, 3)
    outbox.work_off()

    fly(told, -3)
    Message.objects.filter(state="waiting").update(due_at=clock.real())
    outbox.work_off()

    assert mail.outbox == []


def test_a_corrected_address_gets_the_letter_that_the_wrong_one_refused(told, settings):
    delegate = told.delegate
    Message.objects.all().delete()
    delegate.email = ""
    delegate.save()
    delegate.delegation.contact_email = ""
    delegate.delegation.save()
    fly(told, 3)
    outbox.work_off()

    delegate.email = "amara@lindale.example"
    delegate.save()
    outbox.look_up_addresses()
    outbox.work_off()

    assert [m.to for m in mail.outbox] == [["amara@lindale.example"]]
