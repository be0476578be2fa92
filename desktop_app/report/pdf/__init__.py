"""A document as a PDF, set and painted by Qt: no browser needed. Only this package of the reports knows Qt."""

from __future__ import annotations

from desktop_app.report.pdf.printing import first_page, pdf_bytes

__all__ = ["first_page", "pdf_bytes"]
