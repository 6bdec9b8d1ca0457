"""The region of the world that a city lies in, by the zone of its clocks; codes as the UN and CLDR have them."""

AFRICA, AMERICAS, ASIA, EUROPE, OCEANIA = "002", "019", "142", "150", "009"
REGIONS = (AFRICA, AMERICAS, ASIA, EUROPE, OCEANIA)

AREAS = {
    "Africa": AFRICA,
    "America": AMERICAS,
    "Asia": ASIA,
    "Australia": OCEANIA,
    "Europe": EUROPE,
    "Arctic": EUROPE,
    "Pacific": OCEANIA,
}
# Islands whose zones are named after an ocean.
ISLANDS = {
    **dict.fromkeys(("Bermuda", "Stanley", "South_Georgia"), AMERICAS),
    **dict.fromkeys(("Cape_Verde", "St_Helena"), AFRICA),
    **dict.fromkeys(("Azores", "Canary", "Faroe", "Madeira", "Reykjavik"), EUROPE),
    **dict.fromkeys(("Antananarivo", "Comoro", "Mahe", "Mauritius", "Mayotte", "Reunion"), AFRICA),
    **dict.fromkeys(("Chagos", "Maldives", "Kerguelen"), ASIA),
    **dict.fromkeys(("Christmas", "Cocos"), OCEANIA),
}


def region_of(zone: str) -> str:
    """The code of the region, or empty where the zone does not tell."""
    area, _slash, place = zone.partition("/")
    return AREAS.get(area) or ISLANDS.get(place, "")
