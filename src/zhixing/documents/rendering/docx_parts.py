"""The parts of a docx that no document changes: styles, settings, footers with page numbers.

The page is the one of the PDF: 22 lines of 28 signs. It is made by an exact line pitch of 29 pt and signs drawn 0.2 pt together,
not by a document grid, which other programs than Word read in their own ways.
"""

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMES = f'xmlns:w="{WORD}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"

MOST_CODES = 4
"""Codes to scan in one document."""


def _style(key: str, name: str, paragraph: str, signs: str, based: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{signs}</w:rPr></w:style>"
    )


def _face(east: str, size: int, more: str = "") -> str:
    """A face with its size in half points."""
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{east}"/>'
    return f'{fonts}{more}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _pitch(twentieths: int) -> str:
    return f'<w:spacing w:before="0" w:after="0" w:line="{twentieths}" w:lineRule="exact"/>'


_TOGETHER = '<w:spacing w:val="-4"/>'
_STRAIGHT = '<w:spacing w:val="0"/>'
_BODY = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    f'<w:pPr><w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>{_pitch(580)}<w:jc w:val="both"/></w:pPr>'
    f"<w:rPr>{_face('仿宋_GB2312', 32, _TOGETHER)}"
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:style>'
)
_STYLES = "".join(
    (
        f"{_HEAD}<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val=\"zh-CN\" w:eastAsia=\"zh-CN\"/></w:rPr>",
        "</w:rPrDefault></w:docDefaults>",
        _BODY,
        _style("ZxText", "正文缩进", '<w:ind w:firstLineChars="200" w:firstLine="632"/>', ""),
        _style("Heading1", "heading 1", f'<w:keepNext/>{_pitch(580)}<w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
               _face("方正小标宋简体", 44, "<w:b/>" + _STRAIGHT)),
        _style("ZxNumber", "案号", '<w:ind w:right="632"/><w:jc w:val="right"/>', ""),
        _style("ZxSign", "落款", '<w:keepNext/><w:ind w:right="948"/><w:jc w:val="right"/>', ""),
        _style("ZxNote", "附注", f'{_pitch(464)}<w:jc w:val="left"/>', _face("仿宋_GB2312", 28, _STRAIGHT)),
        _style("ZxCell", "表格", f'{_pitch(290)}<w:jc w:val="left"/>', _face("仿宋_GB2312", 24, _STRAIGHT)),
        _style("ZxHead", "表头", '<w:jc w:val="center"/>', _face("黑体", 24, _STRAIGHT), "ZxCell"),
        _style("ZxOther", "译文", f'{_pitch(420)}<w:jc w:val="left"/>',
               _face("Batang", 26, _STRAIGHT) + '<w:lang w:val="ko-KR" w:eastAsia="ko-KR"/>'),
        _style("ZxFoot", "页码", f'{_pitch(280)}<w:ind w:leftChars="100" w:left="316" w:rightChars="100" w:right="316"/>',
               _face("宋体", 28, _STRAIGHT)),
        '<w:style w:type="character" w:styleId="ZxHei"><w:name w:val="一级标题"/><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>',
        '<w:style w:type="character" w:styleId="ZxKai"><w:name w:val="二级标题"/><w:rPr><w:rFonts w:eastAsia="楷体_GB2312"/></w:rPr></w:style>',
        "</w:styles>",
    )
)  # fmt: skip


def _footer(side: str) -> str:
    number = (
        '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
        '<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t>'
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r>'
    )
    look = f'<w:pPr><w:pStyle w:val="ZxFoot"/><w:jc w:val="{side}"/></w:pPr>'
    return f"{_HEAD}<w:ftr {_NAMES}><w:p>{look}{number}</w:p></w:ftr>"


def _relations(*rows: tuple[str, str, str]) -> str:
    told = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{at}"/>' for key, kind, at in rows)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def relations_of(codes: int) -> str:
    """The relations of the main part with so many pictures of codes."""
    return _relations(
        ("rIdStyles", f"{_OFFICE}/styles", "styles.xml"),
        ("rIdSettings", f"{_OFFICE}/settings", "settings.xml"),
        ("rIdOdd", f"{_OFFICE}/footer", "footer1.xml"),
        ("rIdEven", f"{_OFFICE}/footer", "footer2.xml"),
        *((f"rIdCode{n}", f"{_OFFICE}/image", f"media/code{n}.png") for n in range(codes)),
    )


_OVERRIDES = "".join(
    f'<Override PartName="/word/{part}.xml" ContentType="{_KIND}.{kind}+xml"/>'
    for part, kind in (
        ("document", "document.main"),
        ("styles", "styles"),
        ("settings", "settings"),
        ("footer1", "footer"),
        ("footer2", "footer"),
    )
)
FIXED_PARTS: dict[str, str] = {
    "[Content_Types].xml": (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'{_OVERRIDES}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    ),
    "_rels/.rels": _relations(
        ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ),
    "word/styles.xml": _STYLES,
    "word/settings.xml": (
        f'{_HEAD}<w:settings {_NAMES}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    ),
    "word/footer1.xml": _footer("right"),
    "word/footer2.xml": _footer("left"),
}

SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rIdOdd"/><w:footerReference w:type="even" r:id="rIdEven"/>'
    '<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" '
    'w:header="851" w:footer="1304" w:gutter="0"/><w:pgNumType w:start="1"/></w:sectPr>'
)
DOCUMENT = (
    f'{_HEAD}<w:document {_NAMES} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    f"<w:body>%s{SECTION}</w:body></w:document>"
)
CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>%s</dc:title><dc:creator>%s</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"
)


def picture(number: int, alt: str, side_mm: int) -> str:
    """A code to scan in the line; `alt` is escaped already."""
    side = side_mm * 36_000
    name = f'<wp:docPr id="{number + 1}" name="code{number}" descr="{alt}"/>'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{side}" cy="{side}"/>{name}'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number + 1}" name="code{number}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rIdCode{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
