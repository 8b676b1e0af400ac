"""Which words in capitals are read as words, and which letter by letter."""

import re
from typing import Final

from speech.normalise.english.tables import pairs, words

SHORT_WORDS: Final = words(
    "AGO AHA AIR ALL AN AND ANY ARE ARM ART AS ASK AT ATE BAD BAG BAN BAR BAT BE BED BEE BET BIG BIT BOO BOX BOY "
    "BUG BUS BUT BUY BY BYE CAN CAP CAR CAT COW CRY CUP CUT DAD DAY DID DIE DO DOG DON DRY DUE EAR EAT EGG END ERA "
    "EVE EYE FAN FAR FAT FEW FIT FIX FLY FOR FOX FUN GAS GET GO GOD GOT GUN GUY HA HAD HAH HAS HAT HE HER HEY HI "
    "HID HIM HIS HIT HOT HOW HUG ICE IF ILL IN INK IS ITS JAM JAR JET JOB JOY KEY KID LAP LAW LAY LEG LET LID LIE "
    "LIP LOT LOW MAD MAN MAP MAY ME MEN MET MIX MOM MUD MUM MY NET NEW NON NO NOR NOT NOW NUT OAK ODD OF OFF OH OIL "
    "OLD ON ONE OOH OR OUR OUT OWE OWN PAN PAY PEN PET PIE PIG POP POT PUT RAN RAT RAW RED RID ROW RUB RUG RUN SAD "
    "SAW SAY SEA SEE SET SEX SHE SHY SIR SIT SIX SKY SO SON SUE SUN TAX TEA TEN THE TIE TIP TO TOE TOO TOP TOY TRY "
    "TWO UGH UP USE VAN VIA WAR WAS WAY WE WEB WET WHY WIN WON WOW YEA YEP YES YET YOU ZIP ZOO"
)
"""Words of two and three letters: shouted, not spelt."""
AMBIGUOUS: Final = words("AM ACT ADD IT LAB MS PM SAT US WHO")
"""Letters, unless the words beside them are in capitals too."""
ACRONYMS: Final = words(
    "AIDS AMTRAK ANOVA ASCII ASEAN BAFTA BASIC BIOS CAPTCHA CERN CHIP COBOL COP COVID CRISPR DARPA DEFCON DOS "
    "EPCOT FEMA FIFA FOMO FORTRAN GAAP GIF GUI HIPAA IKEA INTERPOL IMAX JPEG JSON YAML LAN LASER LEED LEGO LIDAR "
    "LIGO LOL MASH MERS MIDI MIPS NABISCO NAFTA NASA NASCAR NASDAQ NATO NIMBY NIST NORAD OPEC OSHA PAC PETA PIN "
    "POTUS RADAR RAM REM RICO ROM SALT SAM SARS SCOTUS SCUBA SEAL SIM SONAR SPAM SWAT TED TESOL TOEFL UEFA UNESCO "
    "UNICEF WAN WASP WIFI WYSIWYG YOLO ZIP"
)
"""Initialisms that are said as words."""
SPELT: Final = words(
    "AARP NYSE ACLU ASAP ASIN BAME ECMO EEOC EIEIO ETA FAQ HBO IAEA ICAO ICBM IEEE IOU ISBN IUCN LGBTQIA OECD UCLA "
    "UCSD UEA UNHCR URL USAF USB USC USD USDA USMC USN USPS USSR YMCA YWCA DIY ATM CEO CFO COO CTO AMA AOL ESA IRA "
    "MIA MBA NBA NSA NIH USA EPA GDP GPA RIP SEO SUV TBA UAE UFO USO VIP AAA OEM"
)
"""Letter by letter though they could be said."""
FIXED: Final = pairs(
    "NAACP N double A C P, NCAA N C double A, AAA triple A, IEEE I triple E, JPG J peg, WWII World War Two, "
    "WWI World War One, CDROM C D rom, WWW W W W, PHD P H D, OK O K"
)
_LONGEST_SPELT: Final = 3
_ONSET: Final = (
    "(?:sch|scr|shr|spl|spr|squ|str|thr|chr|bl|br|ch|cl|cr|dr|dw|fl|fr|gh|gl|gn|gr|kn|kr|ph|pl|pr|qu|rh|sc|sh|sk|sl|sm"
    "|sn|sp|st|sw|th|tr|tw|wh|wr|[b-df-hj-np-tv-z])"
)
_CODA: Final = "(?:[b-df-hj-np-tv-xz]{1,2}|ght|tch|[lnr][dgkpst][hst]?|[a-z]{0,2}(?:st|th|ck|ng|ld|nd)s?|[a-z]{1,2}s)"
_SYLLABLES: Final = re.compile(rf"{_ONSET}?[aeiouy]{{1,3}}(?:[b-df-hj-np-tv-z]{{1,3}}[aeiouy]{{1,3}}){{0,8}}{_CODA}?")


def is_pronounceable(letters: str) -> bool:
    """Whether letters look like an English word: syllables of consonants that go together."""
    lower = letters.lower()
    return bool(_SYLLABLES.fullmatch(lower))


def spell(letters: str) -> str:
    """Letter by letter: "F B I"."""
    return " ".join(letters.upper())


def is_spelt(capitals: str, *, shouted: bool = False) -> bool:
    """Whether a word in capitals is read letter by letter; `shouted`: its neighbours are in capitals too."""
    if capitals in ACRONYMS or capitals in SHORT_WORDS:
        return False
    if capitals in AMBIGUOUS:
        return not shouted
    if capitals in SPELT:
        return True
    return len(capitals) <= _LONGEST_SPELT or not is_pronounceable(capitals)
