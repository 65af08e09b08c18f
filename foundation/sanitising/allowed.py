"""What of HTML may stay: tags, attributes, schemes, styles. Everything else goes; its text stays, save where it is no text."""

import re

_ALIGN = frozenset({"align"})
_CELL = frozenset({"align", "valign", "colspan", "rowspan", "width", "bgcolor"})
_NONE: frozenset[str] = frozenset()

TAGS: dict[str, frozenset[str]] = {
    **dict.fromkeys(["b", "big", "center", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "s", "samp"], _NONE),
    **dict.fromkeys(["small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr", "bdi", "bdo", "abbr"], _NONE),
    **dict.fromkeys(["br", "pre", "blockquote", "q", "ul", "dl", "dt", "dd", "li", "figure", "figcaption"], _NONE),
    **dict.fromkeys(["article", "aside", "footer", "header", "main", "section", "nav", "address", "details", "summary"], _NONE),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "caption", "tr", "tbody", "thead", "tfoot"], _ALIGN),
    **dict.fromkeys(["td", "th"], _CELL),
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height", "align"}),
    "font": frozenset({"color", "size", "face"}),
    "ol": frozenset({"start", "type"}),
    "hr": frozenset({"width", "align"}),
    "table": frozenset({"width", "border", "cellpadding", "cellspacing", "align", "bgcolor"}),
    "col": frozenset({"span", "width"}),
    "colgroup": frozenset({"span"}),
}
ANYWHERE = frozenset({"title", "dir", "lang", "style"})
# These go with all that stands in them.
DROPPED = frozenset({"svg", "math", "object", "applet", "template", "video", "audio", "canvas", "select", "datalist", "frameset"})

SCHEMES = frozenset({"http", "https", "mailto", "tel", "cid"})
STYLES = frozenset(
    {
        "background-color",
        "color",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "text-align",
        "text-decoration",
        "vertical-align",
        "white-space",
    }
)

_LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
_IMAGE = re.compile(r"(https?://|cid:)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}%?", re.ASCII)
_SPAN = re.compile(r"\d{1,2}", re.ASCII)
_NUMBERS = frozenset({"width", "height", "border", "cellpadding", "cellspacing", "start", "size"})
_LOADING = re.compile(r"url|image|expression|import|behaviou?r|binding|var\(|attr\(|[\\@<>{}]|/\*", re.IGNORECASE)
_DROPPED_BY_BROWSERS = re.compile(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")
LONGEST_ADDRESS = 8000
LONGEST_VALUE = 1000


def checked_attribute(tag: str, name: str, value: str) -> str | None:
    """The value an attribute may have; None takes the attribute away."""
    if name == "href":
        return _address(value, _LINK)
    elif name == "src":
        return _address(value, _IMAGE)
    elif name == "style":
        return None if len(value) > LONGEST_VALUE or _LOADING.search(value) else value
    elif name in _NUMBERS or (tag in {"td", "th", "col", "colgroup"} and name in {"colspan", "rowspan", "span"}):
        return value if (_SPAN if "span" in name else _NUMBER).fullmatch(value.strip()) else None
    else:
        return value if len(value) <= LONGEST_VALUE else None


def _address(value: str, fit: re.Pattern[str]) -> str | None:
    address = _DROPPED_BY_BROWSERS.sub("", value)
    return address if fit.match(address) and len(address) <= LONGEST_ADDRESS else None
