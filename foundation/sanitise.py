"""The one sanitiser of HTML: mail, articles, templates, notes of administrators. What comes out may stand in a page.

    clean_html(mail)                        # remote images wait for a click
    to_text(mail)                           # the same for people who read plain text
    with_remote_images(clean_html(mail))    # after the click

Before nh3 decides what stays, the markup is read and straightened in linear time: no input takes nh3 long, and it never meets what
parsers disagree about. Input that is too big or too deep comes back as its text.
"""

import re
from html import escape

import nh3

from foundation.sanitising.allowed import ANYWHERE, DROPPED, SCHEMES, STYLES, TAGS, checked_attribute
from foundation.sanitising.lexer import RAW, TooMuchMarkup, pieces
from foundation.sanitising.plain_text import told
from foundation.sanitising.straighten import BLOCKED, straightened

LONGEST = 2_000_000  # characters
MOST_MARKUP = 60_000  # tags and attributes

CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(DROPPED | RAW) - {"textarea"},
    attributes={"*": set(ANYWHERE)} | {tag: set(attributes) for tag, attributes in TAGS.items()},
    attribute_filter=checked_attribute,
    filter_style_properties=set(STYLES),
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
# nh3 writes every tag in this one way, and no `<` or `"` of a text or value stays as it is.
IMAGE = re.compile(r'<img(?: [a-z-]+="[^"]*")*>')


def clean_html(html: str, *, remote_images: bool = False) -> str:
    """HTML without anything that runs, loads, submits or covers; cleaning it again changes nothing.

    Args:
        html: from anywhere.
        remote_images: load images from elsewhere at once, which tells their senders who reads when.
    """
    if len(html) > LONGEST:
        return _as_text(html)
    try:
        cleaned = CLEANER.clean(straightened(pieces(html, most=MOST_MARKUP)))
    except TooMuchMarkup:
        return _as_text(html)
    return cleaned if remote_images else IMAGE.sub(_blocked, cleaned)


def with_remote_images(cleaned: str) -> str:
    """What `clean_html` gave, after somebody asked for the images."""
    return IMAGE.sub(lambda image: image[0].replace(f' {BLOCKED}="', ' src="'), cleaned)


def has_remote_images(cleaned: str) -> bool:
    """Whether images in what `clean_html` gave wait for a click."""
    return any(f' {BLOCKED}="' in image for image in IMAGE.findall(cleaned))


def to_text(html: str) -> str:
    """The words of HTML with its lines, lists, quotes and links; huge input is cut."""
    return told(pieces(html[:LONGEST], most=MOST_MARKUP))


def _blocked(image: re.Match[str]) -> str:
    return re.sub(r' src="(?=https?:)', f' {BLOCKED}="', image[0], flags=re.IGNORECASE)


def _as_text(html: str) -> str:
    return f"<pre>{escape(to_text(html), quote=False)}</pre>"
