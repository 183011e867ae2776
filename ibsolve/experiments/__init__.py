"""Row 9: one module a figure or table of the papers — its data and the printed values it must meet."""
