"""Source criticism in plain functions: what texts say, who says it, how firmly, and what that allows."""
