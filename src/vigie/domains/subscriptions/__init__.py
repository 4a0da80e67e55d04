"""What a school subscribes to among the digital resources of the GAR, and when it ends."""
