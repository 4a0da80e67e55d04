"""The kit: what is said of Pix+ Édu, by whom, to whom and when, in the words of each territory."""
