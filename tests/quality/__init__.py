"""The quality gate of extraction (`make quality`): off the default path of the tests."""
