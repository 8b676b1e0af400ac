"""Which words in capitals are read as words, and which letter by letter."""

import re
from typing import Final

from speech.normalise.english.tables import pairs, words

SHORT_WORDS: Final = words(
    "ACE ADS AGE AGO AHA AID AIM AIR ALL AN AND ANY APP ARE ARM ART AS ASK AT ATE AXE BAD BAG BAN BAR BAT BAY BE BED "
    "BEE BEG BET BIG BIT BOB BOO BOW BOX BOY BUG BUS BUT BUY BY BYE CAN CAP CAR CAT COP COW CRY CUB CUP CUT DAD DAY "
    "DEN DID DIE DIG DIM DIP DO DOG DON DOT DRY DUE DUG EAR EAT EGG ELF END ERA EVE EYE FAN FAR FAT FEE FEW FIG FIN "
    "FIT FIX FLY FOE FOG FOR FOX FRY FUN FUR GAS GEM GET GO GOD GOT GUM GUN GUY GYM HA HAD HAH HAS HAT HE HEN HER HEY "
    "HI HID HIM HIS HIT HOP HOT HOW HUG HUM HUT ICE ICY IF ILL IN INK INN IS ITS JAM JAR JAW JET JOB JOG JOY KEY KID "
    "KIT LAP LAW LAY LEG LET LID LIE LIP LOG LOT LOW MAD MAN MAP MAX MAY ME MEN MET MIX MOB MOM MOP MUD MUG MUM MY "
    "NAP NET NEW NO NON NOR NOT NOW NUN NUT OAK ODD OF OFF OH OIL OLD ON ONE OOH OR OUR OUT OWE OWL OWN PAD PAL PAN "
    "PAY PEA PEG PEN PET PIE PIG PIT POD POP POT PRO PUB PUT RAN RAT RAW RAY RED RIB RID ROD ROT ROW RUB RUG RUM RUN "
    "SAD SAW SAY SEA SEE SET SEX SHE SHY SIR SIT SIX SKI SKY SO SOB SON SOY SPY SUE SUN TAG TAN TAP TAX TEA TEN THE "
    "TIE TIN TIP TO TOE TON TOO TOP TOY TRY TUB TUG TWO UGH UP USE VAN VET VIA VOW WAR WAS WAY WE WEB WET WHY WIG WIN "
    "WOE WON WOW YEA YEP YES YET YOU ZAP ZIP ZOO ANT APE ARC ASH AWE BEN BIN BOT BRA BUD BUN CAB CUE DAM DIN DUB DUO "
    "DYE EGO ELK FAD FIB FIR FOB GAL GAP GIG GIN HAM HAY HEM HOG HUB HUE IVY JUG KEN KIM KIN LAD LEE LOU MAT MID MOW "
    "NAG NIL NOD OAR OAT ODE ORE PAT PAW PEP PEW PLY POO PUG RAG RAP REF RIG RIM ROE RON RUE RYE SAG SIN SIP SOW "
    "SPA SUB SUM TAB TAD TAR TED TIM TOM TUX URN VEX WAX WED WIT YAK YAM YAP YEN ZEN"
)
"""Words of two and three letters: shouted, not spelt."""
_AMBIGUOUS: Final = words("AM ACT ADD IT LAB MS PM SAT US WHO")
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
    "AAA AARP COD MIA ACLU AMA AOB AOL API ASAP ASIN ATM BAME CEO CFO COO CTO DIY ECMO EDI EEOC EIA EIEIO EMI EPA EPO "
    "ESA ESG ETA ETF FAA FAQ FDA GDP GOOG GPA HBO IAEA IAU ICAO ICBM IDE IDF IEA IEEE IMDB IOC IOU IPO IRA ISBN IUCN "
    "LAPD LGBTQIA MBA NBA NIH NSA NYPD NYSE OECD OEM RIP SEO SUV TBA UAE UCLA UCSD UEA UFO UNEP UNHCR URL USA USAF "
    "USB USC USD USDA USMC USN USO USPS USPTO USSR VIP YMCA YWCA ABC ABS AC ACL ADA ADHD AI AKA ALS AR AV BA BIA CIA "
    "COE CIO CO DA DEA DEI DOA DOB DOD DOE DOI DOJ DUI EA EC ECB ED EKG EMS EP EPS ER ERP ESL ESP ESPN EST EU EV EVA "
    "GE GED GI GIS GOP GRE HIV HUD IB IBM ICU ID IEP IG IL IP IPA IQ IR IRS ISS IUD IV LA LED LOS MA MO MOT MOU NIB "
    "OAP OD OS OT PA POC POS POW PTA RA RAF RN ROI ROTC ROV SAS SOS SOP SAAS TA TI UAV UI UK UN UPS USP UV UX VA VAT "
    "VO VR"
)
"""Letter by letter though they could be said, even where all is in capitals."""
INTERJECTIONS: Final = re.compile(
    "S{1,20}H{2,20}|[BG]{1,20}R{2,20}|Z{3,20}|H{1,20}M{2,20}|M{3,20}|MHM|PS{2,20}T|TSK|HMPH"
)
"""Words without a vowel, each as long as it is drawn."""
FIXED: Final = pairs(
    "NAACP N double A C P, NCAA N C double A, AAA triple A, IEEE I triple E, JPG J peg, WWII World War Two, "
    "WWI World War One, CDROM C D rom, WWW W W W, PHD P H D, OK O K"
)
_LONGEST_SPELT: Final = 3
_LONGEST_DOUBTFUL: Final = 4
_ONSET: Final = (
    "(?:sch|scr|shr|sph|spl|spr|squ|str|thr|chr|bl|br|ch|cl|cr|dr|dw|fl|fr|gh|gl|gn|gr|kl|kn|kr|ph|pl|pr|qu|rh|sc|sh"
    "|sk|sl|sm|sn|sp|st|sw|th|tr|tw|wh|wr|[b-df-hj-np-tv-z])"
)
_CODA: Final = (
    "(?:ngth|ght|tch|nch|lch|rch|nth|lth|rth|xth|fth|dth|pth|mph|mpt|rst|rnt|nst|rld|rsh|lsh|l[bcdfgkmnptvz]|r[bcdfgklmnptvz]"
    "|m[bnpt]|n[cdgktxz]|c[hkt]|s[chkmpt]|ft|g[hn]|h[mn]|p[ht]|t[hz]|w[dklnt]|xt|bb|dd|ff|gg|ll|mm|nn|pp|rr|ss|tt|zz"
    "|[b-df-hj-np-tv-xz])"
)
_SYLLABLES: Final = re.compile(
    rf"{_ONSET}?[aeiouy]{{1,3}}(?:[b-df-hj-np-tv-z]{{1,4}}[aeiouy]{{1,3}}){{0,8}}(?:{_CODA}s?)?"
)


def is_pronounceable(letters: str) -> bool:
    """Whether letters look like an English word: syllables of consonants that go together."""
    lower = letters.lower()
    return bool(_SYLLABLES.fullmatch(lower))


def spell(letters: str) -> str:
    """Letter by letter: "F B I"."""
    return " ".join(letters.upper())


def is_spelt(capitals: str, *, shouted: bool = False, in_shouted: bool = False) -> bool:
    """Whether a word in capitals is read letter by letter.

    `shouted`: its neighbours are in capitals too; `in_shouted`: its whole sentence is.
    """
    if capitals in ACRONYMS or capitals in SHORT_WORDS:
        return False
    if capitals in _AMBIGUOUS:
        return not shouted
    if capitals in SPELT:
        return True
    if in_shouted:
        # Few initialisms have five letters and a vowel; many words have endings that the pattern doesn't know.
        return not is_pronounceable(capitals) and (
            len(capitals) <= _LONGEST_DOUBTFUL or not set(capitals) & set("AEIOUY")
        )
    return len(capitals) <= _LONGEST_SPELT or not is_pronounceable(capitals)
