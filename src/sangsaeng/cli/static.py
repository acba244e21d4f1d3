"""The static build: look, fonts and catalogues into ./build, from the installed npm packages."""

import os
import re
import shutil
import tempfile
from pathlib import Path

TOKENS = Path("krds-uiux/resources/css/token/krds_tokens.css")
WEB_FONT = Path("pretendard-gov/dist/web/variable")
WEB_FONT_CSS = "pretendardvariable-gov-dynamic-subset.css"
PRINT_FONTS = Path("pretendard-gov/dist/public/static")
WEIGHTS = ("Regular", "Bold")


def squeeze_css(text: str) -> str:
    """CSS without comments and needless white space; meant for plain declarations (no strings with braces).

    >>> squeeze_css("/* a */ :root { --x : 1px; }")
    ':root{--x:1px}'
    """
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{};:,])\s*", r"\1", text)
    return text.replace(";}", "}").strip()


def _replace(made: Path, target: Path) -> None:
    """Put the folder `made` where `target` stands; whoever looks sees the old one or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        old = Path(tempfile.mkdtemp(dir=target.parent, prefix=".old-"))
        os.rename(target, old / target.name)
        os.rename(made, target)
        shutil.rmtree(old)
    else:
        os.rename(made, target)
    os.chmod(target, 0o755)  # noqa: S103 - static files are for everyone; mkdtemp makes 0700


def _vendor(node_modules: Path, made: Path) -> None:
    """The token CSS of KRDS, and the web font in its slices."""
    (made / "krds").mkdir()
    tokens = (node_modules / TOKENS).read_text(encoding="utf-8")
    # only the primitive colours are used (docs/decisions/2026-11-22-look.md)
    colours = re.findall(r"(--krds-color-light-[\w-]+)\s*:\s*(#[0-9a-fA-F]{3,8})\s*;", tokens)
    if not colours:
        raise ValueError(f"{TOKENS}: no colour tokens found; the package's layout has changed")
    declared = ";".join(f"{name}:{value}" for name, value in dict(colours).items())
    (made / "krds/tokens.css").write_text(f":root{{{declared}}}\n", encoding="utf-8")
    (made / "pretendard").mkdir()
    css = (node_modules / WEB_FONT / WEB_FONT_CSS).read_text(encoding="utf-8")
    (made / "pretendard/pretendard.css").write_text(squeeze_css(css) + "\n", encoding="utf-8")
    shutil.copytree(
        node_modules / WEB_FONT / "woff2-dynamic-subset", made / "pretendard/woff2-dynamic-subset"
    )
    shutil.copy(node_modules / "pretendard-gov/dist/LICENSE.txt", made / "pretendard/LICENSE.txt")


def _fonts(node_modules: Path, made: Path) -> None:
    """Two static weights, for documents and for the drawing of charts."""
    for weight in WEIGHTS:
        shutil.copy(node_modules / PRINT_FONTS / f"PretendardGOV-{weight}.otf", made)
    shutil.copy(node_modules / "pretendard-gov/dist/LICENSE.txt", made / "LICENSE.txt")


def compile_catalogues(source: Path | None = None) -> int:
    """Compile every `*.po` under the package to `.mo`; the number of catalogues. Fuzzy entries stay out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    root = source or Path(__file__).resolve().parents[1]
    count = 0
    for po in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        with po.open("rb") as stream:
            catalogue = read_po(stream, locale=po.parents[1].name, abort_invalid=True)
        handle, name = tempfile.mkstemp(dir=po.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as out:
            write_mo(out, catalogue)
        os.chmod(name, 0o644)
        os.replace(name, po.with_suffix(".mo"))
        count += 1
    return count


def _collect(vendor: Path, made: Path) -> None:
    """collectstatic into `made`: hashed names, the manifest, and gzip beside each file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangsaeng.site.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import override_settings

    if not settings.configured or not django.apps.apps.ready:
        django.setup()
    with override_settings(STATIC_ROOT=made, STATICFILES_DIRS=[vendor]):
        call_command("collectstatic", interactive=False, verbosity=0)


def build_static(node_modules: Path, *, build: Path | None = None) -> None:
    """Make `build` (./build) anew from `node_modules`: vendor/, fonts/, static/, and the compiled catalogues.

    May be called again at any time, and before any workspace exists. Each folder is made under a temporary
    name and renamed into place, so that an interrupted build leaves the last good one.
    FileNotFoundError names the package file that is missing.
    """
    for needed in (TOKENS, WEB_FONT / WEB_FONT_CSS, PRINT_FONTS / "PretendardGOV-Regular.otf"):
        if not (node_modules / needed).is_file():
            raise FileNotFoundError(f"{needed} is not among the npm packages")
    build = build or Path(__file__).resolve().parents[3] / "build"
    build.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build, prefix=".making-") as temporary:
        folder = Path(temporary)
        for name in ("vendor", "fonts", "static"):
            (folder / name).mkdir()
        _vendor(node_modules, folder / "vendor")
        _fonts(node_modules, folder / "fonts")
        compile_catalogues()
        _collect(folder / "vendor", folder / "static")
        for name in ("vendor", "fonts", "static"):
            _replace(folder / name, build / name)


def refresh_static() -> None:
    """Make catalogues and static/ anew from what is already in build/vendor; nothing is fetched."""
    build = Path(__file__).resolve().parents[3] / "build"
    if not (build / "vendor").is_dir():
        raise FileNotFoundError("build/vendor is missing: run ./run once")
    with tempfile.TemporaryDirectory(dir=build, prefix=".making-") as temporary:
        made = Path(temporary) / "static"
        made.mkdir()
        compile_catalogues()
        _collect(build / "vendor", made)
        _replace(made, build / "static")
