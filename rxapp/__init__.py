"""Carnet: a digital health record that a person keeps, in French and English."""
