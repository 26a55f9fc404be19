"""How the embedded database says no."""


class EmbeddedPostgresRefused(RuntimeError):
    """The private PostgreSQL cannot run here; the message is one sentence for an operator."""
