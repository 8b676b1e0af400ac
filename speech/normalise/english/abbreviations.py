"""Abbreviations: e.g., etc., vs., approx., No. 5, p. 5, Jr., Inc., Ave., and titles such as Mr."""

import re
from typing import Final

from speech.normalise.english import chat, points, streets
from speech.normalise.english.numerals import say_cardinal
from speech.normalise.english.patterns import DASH, END, GAP, SPACE
from speech.normalise.english.roman import value_of
from speech.normalise.english.rule import Match, rule, say, say_each
from speech.normalise.english.sentences import end_with_stop, with_stop
from speech.normalise.english.tables import pairs, words
from speech.normalise.rewrite import Rewrite

_TITLES: Final = pairs(
    "Mr Mister, Mrs Missus, Ms Miz, Prof Professor, Gen General, Col Colonel, Capt Captain, Lt Lieutenant, "
    "Sgt Sergeant, Maj Major, Cpl Corporal, Pvt Private, Cmdr Commander, Adm Admiral, Rev Reverend, Fr Father, "
    "Hon Honorable, Sen Senator, Rep Representative, Gov Governor, Pres President, Messrs Messers, Mme Madame, "
    "Mt Mount, Ft Fort, Supt Superintendent, Sec Secretary, Amb Ambassador, Sr Sister"
)
"""Before a name."""
_AFTER_NAMES: Final = pairs(
    "Jr Junior, Sr Senior, Inc Incorporated, Corp Corporation, Co Company, Ltd Limited, Bros Brothers, "
    "Esq Esquire, Ave Avenue, Blvd Boulevard, Rd Road, Ln Lane, Hwy Highway, Pkwy Parkway, Sq Square, Ct Court, "
    "Pl Place, Univ University, Dept Department, Assn Association, Intl International, Mfg Manufacturing, "
    "Dist District, Terr Terrace, Cir Circle, Expy Expressway, Mtn Mountain, Mts Mountains"
)
_ANYWHERE: Final = pairs(
    "e.g for example, i.e that is, etc et cetera, vs versus, v.s versus, cf compare, approx approximately, "
    "dept department, est estimated, govt government, ave avenue, misc miscellaneous, incl including, "
    "excl excluding, max maximum, min minimum, avg average, temp temperature, tel telephone, ext extension, "
    "apt apartment, al al, viz namely, ca circa, dist district, assoc association, a.k.a A K A, a.m A M, p.m P M, "
    "A.M A M, P.M P M, p.s P S, asst assistant, hosp hospital, inc incorporated, ltd limited, intl international, "
    "jan January, blvd boulevard, appt appointment, orig originally, esp especially, bldg building, pt pint, "
    "oz ounces, lb pound, lbs pounds, hr hour, hrs hours, mins minutes, secs seconds, yr year, yrs years, "
    "tsp teaspoon, tbsp tablespoon, qt quart, P.S P S, R.S.V.P R S V P, eds editors, trans translated, sq square"
)
_BEGIN_SENTENCES: Final = words("approx avg ca cf dept e.g est excl govt i.e incl misc viz vs etc tel")
"""Those of `_ANYWHERE` that mean the same with a capital; "Max." and "Al." are names."""
_BEFORE_NAMES: Final = words("vs e.g i.e cf ca al")
"""A capital letter behind these begins no sentence."""
_NUMBERED: Final = pairs(
    "Art Article, No number, Nos numbers, no number, nos numbers, Vol Volume, vol volume, p page, pp pages, "
    "pg page, pgs pages, P page, Pp pages, "
    "Ch Chapter, ch chapter, Sec Section, Fig Figure, fig figure, Figs Figures, figs figures, Eq Equation, "
    "eq equation, sec section, Pt Part, pt part, Ex Example, c circa, est established, Est established, ca circa, "
    "vols volumes, Vols Volumes, ver version, Ver version, Apt Apartment, Ste Suite, Rm Room, ext extension, "
    "Ext extension, Rte Route, Tel telephone, Bk Book, para paragraph, ed edition, l line, ll lines, chap chapter, "
    "Op Opus, op opus, Approx approximately"
)
"""Before a number."""


def _title(match: Match) -> list[Rewrite]:
    return say(match, _TITLES[match["written"].title()])


def _bare_title(match: Match) -> list[Rewrite]:
    return say(match, _TITLES.get(match["written"].title(), "Doctor"))


def _numbered(match: Match) -> list[Rewrite]:
    return say(match, _NUMBERED[match["written"]], "abbreviation")


def _roman(match: Match) -> list[Rewrite]:
    """As in "Art. I", where one letter is a number."""
    numeral = say_cardinal(str(value_of(match["numeral"])))
    return say_each(match, abbreviation=_NUMBERED[match["written"]], numeral=numeral)


def _after_name(match: Match) -> list[Rewrite]:
    return with_stop(match, _AFTER_NAMES[match["written"]])


def _anywhere(match: Match) -> list[Rewrite] | None:
    written = match["written"]
    lower = written[0].lower() + written[1:]
    said = _ANYWHERE.get(written) or (_ANYWHERE[lower] if lower in _BEGIN_SENTENCES else "")
    if not said:
        return None
    if written in _BEFORE_NAMES:
        return say(match, said)
    return [Rewrite(match.start(), end_with_stop(match), said)]


def _after_ordinal(match: Match) -> list[Rewrite] | None:
    """As in "2nd ed.", "5th cent."."""
    start = match.start()
    if not _ORDINAL.search(match.string, max(0, start - 5), start):
        return None
    return with_stop(match, {"ed": "edition", "cent": "century", "Cir": "Circuit"}[match["written"]])


def _life(match: Match) -> list[Rewrite]:
    """As in "b. 1452, d. 1519"."""
    return say(match, "born" if match["written"] == "b" else "died")


_TITLE_NAMES: Final = "|".join(sorted(_TITLES, key=len, reverse=True))
_AFTER: Final = "|".join(sorted(_AFTER_NAMES, key=len, reverse=True))
_NUMBERED_NAMES: Final = "|".join(sorted(_NUMBERED, key=len, reverse=True))
_ANY: Final = r"(?P<written>[A-Za-z](?:[A-Za-z]{1,7}|(?:\.[A-Za-z]){1,3}))\.(?![A-Za-z])"
_NUMBER: Final = rule(
    rf"(?P<abbreviation>(?P<written>{_NUMBERED_NAMES})\.){SPACE}?"
    rf"(?=\(?{DASH}?[0-9\#]|[ivxlc]{{2,8}}{END}|[IVXLC]{{2,8}}{END})",
    _numbered,
)
CAPITALS: Final = (
    *streets.CAPITALS,
    rule(rf"(?P<abbreviation>(?P<written>Art|Vol|Bk|Ch|Pt|Sec|Fig)\.){SPACE}(?P<numeral>[IVX]){END}", _roman),
    rule(r"(?P<written>Cir)\.(?![A-Za-z])", _after_ordinal),
    _NUMBER,
    rule(rf"(?P<written>{_TITLE_NAMES})\.(?={GAP}(?:[A-Z]|and{GAP}[A-Z]|&{GAP}[A-Z]))", _title),
    rule(rf"(?P<written>{_TITLE_NAMES.upper()})\.(?={GAP}(?:[A-Z]{{2}}|[A-Z]\.|(?:AND|&){GAP}[A-Z]))", _title),
    rule(rf"(?P<written>Mr|Mrs|Ms|Dr|Prof|Capt|Sgt|Mt)(?={GAP}(?:[A-Z]|(?:and|&){GAP}[A-Z]))", _bare_title),
    rule(rf"(?P<written>MRS?|DR|PROF|CAPT|SGT)(?={GAP}(?:[A-Z]{{2}}|[A-Z]\.|(?:AND|&){GAP}[A-Z]))", _bare_title),
    rule(rf"(?P<written>MRS?)(?={GAP}[A-Z][a-z])", _bare_title),
    rule(rf"(?P<written>{_AFTER})\.(?![A-Za-z])", _after_name),
    rule(rf"(?P<written>Jr|Sr|Inc|Corp|Ltd|Blvd|Ave){END}(?!\.)", _after_name),
    rule(_ANY, _anywhere),
    *chat.CAPITALS,
)
_ORDINAL: Final = re.compile(rf"[0-9](?:st|nd|rd|th){SPACE}$")
LOWER: Final = (
    _NUMBER,
    rule(rf"(?P<written>[bd])\.(?={SPACE}?1[0-9]{{3}}{END})", _life),
    rule(r"(?P<written>ed|cent)\.(?![A-Za-z])", _after_ordinal),
    rule(_ANY, _anywhere),
    rule(rf"(?P<written>vs){END}", lambda match: say(match, "versus")),
    *points.LOWER,
    *chat.LOWER,
)
