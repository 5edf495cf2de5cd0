"""What every room stands on: settings, clock, database, encryption, files, audit, policy, errors and languages.

Nothing here knows a screen, an address or another room.
"""
