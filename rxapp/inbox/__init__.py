"""The secure inbox: conversations between a person and the professionals who let them write."""
