"""Demonstration people and their data: fictional, made on the first start of a demonstration."""
