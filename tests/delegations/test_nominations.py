"""The nomination clock: what was told when, in a chain that betrays whoever rewrites it, and receipts that prove it."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.urls import reverse

from delegations import receipt_pages
from delegations.actions import delegates, invitations, nominations, replies
from delegations.models import Delegation, NominationEntry, Reply
from delegations.models.nomination import WrittenInInk, first_notified
from forum import receipts
from forum.receipts import Finding
from tests import factories

pytestmark = pytest.mark.django_db
NUALA = delegates.Entry("Byrne", "Nuala", False, "", "interpreter", "", "", "en")


@pytest.fixture
def cork():
    """Cork, with Dan Boyle at its head."""
    found = factories.delegation("cork")
    factories.head(found, factories.person("Boyle", "Dan"))
    return found


@pytest.fixture
def aoife(cork):
    return factories.assistant(cork, email="aoife@cork.example")


def entries(edition):
    return list(NominationEntry.objects.within(edition).in_order())


def say(city, olga, *answers):
    """A letter to this city, answered so."""
    draft = factories.invitation(factories.delegation(city))
    (letter,) = invitations.send([draft.pk], edition=draft.edition, by=olga)
    for answer in answers:
        seen = letter.replies.order_by("-pk").values_list("pk", flat=True).first()
        replies.answer(letter, replies.Said(answer, "The office"), seen=seen, channel=Reply.Channel.PHONE, by=olga)
    return letter


def test_every_answer_stands_in_the_clock_and_nothing_is_rewritten(edition, olga):
    letter = say("cork", olga, "pending", "yes")
    say("lyon", olga, "no")

    found = entries(edition)

    assert [(e.sequence, e.what, e.city_key, e.content["answer"]) for e in found] == [
        (1, "answered", "cork", "pending"),
        (2, "answered", "cork", "yes"),
        (3, "answered", "lyon", "no"),
    ]
    assert [reply.at for reply in letter.replies.all()] == [found[0].at, found[1].at]
    assert nominations.first_broken(edition) is None


def test_a_double_click_is_one_entry(edition, olga, cork, aoife):
    say("lyon", olga, "yes", "yes")
    for _press in range(2):
        delegates.hand_in(cork, by=aoife)

    assert [entry.what for entry in entries(edition)] == ["answered", "notified"]


def test_a_list_that_changes_afterwards_keeps_its_first_time(edition, cork, aoife):
    delegates.add(cork, NUALA, by=aoife)
    delegates.hand_in(cork, by=aoife)
    first = first_notified(cork)
    nuala = cork.delegates.get(role="interpreter")
    delegates.remove(nuala, by=aoife)
    delegates.add(cork, NUALA, by=aoife)

    found = entries(edition)

    assert [(e.what, [one["family_name"] for one in e.content["people"]]) for e in found] == [
        ("notified", ["Boyle", "Byrne"]),
        ("changed", ["Boyle"]),
        ("changed", ["Boyle", "Byrne"]),
    ]
    assert Delegation.objects.within(edition).with_first_notified().get(pk=cork.pk).first_notified == first


def test_what_does_not_touch_the_composition_makes_no_entry(edition, cork, aoife):
    delegates.hand_in(cork, by=aoife)
    dan = cork.delegates.get()
    with_mail = delegates.Entry(**{**vars_of(delegates.entry_of(dan)), "email": "dan@cork.example"})
    delegates.change(dan, with_mail, seen=1, by=aoife)

    assert len(entries(edition)) == 1


def vars_of(entry):
    return {name: getattr(entry, name) for name in entry.__dataclass_fields__}


def test_before_the_list_is_notified_its_changes_are_nobodys_business(edition, cork, aoife):
    delegates.add(cork, NUALA, by=aoife)

    assert (entries(edition), first_notified(cork)) == ([], None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("at", "2020-01-01T00:00Z"), ("what", "changed"), ("city_key", "lyon"), ("seal", "0" * 64), ("digest", "0" * 64)],
)
def test_whoever_rewrites_an_entry_behind_its_back_is_found_out(client, edition, olga, field, value):
    say("cork", olga, "pending", "yes")
    NominationEntry.objects.within(edition).filter(sequence=1).update(**{field: value})
    client.force_login(olga)

    page = client.get(reverse("organizer:clock", args=["shanghai"])).content.decode()

    assert nominations.first_broken(edition) == 1
    assert "The chain is broken at entry 1" in page


def test_whoever_rewrites_what_was_told_is_found_out(edition, olga):
    say("cork", olga, "pending", "yes")
    row = NominationEntry.objects.within(edition).get(sequence=2)
    NominationEntry.objects.within(edition).filter(sequence=2).update(content={**row.content, "answer": "no"})

    assert nominations.first_broken(edition) == 2


def test_an_entry_taken_out_is_missed(edition, olga):
    say("cork", olga, "pending", "yes")
    NominationEntry.objects.within(edition).filter(sequence=1).delete()

    assert nominations.first_broken(edition) == 1


def test_content_that_was_erased_leaves_the_chain_whole(edition, olga):
    say("cork", olga, "pending", "yes")
    NominationEntry.objects.within(edition).update(content=None)

    assert nominations.first_broken(edition) is None


def test_an_entry_is_written_in_ink(edition, olga):
    say("cork", olga, "yes")
    (entry,) = entries(edition)

    with pytest.raises(WrittenInInk):
        entry.save()


@pytest.mark.parametrize("name", ["one_entry_per_place_in_the_clock", "one_entry_follows_a_seal"])
def test_the_database_keeps_one_entry_for_each_place_and_seal(edition, olga, name):
    say("cork", olga, "yes", "no")
    _first, second = entries(edition)
    second.pk, second._state.adding = None, True
    if name == "one_entry_follows_a_seal":
        second.sequence = 3

    # SQLite names the columns of a broken uniqueness, PostgreSQL its name.
    with pytest.raises(IntegrityError):
        second.save()


def test_each_edition_has_a_clock_of_its_own(edition, olga):
    say("cork", olga, "yes")
    elsewhere = factories.edition("elsewhere")
    letter = factories.invitation(factories.delegation("lyon", elsewhere))
    invitations.send([letter.pk], edition=elsewhere, by=olga)
    replies.answer(letter, replies.Said("no", "The office"), seen=None, channel=Reply.Channel.PHONE, by=olga)

    assert [[entry.sequence for entry in entries(one)] for one in (edition, elsewhere)] == [[1], [1]]


# --- receipts


def test_the_office_and_whoever_handed_in_get_the_receipt_of_the_list(cork, aoife, everyone_works):
    delegates.hand_in(cork, by=aoife)

    everyone_works()

    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["office@cork.example"], "Receipt: the delegation of Cork (Global Mayors Dialogue)"),
        (["aoife@cork.example"], "Receipt: the delegation of Cork (Global Mayors Dialogue)"),
    ]
    (sheet, proof) = mail.outbox[0].attachments
    assert (sheet[1][:5], receipts.check(enough(proof[1])).finding) == (b"%PDF-", Finding.VALID)


def enough(content):
    return content if isinstance(content, bytes) else content.encode()


def test_the_receipt_of_an_answer_proves_it(edition, olga, everyone_works):
    say("cork", olga, "yes")

    everyone_works()

    proof = mail.outbox[-1].attachments[-1][1]
    said = receipts.check(enough(proof)).statement
    assert (said["content"]["answer"], said["entry"]["city"], receipt_pages.holds(said)) == ("yes", "cork", True)
    assert receipt_pages.stands_in_the_clock(said)


def hand_over(client, content):
    return client.post(reverse("receipts:check"), {"file": SimpleUploadedFile("receipt.json", content)})


def test_anybody_checks_a_receipt_without_an_account(client, edition, olga):
    say("cork", olga, "yes")
    file = receipt_pages.file(entries(edition)[0])

    by_file, by_text = hand_over(client, file), client.post(reverse("receipts:check"), {"text": file.decode()})

    for page in (by_file, by_text):
        assert (page.context["finding"], page.context["stands"]) == ("valid", True)
        assert "This receipt is valid" in page.content.decode()


def test_an_altered_receipt_is_called_so(client, edition, olga):
    say("cork", olga, "yes")
    file = receipt_pages.file(entries(edition)[0])

    page = hand_over(client, file.replace(b"ey", b"eY", 1))

    assert "This receipt has been altered" in page.content.decode()


def test_a_receipt_outlives_a_rewritten_clock(client, edition, olga):
    say("cork", olga, "yes")
    file = receipt_pages.file(entries(edition)[0])
    NominationEntry.objects.within(edition).delete()

    page = hand_over(client, file)

    assert (page.context["finding"], page.context["stands"]) == ("valid", False)
    assert "Its entry does not stand in the clock" in page.content.decode()


def test_a_signed_statement_that_contradicts_itself_is_called_altered(client, edition, olga):
    say("cork", olga, "yes")
    said = receipt_pages.statement(entries(edition)[0])
    said["content"]["answer"] = "no"

    page = hand_over(client, receipts.issue(json.dumps(said).encode()))

    assert page.context["finding"] == "altered"


@pytest.mark.parametrize(
    "said", [{}, {"entry": {}}, {"entry": 1}, {"entry": None, "content": []}, {"entry": {"city": "x"}, "content": {}}]
)
def test_a_signed_statement_about_something_else_breaks_nothing(client, db, said):
    assert hand_over(client, receipts.issue(json.dumps(said).encode())).context["finding"] == "altered"


@pytest.mark.parametrize("form", [{}, {"text": "  "}, {"text": "x" * 200_000}])
def test_nothing_and_too_much_come_back_in_words(client, db, form):
    page = client.post(reverse("receipts:check"), form)

    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)


@pytest.mark.parametrize("content", [b"\x00\xff" * 50, b"%PDF-1.7", b"[" * 5000, "市长".encode()])
def test_any_other_file_is_called_no_receipt(client, db, content):
    assert hand_over(client, content).context["finding"] == "unreadable"


def test_the_key_is_handed_out(client, db):
    assert client.get(reverse("receipts:key")).content.startswith(b"-----BEGIN PUBLIC KEY-----")


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr", "ar"])
def test_the_sheet_is_set_in_every_language(edition, olga, language):
    say("cork", olga, "yes")
    entry = NominationEntry.objects.within(edition).select_related("edition__city", "delegation__city").get()

    assert receipt_pages.pdf(entry, language)[:5] == b"%PDF-"


@pytest.mark.parametrize("count", [1, 3])
def test_the_clock_costs_the_same_for_one_entry_and_three(client, olga, count, django_assert_num_queries):
    say("cork", olga, *["yes", "no", "pending"][:count])
    client.force_login(olga)

    with django_assert_num_queries(7):
        client.get(reverse("organizer:clock", args=["shanghai"]))


@pytest.mark.django_db(transaction=True)
def test_cities_that_answer_in_the_same_instant_stand_in_one_chain():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    edition, olga = factories.edition(), factories.organizer()
    cities = [f"city-{letter}" for letter in "abcdefgh"]
    drafts = [factories.invitation(factories.delegation(city)).pk for city in cities]
    letters = invitations.send(drafts, edition=edition, by=olga)

    with ThreadPoolExecutor(8) as desk:
        list(desk.map(answer_in_a_thread, letters))

    found = entries(edition)
    assert [entry.sequence for entry in found] == list(range(1, 9))
    assert {entry.city_key for entry in found} == set(cities)
    assert nominations.first_broken(edition) is None


def answer_in_a_thread(letter):
    try:
        replies.answer(letter, replies.Said("yes", "The office"), seen=None, channel=Reply.Channel.LETTER)
    finally:
        connection.close()
