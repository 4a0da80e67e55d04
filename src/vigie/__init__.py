"""Vigie steers digital education in a territory; every figure says where it comes from."""
