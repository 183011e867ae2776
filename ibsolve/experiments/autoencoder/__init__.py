"""Figs. 6 to 9 of paper 004: information planes of autoencoders by two rules for the width of kernels."""
