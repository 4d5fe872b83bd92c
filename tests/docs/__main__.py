"""Write the generated sections: `make docs`, or `python -m tests.docs`.

The tables of the benchmark and of reading are written by those who measure: `make bench`,
`python -m tests.quality --accept`.
"""

from __future__ import annotations

from tests.docs.generated import SECTIONS

if __name__ == "__main__":
    for section, body in SECTIONS.items():
        section.write(body())
