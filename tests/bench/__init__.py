"""Speed, memory and size; `python -m tests.bench` measures them."""
