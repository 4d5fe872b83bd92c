"""What the tests run on: the locked versions, other versions, odd machines."""
