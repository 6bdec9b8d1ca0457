import pytest

from forum.reading import WritesWhileReading, reading
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_page_that_looks_may_read():
    cork = factories.city("cork")

    with reading():
        cork.refresh_from_db()

    assert cork.key == "cork"


def test_a_page_that_looks_may_not_write():
    with reading(), pytest.raises(WritesWhileReading, match="A page that only looks ran: INSERT"):
        factories.city("cork")
