"""Thousands of recordings run again through the present engine, compared between engines, and asked about."""
