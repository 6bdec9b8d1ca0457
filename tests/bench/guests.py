"""Two hundred guests of whom much is level: every rule has something to decide."""

from datetime import UTC, datetime, timedelta

from delegations.precedence import FACTS, Candidate, Policy, Rule, Word, order
from forum import collation, countries

MANY = 200
RANKS = ("governor", "mayor", "deputy_mayor", "cabinet_member", "envoy", "official")
POLICY = Policy((Rule.RANK, Rule.TIE, Rule.NOTIFIED, Rule.COUNTRY, Rule.CITY, Rule.LOT), RANKS, seed="5eed")
CODES = ("BE", "BR", "FI", "FR", "GE", "DE", "GR", "IE", "IT", "JP", "LA", "MY", "MX", "MA", "NA", "NL", "KR", "VN")
NAMES = [(countries.name(CODES[number % len(CODES)], "zh-hans"), f"城市{number % 50}") for number in range(MANY)]
NOON = datetime(2025, 3, 24, 12, tzinfo=UTC)


def _word(text: str) -> Word:
    return Word(text, collation.key(text, "zh-hans", "pinyin"))


GUESTS = [
    Candidate(
        id=number,
        key=f"city-{number}",
        country=_word(country),
        city=_word(city),
        rank=RANKS[number % 3],
        stands_in=number % 7 == 0,
        principal_rank=RANKS[number % 2],
        tied_since=("", "1999", "1999-10", f"{1980 + number % 9}-05-27")[number % 4],
        notified_at=NOON + timedelta(minutes=number % 5) if number % 6 else None,
    )
    for number, (country, city) in enumerate(NAMES)
]


def in_order() -> None:
    """What the page asks for: places, reasons and gaps."""
    assert len(order(GUESTS, POLICY)) == MANY


def only_sorted() -> None:
    """What sorting alone costs: the same keys, and nothing said about them."""
    assert len(sorted(KEYS)) == MANY


KEYS = [tuple(FACTS[rule](one, POLICY).sort for rule in (*POLICY.chain, Rule.KEY)) for one in GUESTS]


def named() -> None:
    """Country and city of each as keys of the alphabet."""
    for country, city in NAMES:
        collation.key(country, "zh-hans", "pinyin")
        collation.key(city, "zh-hans", "pinyin")


def only_named() -> None:
    """The same texts as bytes, with no alphabet asked."""
    for country, city in NAMES:
        country.encode()
        city.encode()
