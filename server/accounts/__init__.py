"""Who may use the studio: keys, sessions, and requests that really come from our pages."""
