"""Makes a test of every scenario of the `.feature` files beside this file."""

from pytest_bdd import scenarios

scenarios(".")
