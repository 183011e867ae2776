"""Row 8: how results look — text tables, mapping graphs, figures. Computes nothing."""
