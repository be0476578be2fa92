"""One widget a file; each takes plain values and draws them."""
