"""Compliance: policies, choices, registers, rights of people."""
