"""The languages of the interface."""
