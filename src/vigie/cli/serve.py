"""`vigie serve`: the site, on this machine only unless told otherwise."""

import ipaddress
import os
import socket
import subprocess
import sys

import click

from vigie.cli.french import FrenchCommand

HOST = "127.0.0.1"
_REFUSED = 2  # what vigie.config.prepare ends with when it refuses the start


@click.command("serve", cls=FrenchCommand)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="Port (8000 par défaut).")
@click.option(
    "--host",
    default=HOST,
    help="Adresse IP d’écoute (127.0.0.1 par défaut : cet ordinateur seulement).",
)
@click.option(
    "--workers", type=click.IntRange(1, 16), default=2, help="Processus qui répondent (2)."
)
def command(port: int, workers: int, host: str = HOST) -> None:
    """Ouvre les pages, sur cet ordinateur seulement sauf avec --host."""
    _refuse_host(host)
    if not _is_free(host, port):
        raise click.ClickException(
            f"Le port {port} est déjà pris. Choisissez-en un autre, par exemple : "
            f"vigie serve --port {port + 1 if port < 65535 else port - 1}"
        )
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigie.config.settings"
    address = f"http://{_here(host)}:{port}"
    if os.environ.get("VIGIE_PRODUCTION") != "1":
        os.environ.setdefault("VIGIE_BASE_URL", address)
    _prepare()
    click.echo(f"Vigie est ouverte : {address}/")
    click.echo("Pour arrêter : Ctrl + C")
    _listen(host, port, workers)


def _refuse_host(host: str) -> None:
    """Beyond this machine, only where people have to prove who they are."""
    from vigie.facts.home import Home

    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise click.ClickException(
            f"--host : {host} n’est pas une adresse IP. Écrivez par exemple 127.0.0.1, ou "
            "0.0.0.0 pour toutes celles de la machine."
        ) from None
    if not address.is_loopback and Home.from_environment().is_demo:
        raise click.ClickException(
            "Une démonstration laisse entrer chacun sans preuve : elle ne s’ouvre que sur "
            "cet ordinateur. Retirez --host, ou donnez un autre dossier à VIGIE_HOME."
        )


def _here(host: str) -> str:
    """How this machine writes the address in a link."""
    if ipaddress.ip_address(host).is_unspecified:
        return HOST
    return f"[{host}]" if ":" in host else host


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
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
    click.echo(done.stdout, nl=False)
    if done.returncode == _REFUSED:
        raise click.ClickException(done.stderr.strip())
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["cause inconnue"]
        raise click.ClickException(
            f"La base des enregistrements n’a pas pu être préparée\u00a0: {last[0]}"
        )


def _listen(host: str, port: int, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            self.cfg.set("bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
            self.cfg.set("workers", workers)
            self.cfg.set("threads", 4)
            self.cfg.set("timeout", 300)
            self.cfg.set("graceful_timeout", 5)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("proc_name", "vigie")

        def load(self) -> object:
            # Called in each worker, after the fork.
            from django.core.servers.basehttp import get_internal_wsgi_application

            # The application that the settings name: it refuses an unsafe production.
            return get_internal_wsgi_application()

    Site().run()
