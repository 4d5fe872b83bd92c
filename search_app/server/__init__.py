"""The HTTP server: waitress, with limits that keep one client from stopping the service for others.

Waitress reads requests and writes answers in one thread, so a slow client never holds one of those
that compute. What it lacks is here: limits per client and in total, deadlines, fair turns, answers
of its own that protect readers, and a graceful end. Only this room imports waitress.
"""

from search_app.server.search_server import Demands, SearchServer, open_server

__all__ = ["Demands", "SearchServer", "open_server"]
