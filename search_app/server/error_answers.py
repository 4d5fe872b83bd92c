"""What the server answers by itself, where no request reaches the application or it fails.

Nothing here depends on the request, so nothing of it can be echoed, and nothing can fail again.
"""

from __future__ import annotations

from typing import Final

from waitress.task import ErrorTask

from search_app.web.security_headers import SECURITY_HEADERS

_TEXTS: Final = {
    400: (
        "Esta petición no es válida.",
        "This request is not valid.",
        "Este pedido não é válido.",
        "Cette requête n'est pas valide.",
    ),
    413: (
        "La petición es demasiado grande.",
        "The request is too large.",
        "O pedido é grande demais.",
        "La requête est trop grande.",
    ),
    431: (
        "La dirección o los encabezados de la petición son demasiado largos.",
        "The address or the headers of the request are too long.",
        "O endereço ou os cabeçalhos do pedido são longos demais.",
        "L'adresse ou les en-têtes de la requête sont trop longs.",
    ),
    501: (
        "Este servicio no acepta peticiones de este tipo.",
        "This service does not take requests of this kind.",
        "Este serviço não aceita pedidos deste tipo.",
        "Ce service n'accepte pas les requêtes de ce type.",
    ),
    500: (
        "Algo falló de nuestro lado. Inténtelo otra vez.",
        "Something went wrong on our side. Please try again.",
        "Algo deu errado do nosso lado. Tente novamente.",
        "Une erreur s'est produite de notre côté. Veuillez réessayer.",
    ),
}
"""In the languages of the interface, as that of the reader is not known here."""


class ErrorAnswer(ErrorTask):
    """The answer to a request that is malformed, too large, or could not be answered."""

    def execute(self) -> None:
        """Write the answer, and close the connection after it."""
        error = self.request.error
        body = "".join(f"{text}\n" for text in _TEXTS.get(error.code, _TEXTS[400])).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers = [
            *SECURITY_HEADERS.items(),
            ("Content-Type", "text/plain; charset=utf-8"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        is_head = getattr(self.request, "command", "") == "HEAD"
        self.write(b"" if is_head else body)
