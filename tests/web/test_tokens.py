"""The colours of the tokens: whatever is read stands out from what is behind it, as WCAG 2.2 AA wants it, in both modes."""

import re

import pytest

from tests.conftest import ROOT

TOKENS = (ROOT / "web" / "assets" / "css" / "tokens.css").read_text(encoding="utf-8")
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
}
GROUNDS = ("ground", "surface", "raised", "sunken", "hover", "selected")
TONES = ("neutral", "info", "ok", "warning", "danger", "pending")
TEXT, NOT_TEXT = 4.5, 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "accent") for ground in (*GROUNDS, "note-ground")),
    *(("ink-faint", ground, TEXT) for ground in ("surface", "sunken")),
    *((tone, f"{tone}-ground", TEXT) for tone in TONES),
    *(("ink", f"{tone}-ground", TEXT) for tone in TONES),
    *(("danger", ground, TEXT) for ground in ("ground", "surface", "raised", "hover")),
    *(("on-accent", fill, TEXT) for fill in ("accent-fill", "accent-fill-hover", "danger-fill", "danger-fill-hover")),
    *((line, ground, NOT_TEXT) for line in ("edge", "focus") for ground in ("ground", "surface", "raised")),
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_rightly():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_what_is_read_stands_out(mode):
    ratios = {(ink, ground): (contrast(COLOURS[ink][mode], COLOURS[ground][mode]), wanted) for ink, ground, wanted in PAIRS}
    assert not {pair: round(found, 2) for pair, (found, wanted) in ratios.items() if found < wanted}


def test_every_colour_is_a_token():
    elsewhere = [path for path in (ROOT / "web" / "assets").rglob("*.css") if path.name != "tokens.css"]
    found = {path.name: re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", path.read_text(encoding="utf-8")) for path in elsewhere}
    assert not {name: colours for name, colours in found.items() if colours}


def test_every_token_that_is_used_exists():
    defined = set(
        re.findall(r"(--[\w-]+):", "".join(path.read_text(encoding="utf-8") for path in (ROOT / "web" / "assets").rglob("*.css")))
    )
    used = {
        name
        for path in (ROOT / "web" / "assets").rglob("*.css")
        for name in re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8"))
    }
    assert not used - defined
