"""How the words of stage directions are written, which tells how surely one is meant."""

from typing import Final

from speech.normalise.markup.tag_words import FILLERS, HEARD

_NOISES: Final = (
    "music inaudible unintelligible indistinct crosstalk static noise noises beep beeps beeping thunder footsteps"
    " gunshot gunshots gunfire explosion siren sirens accent rings ringing buzzes slams creaks barks barking knocking"
)
NOISES: Final = frozenset(_NOISES.split())
"""What captions tell of besides people: "[upbeat music]", "[door slams]"."""
_NOISE_FILLERS: Final = (
    "door phone bell dog clock intro outro theme upbeat tense dramatic sad happy playing plays play fades"
    " fading swells stops speech"
    " distant strong thick british american australian irish"
    " scottish indian french german italian spanish russian"
)
NOISE_FILLERS: Final = FILLERS | frozenset(_NOISE_FILLERS.split())
"""What may stand beside a noise."""

# Prose has the first two in parentheses, too, as in "Thanks (cheers)"; the third only ends as a verb does.
_NOT_DONE: Final = frozenset({"cheers", "hums", "hiss"})
DOES: Final = frozenset(form for form in HEARD if form.split()[0][-1] == "s" and form not in _NOT_DONE) | {
    "lip smacking"
}
"""Says what someone does: "laughs", "clears throat"."""
DOING: Final = frozenset(form for form in HEARD if form.endswith("ing"))
"""Says what someone is doing: "laughing"."""
_NAMED: Final = (
    "laugh laughter chuckle giggle sigh gasp cough sneeze sniff sniffle groan yawn snort hiccup burp gulp applause"
)
NAMED: Final = frozenset(_NAMED.split()) | {"clear throat", "lip smack"}
"""Names of sounds that prose hardly ever puts in parentheses."""
