"""Pharmacies: the directory, prescriptions sent to them, and the life of an order from sent to handed over."""
