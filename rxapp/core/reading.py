"""What reads a person's whole history, or every one of their documents, waits here: never among the threads every page needs.

One account does one such thing at a time, however many tabs ask; everybody else goes past. Opening thousands of sealed lines
keeps a processor busy for half a second, so two threads do as much as more would.
"""

from __future__ import annotations

from rxapp.core.turns import FairPool

whole = FairPool(2, each=1, line=60, name="read-whole")
