"""The pages that people steer by: board, participation, coverage, provenance.

No page computes. Each one asks questions (`answers.py`), gets figures already protected, and
arranges them into a frozen value that a template shows.
"""
