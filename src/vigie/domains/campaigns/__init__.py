"""Campaigns: what people declare of the Pix campaigns, and the strategy for each profile."""
