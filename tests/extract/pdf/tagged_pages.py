"""Tagged PDF pages: the structure tree has the lines in an order of its own."""

from __future__ import annotations

from collections.abc import Sequence

from tests.audit.builders import document
from tests.page_writer import Text


def tagged_pdf(
    drawn: Sequence[Text], tags: Sequence[tuple[str, Sequence[Text]]], *, page: str = ""
) -> bytes:
    """A page on which these lines are drawn; each tag has a name and its lines.

    A line in no tag is an artifact.
    """
    numbers = {line: number for number, line in enumerate(drawn)}
    content = "".join(
        f"/P <</MCID {numbers[line]}>> BDC BT /F1 {line.size} Tf {line.left} {line.baseline} Td "
        f"({line.text}) Tj ET EMC\n"
        if any(line in lines for _, lines in tags)
        else f"/Artifact BMC BT /F1 {line.size} Tf {line.left} {line.baseline} Td "
        f"({line.text}) Tj ET EMC\n"
        for line in drawn
    )
    objects = {10: "<< /Type /StructTreeRoot /K 11 0 R /ParentTree 12 0 R >>"}
    kids, parents = [], {}
    for at, (name, lines) in enumerate(tags, 20):
        own = [numbers[line] for line in lines]
        parents.update(dict.fromkeys(own, at))
        objects[at] = (
            f"<< /Type /StructElem /S /{name} /P 11 0 R /Pg 4 0 R /K [{' '.join(map(str, own))}] >>"
        )
        kids.append(f"{at} 0 R")
    objects[11] = f"<< /Type /StructElem /S /Document /P 10 0 R /K [{' '.join(kids)}] >>"
    listed = [f"{parents[n]} 0 R" if n in parents else "null" for n in range(len(drawn))]
    objects[12] = f"<< /Nums [0 [{' '.join(listed)}]] >>"
    return document(
        content.encode("cp1252"),
        page=f"/StructParents 0 {page}",
        catalog="/MarkInfo << /Marked true >> /StructTreeRoot 10 0 R",
        objects=objects,
    )
