"""A model as a graph of scopes, nodes and flows, for those who read it without running it: the lint and the outline."""
