"""Words of prose that tell whether a stage direction, or the sign of a note, may stand behind them."""

from typing import Final


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


LEADS: Final = _words(
    "to or and nor as than is was are were be been am feel feels felt seem seems like love loves mode mood speed tone"
    " set use choose select pick press click say word tag"
)
"""What a choice or a setting stands behind: "set mode to [fast]", "he was [happy]"."""
GRAMMAR: Final = LEADS | _words(
    "a an the of in with by for not i you we they can will would could should must may might dont don't keep start"
    " keeps started kept"
)
"""Behind these a word that is a verb or a noun as well belongs to the sentence: "to (laugh)"."""
SUBJECTS: Final = _words("he she who everyone everybody someone somebody nobody one")
"""Who does what follows."""
DETERMINERS: Final = _words("the a an my his her our your their every each")
"""Begin a subject: "my old dog"."""
INTERJECTIONS: Final = _words(
    "well oh ah aw um uh hmm hm no yes yeah yep nope so but and or okay ok hey hi hello god wow look right sorry"
    " please bye goodbye thanks goodnight great nice good cool sure fine true maybe exactly really seriously stop"
    " wait what why how then now ha haha huh oops ouch ugh damn me him us them you it this that there here"
)
"""Whole sentences, or no subjects: a sound behind them stands by itself, as in "Well (sighs), fine"."""
LABELS: Final = _words(
    "mood moods emotion emotions tone tones style styles mode modes feeling feelings tag tags speed rate voice options"
    " sounds manner values following"
)
"""What a word behind their colon is the value of: "mood: (happy)"."""
NUMBERED: Final = _words(
    "arr array list args argv row rows col column data item items vec matrix option options or and see ref refs"
    " reference references in by from to of step steps figure fig table number choose select press button note page"
    " chapter at as type enter key with answer case line"
)
"""Have numbers in prose, or an index in programs: "options [1] or [2]"."""
POWERED: Final = _words(
    "sin cos tan cot sec csc log exp mol min max var inch inches foot feet yard yards mile miles meter meters metre"
    " metres centimeter centimeters centimetre centimetres millimeter millimeters millimetre millimetres kilometer"
    " kilometers kilometre kilometres second seconds light sinh cosh tanh"
)
"""Units and functions that have powers, which look like footnotes: "inch²"."""
