"""Taking everything along: one archive of all that Carnet holds about a person, made beside the pages, for one session."""
