"""Who does what for digital education in a place: mission letters, key people of schools."""
