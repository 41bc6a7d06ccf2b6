"""Signatures per second and core: the court's seal over a receipt, beside pyHanko's own signer, which loads its key each time."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measuring import Row, seconds

COUNT = 30
PEERS = 6


def measure() -> list[Row]:
    """One receipt signed many times, by the house and by SimpleSigner with the same key."""
    from asn1crypto import keys as asn1_keys
    from cryptography.hazmat.primitives import serialization
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from zhixing.documents.rendering.renderer import Renderer
    from zhixing.documents.rules.contexts import DocumentKind
    from zhixing.documents.rules.vouchers import CheckCode, Voucher, voucher_blocks
    from zhixing.documents.sealing.base import SealOf
    from zhixing.documents.sealing.keys import court_key
    from zhixing.documents.sealing.local import CachedKeySigner, LocalSeals
    from zhixing.foundation import clock
    from zhixing.foundation.home import home

    voucher = Voucher(
        DocumentKind.MONEY_RECEIPT, "汪清县人民法院", "（2022）吉2424执7号", "（2022）吉2424执7号", "李四",
        "6217***********6448", "", 5_000_000, date(2022, 3, 1), "B1", "执行款", ("line:1:B1",), "《规定》第八条",
        date(2022, 3, 2), CheckCode("1-0000-0000-0000-0000", "https://court.example/check/1-0000-0000-0000-0000/"),
    )  # fmt: skip
    renderer, at = Renderer(home().fonts, lanes=1), datetime(2022, 3, 2, tzinfo=UTC)
    pdf = renderer.render(voucher.kind, voucher_blocks(voucher), timestamp=at).pdf
    with TemporaryDirectory() as folder:
        place, seal = Path(folder), SealOf(1, "汪清县人民法院")
        house = LocalSeals(place)
        signed = house.sign(pdf, seal=seal).pdf
        ours = COUNT / seconds(lambda: [house.sign(pdf, seal=seal) for _ in range(COUNT)])
        checks = COUNT / seconds(lambda: [house.check(signed, seal=seal) for _ in range(COUNT)])
        whole = COUNT / seconds(
            lambda: [
                house.sign(
                    renderer.render(voucher.kind, voucher_blocks(voucher), timestamp=at).pdf, seal=seal
                )
                for _ in range(COUNT)
            ]
        )
        key = court_key(place, seal, now=clock.real_now())
        der = key.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = CachedKeySigner(key).signing_cert
        peer = SimpleSigner(certificate, asn1_keys.PrivateKeyInfo.load(der), SimpleCertificateStore())
        settings = PdfSignatureMetadata(
            field_name="S", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        theirs = PEERS / seconds(
            lambda: [sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), settings, peer) for _ in range(PEERS)]
        )
    note = f"RSA-3072 · 排版并签名 {whole:.0f}/s · 核验 {checks:.0f}/s"
    return [
        Row(
            "电子签名 signatures",
            "PDF/s/core",
            ours,
            "pyHanko SimpleSigner",
            theirs,
            "≥ 3 ×",
            ours / theirs >= 3,
            note,
        ),
        _sealed_rulings(),
    ]


def _sealed_rulings() -> Row:
    """Rulings and assistance notices of cases of their own, drafted, set and sealed; CPU time of this process."""
    from tests.document_samples import paper

    from zhixing.documents.rendering.renderer import Renderer
    from zhixing.documents.rules.control_rulings import (
        ASSISTANCE_NOTICE,
        CONTROL_RULING,
        AssistanceFacts,
        ControlFacts,
        RulingAction,
        RulingAsset,
    )
    from zhixing.documents.sealing.base import SealOf
    from zhixing.documents.sealing.local import LocalSeals
    from zhixing.foundation.home import home

    renderer, at, day = Renderer(home().fonts, lanes=1), datetime(2022, 12, 1, tzinfo=UTC), date(2022, 12, 1)
    with TemporaryDirectory() as folder:
        house, seal = LocalSeals(Path(folder)), SealOf(1, "汪清县人民法院")

        def issue(n: int) -> None:
            number = f"（2022）吉2424执{n}号"
            of_case = replace(paper(), document_number=number, case_number=number)
            asset = RulingAsset(
                "农业银行汪清县支行", "金哲洙", "银行存款", f"62284808601{n:08d}", 100_000 + n, day, day
            )
            facts = ControlFacts(RulingAction.FREEZE, (asset,), "经查询，被执行人有存款")
            carried = AssistanceFacts(RulingAction.FREEZE, (asset,), asset.unit_name, number, day)
            for kind, told in ((CONTROL_RULING, facts), (ASSISTANCE_NOTICE, carried)):
                house.sign(renderer.render(kind.kind, kind.draft(of_case, told), timestamp=at).pdf, seal=seal)

        issue(1)
        begun = time.process_time()
        for n in range(2, COUNT + 2):
            issue(n)
        rate = 2 * COUNT / (time.process_time() - begun)
    return Row(
        "裁定书、协助通知书排版盖章 sealed rulings",
        "docs/s/core",
        rate,
        "—",
        35,
        "≥ 35/s",
        rate >= 35,
        "每份内容不同",
    )
