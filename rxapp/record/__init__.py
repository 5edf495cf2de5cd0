"""The record: documents a person keeps, found again, shown safely and given back byte for byte."""
