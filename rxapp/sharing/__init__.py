"""Links that a person makes to show some documents to somebody without an account, for a while and with a code."""
