"""Samples out of CSV files of many origins, and CSV files out of samples."""
