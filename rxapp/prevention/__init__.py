"""Dated rules of prevention, the engine that tells what is due, messages with their reason, refusals."""
