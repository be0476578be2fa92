"""Reports for paper and screen: one self-contained HTML file, or a PDF. See README.md here."""
