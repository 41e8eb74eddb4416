"""What screens show, as rows, texts and series; no Qt."""
