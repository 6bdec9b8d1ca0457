"""The words that a column may hold where the software knows only some: the same as the choices of its models."""

LEVELS = ("city", "municipality", "province", "state", "prefecture", "district")
TIES = ("sister_city", "friendly_exchange", "letter_of_intent", "memorandum")
RANKS = ("governor", "mayor", "deputy_mayor", "cabinet_member", "envoy", "official")
ROLES = (
    "head",
    "deputy_head",
    "member",
    "interpreter",
    "aide",
    "security",
    "press",
    "spouse",
    "business",
    "university",
)
ITEMS = ("flight", "nights", "meals", "transport", "visa", "insurance")
PAYERS = ("host", "city", "sponsor", "shared")
SIDES = ("city", "office")
RULES = ("rank", "office", "tie", "notified", "country", "city", "lot")
NAME_FORMS = ("common", "iso")
CHINESE_ORDERS = ("pinyin", "stroke")
STAND_INS = ("after", "principal", "own")
# One that is represented names its representative: that is entered in the system.
ANSWERS = ("yes", "no", "pending")
CHANNELS = ("phone", "paper")
POWERS = ("answer", "register", "travel", "sign_off", "papers", "give")
PASSPORTS = ("passport", "diplomatic", "service")
STAFF = ("protocol_officer", "programme_editor", "observer")
KINDS = (
    *("plenary", "sub_forum", "speech", "site_visit", "signing", "bilateral"),
    *("reception", "transfer", "side_programme", "meal", "break"),
)
AUDIENCES = ("public", "delegates", "delegation", "protocol")
DRESSES = ("business", "formal", "black_tie", "national", "smart_casual", "outdoor")
PARTS = ("chair", "moderator", "speaker", "signatory", "witness", "guest", "attendee")
TEXT_KINDS = (
    "letter_of_intent",
    "memorandum",
    "agreement",
    "action_plan",
    "joint_statement",
)
ROOM_KINDS = ("single", "double", "twin", "suite")
VEHICLES = ("sedan", "van", "bus")
MENUS = (
    *("standard", "vegetarian", "vegan", "halal", "kosher_style", "no_pork", "no_beef", "no_fish"),
    *("gluten_free", "lactose_free"),
)
ALLERGENS = (
    *("gluten", "crustaceans", "eggs", "fish", "peanuts", "soya", "milk", "nuts", "celery", "mustard"),
    *("sesame", "sulphites", "lupin", "molluscs"),
)
PROVISIONS = (
    *("step_free", "accessible_room", "airport_wheelchair", "lift_vehicle", "aisle_seat", "companion_seat"),
    *("hearing_loop", "sign_language", "large_print", "guide_dog", "fridge"),
)
MOBILITY = ("unaided", "short", "wheelchair")
