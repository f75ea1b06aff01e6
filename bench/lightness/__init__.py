"""How light arkit's files are beside its peers' at the same rendered look, and what that costs."""
