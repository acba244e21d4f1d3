"""Where the fonts of documents lie."""

import os
from pathlib import Path

FONT_FILES = ("PretendardGOV-Regular.otf", "PretendardGOV-Bold.otf")
FONTS_VARIABLE = "SANGSAENG_FONTS"
DEFAULT_FONTS = Path(__file__).resolve().parents[4] / "build" / "fonts"


class MissingFontError(RuntimeError):
    """A font file that documents need is not there."""


def fonts_folder(fonts: Path | None = None) -> Path:
    """The folder of the two font files: the argument, else $SANGSAENG_FONTS, else build/fonts.

    Raises MissingFontError where one of the files is not in it.
    """
    folder = fonts or Path(os.environ.get(FONTS_VARIABLE) or DEFAULT_FONTS)
    for name in FONT_FILES:
        if not (folder / name).is_file():
            raise MissingFontError(
                f"the font {name} is not in {folder}: start ./run once, it puts the fonts there"
            )
    return folder
