"""`vigie serve`: the site on this machine only."""

import os
import socket
import subprocess
import sys

import click

from vigie.cli.french import FrenchCommand

HOST = "127.0.0.1"  # as long as there are no accounts, the site is for this machine only


@click.command("serve", cls=FrenchCommand)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="Port (8000 par défaut).")
@click.option(
    "--workers", type=click.IntRange(1, 16), default=2, help="Processus qui répondent (2)."
)
def command(port: int, workers: int) -> None:
    """Ouvre les pages sur cet ordinateur (127.0.0.1 seulement)."""
    if not _is_free(port):
        raise click.ClickException(
            f"Le port {port} est déjà pris. Choisissez-en un autre, par exemple : "
            f"vigie serve --port {port + 1 if port < 65535 else port - 1}"
        )
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigie.config.settings"
    _prepare()
    click.echo(f"Vigie est ouverte : http://{HOST}:{port}/")
    click.echo("Pour arrêter : Ctrl + C")
    _listen(port, workers)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _prepare() -> None:
    # In a process of its own: the server's master must hold no connection and no thread when it
    # forks its workers (Polars' threads do not survive a fork).
    done = subprocess.run(
        [sys.executable, "-m", "vigie.config.prepare"],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["cause inconnue"]
        raise click.ClickException(
            f"La base des enregistrements n’a pas pu être préparée : {last[0]}"
        )


def _listen(port: int, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            self.cfg.set("bind", f"{HOST}:{port}")
            self.cfg.set("workers", workers)
            self.cfg.set("threads", 4)
            self.cfg.set("timeout", 300)
            self.cfg.set("graceful_timeout", 5)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("proc_name", "vigie")

        def load(self) -> object:
            # Called in each worker, after the fork.
            from django.core.wsgi import get_wsgi_application

            return get_wsgi_application()

    Site().run()
