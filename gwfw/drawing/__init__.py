"""Drawings of state machines, from their definitions only: an outline, the trail of a run, and Mermaid, SVG and text."""
