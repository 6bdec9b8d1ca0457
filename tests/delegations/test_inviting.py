"""Whom to invite, what a letter says and how it goes, and what follows one that went out."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from delegations import answer_codes, letter_pages, notices, policies
from delegations.actions import dispatches, invitations, inviting, replies
from delegations.actions.stale import Stale
from delegations.models import Invitation, Reply
from forum import clock
from forum.models import Change, Message
from tests import factories

pytestmark = pytest.mark.django_db
NO = replies.Said(answer="no", given_by="The office of the mayor")


def invite(city="cork", **fields):
    return factories.invitation(factories.delegation(city), **fields)


def sent(city="cork", *, by, **fields):
    draft = invite(city, **fields)
    (found,) = invitations.send([draft.pk], edition=draft.edition, by=by)
    return found


def declined(city="cork", *, by):
    letter = sent(city, by=by)
    replies.answer(letter, NO, seen=None, channel=Reply.Channel.PHONE, by=by)
    return letter


def page(client, name, *args, **query):
    address = reverse(f"organizer:{name}", args=["shanghai", *args])
    return client.get(f"{address}?{urlencode(query)}")


def cities(page):
    return [str(row["invitation"].delegation) for row in page.context["rows"]]


@pytest.fixture
def desk(client, olga):
    """Olga's browser."""
    client.force_login(olga)
    return client


# --- choices and waves


def test_olga_puts_a_city_on_the_list(desk, edition):
    turin = factories.office(factories.city("turin"))

    form = {"office": turin.pk, "tier": 2, "wave": "2027-01-15", "language": "fr", "contact_email": "a@turin.example"}
    desk.post(reverse("organizer:invitation_add", args=["shanghai"]), form)

    made = Invitation.objects.within(edition).get()
    assert (made.state, made.tier, made.wave, made.office) == ("draft", 2, date(2027, 1, 15), turin)
    assert (made.delegation.language, made.delegation.contact_email) == ("fr", "a@turin.example")


def test_an_office_that_is_invited_is_not_offered_again(desk, edition):
    letter = invite("cork")
    other = factories.office(letter.office.city, key="deputy-mayor")

    offered = page(desk, "invitation_add").context["form"].offices

    assert set(offered) == {other.pk}


def test_two_colleagues_put_the_same_office_on_the_list(edition, olga):
    turin = factories.office(factories.city("turin"))
    new = {"tier": 1, "wave": None, "language": "en", "contact_email": ""}
    inviting.add(edition, turin, **new, by=olga)

    with pytest.raises(inviting.AlreadyInvited):
        inviting.add(edition, turin, **new, by=olga)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"tier": 2}, ["Nice"]),
        ({"wave": "2027-01-15"}, ["Athens"]),
        ({"state": "sent"}, ["Cork", "Lyon"]),
        ({"answer": "no"}, ["Cork"]),
        ({"answer": "none"}, ["Lyon"]),
        ({"answer": "yes"}, []),
        ({"tier": "9" * 30, "state": "x", "answer": "\x00", "wave": ""}, ["Athens", "Cork", "Lyon", "Nice"]),
    ],
)
def test_the_list_is_narrowed_by_choice_wave_state_and_answer(desk, olga, query, expected):
    declined("cork", by=olga), sent("lyon", by=olga)
    invite("athens", wave=date(2027, 1, 15)), invite("nice", tier=2)

    assert cities(page(desk, "invitations", **query)) == expected


def test_the_counts_of_a_choice_say_how_it_stands(desk, olga):
    declined("cork", by=olga), sent("lyon", by=olga)
    invite("athens"), invite("nice", tier=2)

    (first, counts), (second, reserves) = page(desk, "invitations").context["tiers"]

    assert (first, counts.letters, counts.drafts, counts.coming, counts.declined, counts.waiting) == (1, 3, 1, 0, 1, 1)
    assert (second, reserves.letters, reserves.drafts) == (2, 1, 1)


def test_a_wave_shows_what_would_go_to_whom_and_who_has_no_address(desk, edition):
    athens, nice = (invite(city, wave=date(2027, 1, 15)) for city in ("athens", "nice"))
    athens.delegation.contact_email = ""
    athens.delegation.save()

    looked = page(desk, "invitation_wave", "2027-01-15")

    assert [(str(row["invitation"].delegation), row["address"]) for row in looked.context["rows"]] == [
        ("Athens", ""),
        ("Nice", "office@nice.example"),
    ]
    assert "1 letter has no address" in looked.content.decode()
    assert Message.objects.count() == 0
    desk.post(reverse("organizer:invitations_send", args=["shanghai"]), {"invitation": [athens.pk, nice.pk]})
    assert Invitation.objects.within(edition).sent().count() == 2


@pytest.mark.parametrize("day", ["2027-13-01", "yesterday", "20270115x"])
def test_a_wave_of_no_day_is_not_found(desk, day):
    assert page(desk, "invitation_wave", day).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_wave_costs_the_same_for_one_city_and_three(desk, edition, count, django_assert_num_queries):
    for city in ("cork", "athens", "lyon")[:count]:
        invite(city)

    with django_assert_num_queries(12):
        page(desk, "invitation_wave", "none")


def test_a_reserve_is_suggested_when_a_city_of_the_first_choice_declines_and_moves_only_when_told(desk, olga):
    declined("cork", by=olga)
    nice = invite("nice", tier=3)
    invite("turin", tier=4)

    suggested = page(desk, "invitations").context["suggestions"]
    nice.refresh_from_db()
    assert [(str(place.delegation), str(reserve.delegation)) for place, reserve in suggested] == [("Cork", "Nice")]
    assert nice.tier == 3


def test_a_reserve_moves_up_once_for_one_place(desk, olga):
    cork, nice, turin = declined("cork", by=olga), invite("nice", tier=2), invite("turin", tier=2)
    for reserve in (nice, nice, turin):
        desk.post(reverse("organizer:invitation_move_up", args=["shanghai", reserve.pk]), {"place": cork.pk})

    nice.refresh_from_db(), turin.refresh_from_db()
    assert (nice.tier, nice.moved_up_for, turin.tier) == (1, cork, 2)
    assert page(desk, "invitations").context["suggestions"] == []
    assert Change.objects.filter(verb="invitation.moved_up").count() == 1


# --- what a draft says


def test_olga_writes_the_terms_of_one_letter(desk, edition, olga):
    letter = invite("cork")
    fao = factories.office(edition.city, factories.person("Chen", "Wei"), key="fao", rank_class="official")
    form = {
        "tier": 1,
        "signatory": fao.pk,
        "first_language": "fr",
        "second_language": "none",
        "way": "mission",
        "via_name": "Consulate General",
        "via_email": "consulate@mission.example",
        "reply_by": "2027-03-01T18:00",
        "hospitality_fr": "Trois nuits.",
        "seen": 1,
    }

    desk.post(reverse("organizer:invitation_edit", args=["shanghai", letter.pk]), form)

    found = notices.letters_on_file().get(pk=letter.pk)
    assert (found.signed_by, found.answer_by, found.mail_address) == (
        fao,
        clock.instant("Asia/Shanghai", found.reply_by.replace(tzinfo=None, hour=18)),
        "consulate@mission.example",
    )
    assert (letter_pages.language_of(found), letter_pages.second_language_of(found)) == ("fr", "")
    assert "Trois nuits." in letter_pages.column(found, "fr")["paragraphs"]


def test_a_letter_that_no_peer_signs_is_warned_about(desk, edition):
    fao = factories.office(edition.city, key="fao", rank_class="official")
    letter = invite("cork", signatory=fao)

    assert "The signatory is no peer of the addressee" in page(desk, "invitation_preview", letter.pk).content.decode()


@pytest.mark.parametrize(
    ("signs", "reads", "peer"),
    [
        ("mayor", "mayor", True),
        ("mayor", "governor", True),
        ("mayor", "deputy_mayor", True),
        ("deputy_mayor", "mayor", False),
        ("official", "mayor", False),
        ("official", "official", True),
    ],
)
def test_peer_writes_to_peer(edition, signs, reads, peer):
    host = factories.office(edition.city, key="signs", rank_class=signs)

    assert policies.is_peer(host, factories.office(factories.city("cork"), rank_class=reads)) is peer


def test_two_editors_of_a_draft_see_both_versions(desk, edition, olga):
    letter = invite("cork")
    address = reverse("organizer:invitation_edit", args=["shanghai", letter.pk])
    desk.post(address, {"tier": 2, "way": "hand", "seen": 1})

    second = desk.post(address, {"tier": 3, "way": "email", "seen": 1})

    letter.refresh_from_db()
    assert (letter.tier, "Somebody else changed this entry" in second.content.decode()) == (2, True)
    desk.post(address, {"tier": 3, "way": "email", "seen": 2})
    letter.refresh_from_db()
    assert letter.tier == 3


def test_the_same_terms_again_change_nothing(edition, olga):
    letter = invite("cork")
    for _press in range(2):
        inviting.change(letter, inviting.Terms(tier=2), seen=1, by=olga)

    assert Change.objects.filter(verb="invitation.changed").count() == 1
    with pytest.raises(Stale):
        inviting.change(letter, inviting.Terms(tier=5), seen=1, by=olga)


def test_a_letter_that_was_sent_stays_as_it_is(desk, edition, olga):
    letter = sent("cork", by=olga)
    edition.hospitality, edition.ordering = {"en": "Nothing at all."}, {"en": "By lot."}
    edition.save()

    with pytest.raises(inviting.NotADraft):
        inviting.change(letter, inviting.Terms(tier=2), seen=2, by=olga)
    assert page(desk, "invitation_edit", letter.pk).status_code == 302


def test_the_terms_of_the_day_are_written_down_when_the_letter_goes_out(edition, olga):
    edition.hospitality, edition.ordering = {"en": "Four nights."}, {"en": "Delegations are ordered by lot."}
    edition.save()
    letter = sent("cork", by=olga)
    edition.hospitality, edition.ordering = {"en": "Nothing at all."}, {}
    edition.save()

    paragraphs = letter_pages.column(notices.letters_on_file().get(pk=letter.pk), "en")["paragraphs"]

    assert "Four nights." in paragraphs
    assert paragraphs[-1].startswith("Delegations are ordered by lot. My office will gladly")


@pytest.mark.parametrize(
    "form",
    [
        {"tier": "0", "way": "email"},
        {"tier": "x", "way": "pigeon"},
        {"tier": 1, "way": "email", "reply_by": "31 June"},
        {"tier": 1, "way": "email", "via_email": "市长@x.example"},
        {"tier": 1, "way": "email", "via_name": "é" * 201},
        {"tier": 1, "way": "email", "via_name": "nul\x00"},
        {"tier": 1, "way": "email", "signatory": "9" * 30},
        {"tier": 1, "way": "email", "enclosures": ["9" * 30]},
        {"tier": 1, "way": "email", "hospitality_ar": "ا" * 2001},
        {},
    ],
)
def test_nonsense_in_a_draft_comes_back_in_words(desk, form):
    letter = invite("cork")
    upload(desk)

    answer = desk.post(reverse("organizer:invitation_edit", args=["shanghai", letter.pk]), {"seen": 1, **form})

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)


# --- enclosures


def upload(desk, name="form.pdf", content=b"%PDF- reply form"):
    form = {"paper": SimpleUploadedFile(name, content), "title_en": "Reply form", "title_fr": "Formulaire de réponse"}
    return desk.post(reverse("organizer:enclosures", args=["shanghai"]), form)


def test_an_enclosure_is_listed_in_the_letter_and_goes_with_the_mail(desk, edition, olga, everyone_works):
    letter = invite("cork")
    upload(desk), upload(desk)
    invitations.send([letter.pk], edition=edition, by=olga)

    everyone_works()

    names = [name for name, _content, _kind in mail.outbox[0].attachments]
    assert (names, "Enclosed: Reply form" in mail.outbox[0].body) == (["GMD-001.pdf", "form.pdf"], True)
    assert letter_pages.column(letter, "fr")["enclosures"] == ["Formulaire de réponse"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("tool.exe", b"MZ"), ("empty.pdf", b""), ("none", b"x"), ("really.pdf", b"MZ"), ("x.docx", b"%PDF-")],
)
def test_what_is_no_paper_is_refused_in_words(desk, name, content):
    answer = upload(desk, name, content)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["paper"])


# --- how it went


def test_the_mail_writes_its_own_line_in_the_log_once(desk, olga, everyone_works):
    letter = sent("cork", by=olga)

    everyone_works()

    assert [(line.kind, line.to) for line in letter.dispatches.all()] == [("mailed", "office@cork.example")]


def test_olga_logs_what_happened_to_the_paper(desk, olga):
    letter = sent("cork", by=olga)
    line = {
        "kind": "handed_over",
        "way": "representative",
        "to": "Ms Byrne",
        "at": "2025-04-01T10:00",
        "note": "Signed",
    }
    for _click in range(2):
        desk.post(reverse("organizer:invitation_dispatch", args=["shanghai", letter.pk]), line)

    (found,) = letter.dispatches.all()
    assert (found.kind, found.to, found.by) == ("handed_over", "Ms Byrne", olga)


def test_nobody_writes_by_hand_that_a_mail_went_out(olga):
    letter = sent("cork", by=olga)
    line = {"way": "email", "to": "", "at": clock.now(), "note": ""}

    with pytest.raises(dispatches.OnlyTheOutboxSaysSo):
        dispatches.log(letter, kind="mailed", **line, by=olga)
    with pytest.raises(dispatches.NothingWentOut):
        dispatches.log(invite("lyon"), kind="posted", **line, by=olga)
    with pytest.raises(IntegrityError, match="what_was_mailed_names_its_letter"):
        letter.dispatches.create(kind="mailed", way="email", at=clock.now())


# --- withdrawn, issued anew, to the deputy


def test_a_withdrawn_letter_closes_its_code_and_the_city_is_told(desk, olga, everyone_works):
    letter = sent("cork", by=olga)
    code = answer_codes.code_of(letter)
    everyone_works()
    for _press in range(2):
        desk.post(
            reverse("organizer:invitation_withdraw", args=["shanghai", letter.pk]), {"why": "Postponed", "tell": "on"}
        )

    everyone_works()

    letter.refresh_from_db()
    assert (letter.state, letter.withdrawn_why, answer_codes.find(code)) == ("withdrawn", "Postponed", None)
    told = [(m.to, m.subject) for m in mail.outbox[1:]]
    assert told == [(["office@cork.example"], "Withdrawal of our letter GMD/001: Global Mayors Dialogue")]
    assert "Postponed" not in mail.outbox[-1].body
    assert [line.kind for line in letter.dispatches.all()] == ["mailed", "revoked"]


def test_a_withdrawn_draft_tells_nobody(olga):
    inviting.withdraw(invite("cork"), why="Mistake", tell=True, by=olga)

    assert Message.objects.count() == 0


def test_an_answer_to_a_withdrawn_letter_is_not_taken(olga):
    letter = sent("cork", by=olga)
    inviting.withdraw(letter, why="Postponed", tell=False, by=olga)

    with pytest.raises(replies.NotOpen):
        replies.answer(letter, NO, seen=None, channel=Reply.Channel.PAPER, by=olga)


def test_a_letter_issued_anew_names_the_former_and_waits_for_an_answer(desk, edition, olga):
    letter = sent("cork", by=olga)
    replies.answer(letter, replies.Said("yes", "Dan Boyle"), seen=None, channel=Reply.Channel.PHONE, by=olga)
    for _press in range(2):
        desk.post(reverse("organizer:invitation_reissue", args=["shanghai", letter.pk]))

    (draft,) = Invitation.objects.within(edition).drafts()
    letter.refresh_from_db()
    assert (draft.follows, draft.office, letter.state) == (letter, letter.office, "withdrawn")
    assert (draft.delegation.answer, letter.replies.count()) == ("", 1)
    new = letter_pages.column(notices.letters_on_file().get(pk=draft.pk), "en")["paragraphs"]
    assert any(text.startswith("This letter takes the place of our letter GMD/001 of ") for text in new)


def test_a_deputy_is_invited_once_after_a_no(desk, edition, olga):
    letter = declined("cork", by=olga)
    deputy = factories.office(letter.office.city, key="deputy-mayor", rank_class="deputy_mayor")
    for _press in range(2):
        desk.post(reverse("organizer:invitation_deputy", args=["shanghai", letter.pk]), {"office": deputy.pk})

    (draft,) = Invitation.objects.within(edition).drafts()
    assert (draft.follows, draft.follows_as, draft.office, draft.delegation.answer) == (letter, "deputy", deputy, "")
    new = letter_pages.column(notices.letters_on_file().get(pk=draft.pk), "en")["paragraphs"]
    assert any(text.startswith("We understand with regret that the addressee of our letter GMD/001") for text in new)


@pytest.mark.parametrize("answer", ["", "yes", "pending"])
def test_no_deputy_before_a_no(olga, answer):
    letter = sent("cork", by=olga)
    deputy = factories.office(letter.office.city, key="deputy-mayor")
    if answer:
        replies.answer(letter, replies.Said(answer, "Aoife"), seen=None, channel=Reply.Channel.PHONE, by=olga)

    with pytest.raises(inviting.NotDeclined):
        inviting.invite_deputy(letter, deputy, by=olga)


def test_a_deputy_is_of_the_same_city_and_of_another_office(olga):
    letter = declined("cork", by=olga)

    for office in (letter.office, factories.office(factories.city("lyon"))):
        with pytest.raises(inviting.NotADeputyOf):
            inviting.invite_deputy(letter, office, by=olga)


def test_nothing_follows_a_draft(olga):
    letter = invite("cork")

    with pytest.raises(inviting.NotSent):
        inviting.reissue(letter, by=olga)
    with pytest.raises(inviting.NotSent):
        inviting.invite_deputy(letter, factories.office(letter.office.city, key="deputy"), by=olga)


# --- answers by telephone, on paper, in the portal


def tell(desk, letter, **changed):
    said = {"answer": "yes", "given_by": "Aoife Byrne", "channel": "phone", "said_at": "2025-04-01T10:00", **changed}
    return desk.post(reverse("organizer:invitation_answer", args=["shanghai", letter.pk]), said)


def test_olga_writes_down_what_cork_said_by_telephone(desk, olga):
    letter = sent("cork", by=olga)

    tell(desk, letter, note="The flight is booked")

    reply = letter.replies.get()
    assert (reply.answer, reply.given_by, reply.channel, reply.user) == ("yes", "Aoife Byrne", "phone", olga)
    change = Change.objects.get(verb="invitation.answered")
    assert (change.actor, change.principal) == (olga, "Aoife Byrne")


def test_after_the_deadline_an_answer_is_taken_with_its_reason(desk, edition, olga):
    letter = sent("cork", by=olga)
    edition.reply_by = clock.now() - timedelta(minutes=1)
    edition.save()

    refused = tell(desk, letter)
    tell(desk, letter, why_late="The council voted on Monday")

    assert list(refused.context["form"].errors) == ["why_late"]
    assert letter.replies.get().why_late == "The council voted on Monday"


def test_a_day_of_its_own_keeps_a_letter_open_longer(client, edition, olga):
    letter = sent("cork", by=olga, reply_by=clock.now() + timedelta(days=50))
    edition.reply_by = clock.now() - timedelta(minutes=1)
    edition.save()
    letter.edition.refresh_from_db()

    assert policies.is_time_to_answer(letter)


def test_what_was_said_cannot_have_been_said_tomorrow(desk, olga):
    letter = sent("cork", by=olga)

    answer = tell(desk, letter, said_at=f"{clock.now() + timedelta(days=2):%Y-%m-%dT%H:%M}")

    assert list(answer.context["form"].errors) == ["said_at"]


def test_olga_sees_what_the_city_answered_while_she_wrote(desk, olga):
    letter = sent("cork", by=olga)
    replies.answer(letter, NO, seen=None, channel=Reply.Channel.LETTER)

    page = tell(desk, letter).content.decode()

    assert ("Somebody else has answered meanwhile" in page, letter.replies.count()) == (True, 1)


def test_an_open_answer_says_by_which_day_one_hears(desk, olga):
    letter = sent("cork", by=olga)
    day = (clock.now() + timedelta(days=9)).date()

    tell(desk, letter, answer="pending", expected_on=day.isoformat())

    assert letter.replies.get().expected_on == day
    with pytest.raises(IntegrityError, match="only_an_open_answer_says_when_to_expect_it"):
        Reply.objects.create(invitation=letter, answer="yes", given_by="A", channel="phone", expected_on=day)


@pytest.mark.parametrize("day", ["2020-01-01", "2999-01-01", "soon", "2027-02-30"])
def test_a_day_that_is_none_to_come_is_refused_in_words(desk, olga, day):
    answer = tell(desk, sent("cork", by=olga), answer="pending", expected_on=day)

    assert list(answer.context["form"].errors) == ["expected_on"]


def test_aoife_answers_in_the_portal(client, olga):
    letter = sent("cork", by=olga)
    aoife = factories.assistant(letter.delegation)
    client.force_login(aoife)
    assert (
        reverse("portal:answer", args=[letter.pk])
        in client.get(reverse("portal:delegation", args=[letter.delegation_id])).content.decode()
    )

    client.post(reverse("portal:answer", args=[letter.pk]), {"answer": "yes", "given_by": "Aoife Byrne"})

    reply = letter.replies.get()
    assert (reply.channel, reply.user, reply.answer) == ("portal", aoife, "yes")


def test_a_mandate_without_the_power_to_answer_does_not_answer(client, olga):
    letter = sent("cork", by=olga)
    aoife = factories.assistant(letter.delegation)
    aoife.mandates.update(powers=["register", "travel"])
    client.force_login(aoife)

    answer = client.post(reverse("portal:answer", args=[letter.pk]), {"answer": "yes", "given_by": "Aoife"})

    assert (answer.status_code, letter.replies.count()) == (403, 0)


def test_after_the_deadline_the_portal_says_whom_to_call_and_keeps_the_words(client, edition, olga):
    letter = sent("cork", by=olga)
    edition.reply_by = clock.now() - timedelta(minutes=1)
    edition.save()
    client.force_login(factories.assistant(letter.delegation))

    page = client.post(
        reverse("portal:answer", args=[letter.pk]), {"answer": "yes", "given_by": "Aoife", "note": "Glad"}
    )

    text = page.content.decode()
    assert ("The day for answers has passed" in text, "Glad" in text, letter.replies.count()) == (True, True, 0)
