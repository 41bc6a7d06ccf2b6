"""The peer of the typesetter: WeasyPrint sets the same blocks in the same fonts on the same page, tagged for the archive.

It gets what helps it: one parsed style sheet and one font configuration for all documents, fonts known to the system, and
no seal to draw. PDF/A-2a is the nearest it has to our PDF/A-2a with PDF/UA-1 in one file.
"""

import html
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-right { content: "— " counter(page) " —"; font: 14pt FandolSong; } }
@page :left { @bottom-right { content: none } @bottom-left { content: "— " counter(page) " —"; font: 14pt FandolSong; } }
body { font: 16pt/29pt "Liberation Serif", "FandolFang R", "Noto Serif CJK SC"; letter-spacing: -0.2pt; text-align: justify; }
h1 { font: bold 22pt/29pt "Noto Serif CJK SC"; text-align: center; margin: 29pt 0 0; break-before: page }
h1:first-of-type { break-before: auto }
p { margin: 0; text-indent: 2em; orphans: 1; widows: 1 }
.flat { text-indent: 0 } .number { text-indent: 0; text-align: right; padding-right: 2em }
.lead1 { font-family: "Liberation Serif", FandolHei } .lead2 { font-family: "Liberation Serif", FandolKai }
.note { font-size: 14pt; line-height: 23pt; text-indent: 0 }
.foot { text-indent: 0; text-align: right; padding-right: 3em; break-inside: avoid }
table { border-collapse: collapse; width: 100%; font-size: 12pt; line-height: 14.5pt; letter-spacing: 0; text-indent: 0; margin: 4pt 0 }
td, th { border: 0.5pt solid; padding: 3pt 5pt; text-indent: 0 } th { font-family: "Liberation Serif", FandolHei; font-weight: normal }
.center { text-align: center } .right { text-align: right }
.form td { height: 26pt; padding: 0 4pt }
.qr { display: table; text-indent: 0 } .qr > div { display: table-cell; vertical-align: middle }
"""


def setter(fonts: Path, scratch: Path) -> Callable[[Mapping[str, Any]], bytes]:
    """What sets a document with the fonts of the folder. To be called before anything else has loaded fonts."""
    config = scratch / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{fonts}</dir><cachedir>{scratch}</cachedir></fontconfig>'
    )
    os.environ["FONTCONFIG_FILE"] = str(config)
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    known = FontConfiguration()
    style = CSS(string=STYLE, font_config=known)

    def made(data: Mapping[str, Any]) -> bytes:
        page = HTML(string=page_of(data))
        done = page.write_pdf(stylesheets=[style], font_config=known, pdf_variant="pdf/a-2a")
        assert isinstance(done, bytes)
        return done

    return made


def page_of(data: Mapping[str, Any]) -> str:
    """The HTML of what the typesetter is given of a document."""
    body = "".join(piece for block in data["blocks"] for piece in _block(block))
    return f'<html lang="zh-CN"><head><title>{_words(data["title"])}</title></head><body>{body}</body></html>'


def _scaled(svg: str, side: int) -> str:
    """The code with its own units, so that it can be printed in another size."""
    units = svg.split('"')[1]
    return svg.replace(
        f'<svg width="{units}" height="{units}">',
        f'<svg width="{side}mm" height="{side}mm" viewBox="0 0 {units} {units}">',
    )


def _words(told: Any) -> str:
    return html.escape(told if isinstance(told, str) else "".join(told))


def _block(b: Mapping[str, Any]) -> Iterator[str]:
    match b["type"]:
        case "title":
            yield f"<h1>{_words(b['court'])}<br>{_words(b['name'])}</h1>"
        case "case_number":
            yield f"<p class=number>{_words(b['number'])}</p>"
        case "addressee":
            yield f"<p class=flat>{_words(b['name'])}：</p>"
        case "paragraph":
            yield f"<p{'' if b['indented'] else ' class=flat'}>{_words(b['text'])}</p>"
        case "item":
            yield f"<p><span class=lead{b['level']}>{b['mark']}{_words(b['lead'])}</span>{_words(b['text'])}</p>"
        case "table":
            yield from _table(b["columns"], b["rows"])
        case "form":
            yield from (
                f"<p class=note>{_words(one['label'])}：{_words(one['value'])}</p>" for one in b["head"]
            )
            rows = [
                (group["name"] if n == 0 else "", row, *[""] * (len(b["columns"]) - 2))
                for group in b["groups"]
                for n, row in enumerate(group["rows"])
            ]
            yield from _table(b["columns"], rows, "form")
        case "sign_off":
            named = [*b["above"], b["date"], *b["below"]] if b["above"] else [b["court"], b["date"]]
            yield f"<p class=foot>{'<br>'.join(map(_words, named))}</p>"
        case "note":
            yield from (f"<p class=note>{_words(line)}</p>" for line in b["lines"])
        case "translation":
            yield from (f'<p class=note lang="{b["lang"]}">{_words(line)}</p>' for line in b["lines"])
        case "qr":
            lines = "".join(f"<p>{_words(line)}</p>" for line in b["lines"])
            yield f'<div class=qr><div>{lines}</div><div style="width:{b["side"]}mm">{_scaled(b["svg"], b["side"])}<p class=note>{_words(b["caption"])}</p></div></div>'


def _table(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]], kind: str = "plain"
) -> Iterator[str]:
    total = sum(column["share"] for column in columns)
    yield f"<table class={kind}><colgroup>"
    yield from (f'<col style="width:{100 * column["share"] / total:.1f}%">' for column in columns)
    yield (
        "</colgroup><thead><tr>"
        + "".join(f"<th scope=col>{_words(column['head'])}</th>" for column in columns)
        + "</tr></thead><tbody>"
    )
    for row in rows:
        yield (
            "<tr>"
            + "".join(
                f"<td class={column['align']}>{_words(cell)}</td>"
                for column, cell in zip(columns, row, strict=True)
            )
            + "</tr>"
        )
    yield "</tbody></table>"
