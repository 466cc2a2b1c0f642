"""QR codes as pictures that stay sharp at any size."""

from __future__ import annotations

import io

import qrcode
from flask import Response
from qrcode.image.svg import SvgPathFillImage

QUIET_ZONE = 4


def qr_svg(text: str) -> Response:
    """Return a QR code of an ASCII text, level M, with its quiet zone of four modules (ISO/IEC 18004)."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    picture = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(picture)
    response = Response(picture.getvalue(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
