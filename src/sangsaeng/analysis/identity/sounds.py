"""Whether a Latin word and a Korean one sound alike: consonants in order, then the romanised letters."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

#: Initials, vowels and finals of Hangul in the order of Unicode, romanised (국어의 로마자 표기법, simplified).
_INITIALS = [
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "-",
    "j",
    "jj",
    "ch",
    "k",
    "t",
    "p",
    "h",
]
_VOWELS = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
_FINALS = [
    "-",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "l",
    "l",
    "l",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]
_CLASSES = {
    **dict.fromkeys("gkcq", "k"), **dict.fromkeys("dt", "t"), **dict.fromkeys("bpvf", "p"),
    **dict.fromkeys("szx", "s"), **dict.fromkeys("lr", "r"), "j": "j", "m": "m", "n": "n",
}  # fmt: skip
#: Below this likeness of the romanised letters two words with the same consonants are taken for different ones.
ALIKE = 55.0


@lru_cache(maxsize=100_000)
def romanised(text: str) -> str:
    """Hangul in Latin letters, Latin letters as they are.

    >>> romanised("솜팩"), romanised("SOMPAC")
    ('sompaek', 'sompac')
    """
    letters = []
    for char in text.lower():
        place = ord(char) - 0xAC00
        if 0 <= place < 11172:
            initial, vowel, final = place // 588, place % 588 // 28, place % 28
            letters += [_INITIALS[initial], _VOWELS[vowel], _FINALS[final]]
        elif char.isascii() and char.isalpha():
            letters.append(char)
    return "".join(letters).replace("-", "")


@lru_cache(maxsize=100_000)
def skeleton(text: str) -> str:
    """The consonants of a word by class, in order; an r that Korean does not sound is dropped.

    >>> skeleton("SEEBER"), skeleton("시버"), skeleton("SOMPAC"), skeleton("솜팩")
    ('sp', 'sp', 'smpk', 'smpk')
    """
    roman = romanised(text).replace("ch", "j").replace("ng", "n").replace("ph", "f").replace("x", "ks")
    vowels = "aeiouyw"
    found = ""
    for place, letter in enumerate(roman):
        if letter == "r" and (place + 1 == len(roman) or roman[place + 1] not in vowels):
            continue
        sound = _CLASSES.get(letter, "")
        if sound and not (found.endswith(sound) and place and roman[place - 1] not in vowels):
            found += sound
    return found


def sound_alike(latin: str, korean: str) -> bool:
    """Whether a name in Latin letters alone is how one in Hangul alone would be written.

    >>> sound_alike("hanbitec", "한빛텍"), sound_alike("한빛텍", "한비텍")
    (True, False)
    """
    if not latin.isascii() or any(char.isascii() for char in korean):
        return False
    if len(latin) < 4 or len(skeleton(latin)) < 3 or skeleton(latin) != skeleton(korean):
        return False
    return fuzz.ratio(romanised(latin), romanised(korean)) >= ALIKE
