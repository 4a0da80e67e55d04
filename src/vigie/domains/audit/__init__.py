"""The audit log: what was done to rights and personal data, by whom, chained so that edits show."""
