"""The QR code a printer draws by itself when told to by GS ( k."""

from __future__ import annotations

import qrcode
from PIL import Image, ImageDraw


def draw_native_qr(payload: str, module: int) -> Image.Image:
    """Draw a code without quiet zone, as the hardware does."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(payload)
    code.make(fit=True)
    matrix = code.get_matrix()
    picture = Image.new("L", (len(matrix) * module, len(matrix) * module), 255)
    draw = ImageDraw.Draw(picture)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                draw.rectangle(
                    (x * module, y * module, (x + 1) * module - 1, (y + 1) * module - 1),
                    fill=0,
                )
    return picture
