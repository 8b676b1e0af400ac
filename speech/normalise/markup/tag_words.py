"""The words of stage directions: feelings, ways of speaking, and sounds, with their forms."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# A line is a tag and its other forms. From the tag lists that Bark, Chatterbox, Fish Audio, ElevenLabs v3, Orpheus
# and Dia publish, and from role-play chat. Words that prose puts in parentheses ("negative", "moved") are left out.
_SOUNDS: Final = """
laugh: laughs laughing laughed laughter lol haha
chuckle: chuckles chuckling chuckled
giggle: giggles giggling giggled
snicker: snickers snickering snigger sniggers
snort: snorts snorting
cackle: cackles cackling
guffaw: guffaws
sigh: sighs sighing sighed
gasp: gasps gasping gasped
cough: coughs coughing coughed
sneeze: sneezes sneezing
sniff: sniffs sniffing sniffle sniffles sniffling
groan: groans groaning groaned
moan: moans moaning
yawn: yawns yawning yawned
hum: hums humming
sob: sobs sobbing
cry: cries crying
weep: weeps weeping
whimper: whimpers whimpering
wail: wails wailing
scream: screams screaming
shriek: shrieks shrieking
grunt: grunts grunting
growl: growls growling
hiss: hisses hissing
gulp: gulps gulping swallows
inhale: inhales inhaling
exhale: exhales exhaling
breath: breathe breathes breathing
pant: panting
wheeze: wheezes wheezing
whistle: whistles whistling
hiccup: hiccups hiccuping
burp: burps burping
scoff: scoffs scoffing
tut: tuts tsk
shush: shushes shushing shh
applause: applauds clap claps clapping
cheer: cheers cheering
smile: smiles smiling smiled
grin: grins grinning
smirk: smirks smirking
wink: winks winking
nod: nods nodding
shrug: shrugs shrugging
blush: blushes blushing
frown: frowns frowning
"""
_VOICES: Final = """
whisper: whispers whispering whispered
shout: shouts shouting shouted
yell: yells yelling
mumble: mumbles mumbling
mutter: mutters muttering
murmur: murmurs murmuring
stammer: stammers stammering stutter stutters stuttering
hesitates: hesitating
sing: sings singing
"""
_MANNERS: Final = """
soft: softly
quiet: quietly
loud: loudly
slow: slowly
fast: quickly rushed
gentle: gently
"""
_FEELINGS: Final = """
happy: happily happiness
sad: sadly sadness
angry: angrily anger mad
excited: excitedly excitement
calm: calmly
sarcastic: sarcastically sarcasm
surprised: surprise surprisingly
scared: frightened afraid fear fearful fearfully
disgusted: disgust
nervous: nervously
anxious: anxiously
worried: worriedly
confused: confusedly
curious: curiously
cheerful: cheerfully
joyful: joyfully joy
delighted: delightedly
amused: amusedly
playful: playfully
mischievous: mischievously
tender: tenderly
loving: lovingly
affectionate: affectionately
romantic: romantically
flirty: flirtatious flirtatiously
seductive: seductively
sincere: sincerely
serious: seriously
solemn: solemnly
stern: sternly
firmly:
confident: confidently
proud: proudly
grateful: gratefully
relieved: relief
relaxed: relaxedly
sleepy: sleepily
tired: tiredly
bored: boredly
annoyed: irritated
frustrated: frustration
furious: furiously
impatient: impatiently
jealous: jealously
guilty: guiltily
ashamed: embarrassed
awkward: awkwardly
shy: shyly
sorrowful: sorrowfully mournful
melancholic: melancholy
depressed: gloomy
desperate: desperately
hopeful: hopefully
hysterical: hysterically
panicked: panic
terrified: horrified
shocked: astonished
unhappy: upset
lonely: lonesome
disappointed: disappointedly
indifferent: deadpan
neutral: neutrally
monotone:
scornful: disdainful contemptuous
sneering: mocking
empathetic: compassionate sympathetic
comforting: soothing reassuring
enthusiastic: enthusiastically
energetic: energetically
dramatic: dramatically
mysterious: mysteriously
thoughtful: thoughtfully
hesitant: hesitantly
warm: warmly
friendly: amiable
coldly:
bitterly:
"""
_PHRASES: Final = MappingProxyType(
    {
        "clear throat": "clear throat",
        "clears throat": "clear throat",
        "clearing throat": "clear throat",
        "throat clearing": "clear throat",
        "clears his throat": "clear throat",
        "clears her throat": "clear throat",
        "clears their throat": "clear throat",
        "rolls eyes": "roll eyes",
        "rolls his eyes": "roll eyes",
        "rolls her eyes": "roll eyes",
        "shakes head": "shake head",
        "pauses": "pause",
        "pausing": "pause",
        "lip smack": "lip smack",
        "lip smacking": "lip smack",
    }
)

_FILLERS: Final = (
    "very slightly really so quite a an the bit little in with and of to at out then while more harder starts begins"
    " starting tone voice manner way sound sounds heavily deeply lightly deep heavy light takes his her their"
    " crowd audience background under gently softly loudly quietly nervously"
)
FILLERS: Final = frozenset(_FILLERS.split())
"""What may stand beside a tag's own word: "very happy", "starts laughing", "in a sad voice"."""


def _forms(table: str) -> dict[str, str]:
    lines = (line.partition(":") for line in table.strip().splitlines())
    return {form: tag for tag, _, forms in lines for form in (tag, *forms.split())}


HEARD: Final[Mapping[str, str]] = MappingProxyType(_forms(_SOUNDS) | _forms(_VOICES) | _PHRASES)
"""What is heard or done, and the tag of each form."""
MANNERS: Final[Mapping[str, str]] = MappingProxyType(
    {**_forms(_MANNERS), "in a hurry": "fast", "in a hurry tone": "fast"}
)
"""How something is said, as "softly", and the tag of each."""
FEELINGS: Final[Mapping[str, str]] = MappingProxyType(_forms(_FEELINGS))
"""How the speaker feels, and the tag of each."""
TERMS: Final[Mapping[str, str]] = MappingProxyType({**HEARD, **MANNERS, **FEELINGS})
"""Each form of a stage direction, and the tag that it is a form of."""
