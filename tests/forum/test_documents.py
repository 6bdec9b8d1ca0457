import pytest

from forum import documents
from forum.models import Document
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(settings, tmp_path):
    settings.DOCUMENTS = tmp_path
    return factories.edition()


def keep(edition, content=b"a letter", name="GMD-001.pdf"):
    return documents.store(content, name=name, media_type="application/pdf", edition=edition)


def test_what_is_stored_comes_back(edition):
    assert documents.content_of(keep(edition)) == b"a letter"


def test_the_same_file_is_kept_once(edition):
    first, again = keep(edition), keep(edition)

    assert (first, Document.objects.count()) == (again, 1)


@pytest.mark.parametrize("damage", [lambda file: file.write_bytes(b"forged"), lambda file: file.unlink()])
def test_a_damaged_file_is_not_handed_out(edition, tmp_path, damage):
    kept = keep(edition)
    damage(tmp_path / kept.sha256[:2] / kept.sha256)

    with pytest.raises(documents.DocumentDamaged, match="GMD-001.pdf"):
        documents.content_of(kept)
