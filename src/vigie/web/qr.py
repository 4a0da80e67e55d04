"""QR codes: an address as a drawing, for a screen or for paper."""

from __future__ import annotations

import io

import segno


def qr_svg(address: str) -> str:
    """The SVG of a QR code that decodes to `address`: black on white, with its quiet zone, so that
    it is read on any ground; error correction M (15 % of it may be lost)."""
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(
        out,
        kind="svg",
        scale=4,
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        nl=False,
        omitsize=True,
    )
    return out.getvalue().decode()
