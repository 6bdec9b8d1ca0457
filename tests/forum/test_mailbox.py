import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from forum import mailbox
from forum.mailbox import MailboxBackend


@pytest.fixture
def kept(settings, tmp_path):
    settings.MAILBOX = tmp_path
    mail = EmailMultiAlternatives("Ihre Reise, 您的行程", "Text part", "a@x.example", ["amara@lindale.example"])
    mail.attach_alternative("<p>HTML part</p>", "text/html")
    mail.attach_alternative("BEGIN:VCALENDAR", "text/calendar; method=PUBLISH")
    mail.attach("letter.pdf", b"%PDF-1.7", "application/pdf")
    MailboxBackend().send_messages([mail])
    return mailbox.newest()[0]


def test_a_mail_is_kept_as_it_was_sent(kept):
    assert (kept.subject, kept.to) == ("Ihre Reise, 您的行程", "amara@lindale.example")
    assert (kept.text.strip(), kept.html.strip()) == ("Text part", "<p>HTML part</p>")
    assert kept.calendar.strip() == "BEGIN:VCALENDAR"
    assert [part.name for part in kept.enclosures] == ["letter.pdf"]


@pytest.mark.django_db
def test_the_pages_show_it(client, kept):
    assert "您的行程" in client.get(reverse("mailbox:list")).content.decode()
    assert "Text part" in client.get(reverse("mailbox:mail", args=[kept.name])).content.decode()
    assert "letter.pdf" in client.get(reverse("mailbox:mail", args=[kept.name])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["letter.pdf", "日程.pdf", 'a"b.pdf'])
def test_an_enclosure_is_handed_out_under_its_name(client, settings, tmp_path, name):
    settings.MAILBOX = tmp_path
    mail = EmailMultiAlternatives("Subject", "Text", "a@x.example", ["b@x.example"])
    mail.attach(name, b"%PDF-1.7", "application/pdf")
    MailboxBackend().send_messages([mail])

    answer = client.get(reverse("mailbox:attachment", args=[mailbox.newest()[0].name, 0]))

    assert (answer.getvalue(), answer["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert answer["Content-Disposition"].startswith("inline; filename")


@pytest.mark.django_db
def test_nothing_in_a_letter_can_run_on_our_pages(client, kept):
    policy = client.get(reverse("mailbox:html", args=[kept.name]))["Content-Security-Policy"]

    assert policy.split("; ")[0] == "default-src 'none'"
    assert "sandbox" in policy


@pytest.mark.parametrize("name", ["../../etc/passwd", "nothing.eml", "secret_key"])
def test_only_mails_can_be_read(kept, name):
    assert mailbox.read(name) is None


@pytest.mark.django_db
def test_an_enclosure_that_is_not_there_does_not_exist(client, kept):
    assert client.get(reverse("mailbox:attachment", args=[kept.name, 7])).status_code == 404
