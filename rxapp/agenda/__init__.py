"""One's own appointments: what is planned, for whom, when again, and calendars in and out."""
