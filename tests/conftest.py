"""What all tests share."""

from hypothesis import settings

# Nothing is kept between runs, and a slow machine is no failure.
settings.register_profile("aluna", database=None, deadline=None)
settings.load_profile("aluna")
