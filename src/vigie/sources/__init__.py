"""READ: one module per producer's file; strict, and every refusal names line, value and remedy."""
