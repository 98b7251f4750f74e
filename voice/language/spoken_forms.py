"""How facts are said, in every language that we can speak; understanding one is more, see `languages`."""

from types import ModuleType

from voice.language.de import normalising as de_text
from voice.language.de import spoken as de
from voice.language.en import normalising as en_text
from voice.language.en import spoken as en
from voice.language.uk import normalising as uk_text
from voice.language.uk import spoken as uk

SPOKEN: dict[str, ModuleType] = {"de": de, "uk": uk, "en": en}
"""By language: spoken_date, spoken_time, spoken_price, spoken_phone, spoken_duration, spelled, weekday_name."""
NORMALISE = {"de": de_text.normalise, "uk": uk_text.normalise, "en": en_text.normalise}
"""By language: free text into words."""
