"""Small pieces of markup that several tags share."""

import re
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def english() -> bool:
    return (get_language() or "ko").startswith("en")


KOREAN_RUN = re.compile(r"[가-힣][가-힣0-9·() ]*[가-힣0-9)]|[가-힣]")


def korean_parts(value: Any) -> SafeString:
    """`value` escaped; on an English page the Korean names inside a sentence are marked as Korean."""
    text = conditional_escape(value)
    return SafeString(KOREAN_RUN.sub(r'<span lang="ko">\g<0></span>', text)) if english() else text


def in_korean(value: Any) -> SafeString:
    """`value` escaped; on an English page, Korean text is marked as Korean for the voice that reads it.

    >>> in_korean("A<B")
    'A&lt;B'
    """
    if value is None:
        return SafeString("")
    text = conditional_escape(value)
    if english() and HANGUL.search(text) and not text.startswith('<span lang="ko">'):
        return SafeString(f'<span lang="ko">{text}</span>')
    return text
