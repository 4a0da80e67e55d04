"""Click in French: headings, the help option, and what goes wrong with an option."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click


class FrenchCommand(click.Command):
    """A command whose help page and errors are in French."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Usage\u00a0: "
        )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Affiche cette aide."
        return option


class LazyGroup(FrenchCommand, click.Group):
    """Commands that are imported when they are called: `vigie` itself starts at once.

    `modules` maps a command to the module whose `command` it is, and to its line of help.
    """

    def __init__(
        self, *args: object, modules: dict[str, tuple[str, str]] | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through as received
        self._modules = modules or {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(self._modules)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in self._modules:
            return None
        module = self._modules[cmd_name][0]
        try:
            loaded: click.Command = import_module(module).command
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            raise click.ClickException(
                f"La commande «\u00a0{cmd_name}\u00a0» n’est pas dans cette installation."
            ) from None
        return loaded

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commandes"):
            formatter.write_dl([(name, line) for name, (_, line) in self._modules.items()])


def run(command: click.Command) -> None:
    """Runs the command and leaves the process: 0, 2 for what the person can mend, 1 for ours."""
    try:
        code = command.main(standalone_mode=False, prog_name="vigie")
    except click.exceptions.Abort:
        print("Interrompu\u00a0: ce qui était en cours n’a pas été enregistré.", file=sys.stderr)
        sys.exit(130)
    except click.ClickException as error:
        print(_sentence(error), file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        if os.environ.get("VIGIE_DEBUG"):
            raise
        print(
            f"Panne de Vigie\u00a0: {type(error).__name__}, {error}\n"
            "Pour le détail technique, relancez avec VIGIE_DEBUG=1.",
            file=sys.stderr,
        )
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _expected(kind: click.ParamType[Any]) -> str:
    """What an option takes, where click would say it in English."""
    if isinstance(kind, click.Choice):
        return f"choisissez parmi {', '.join(map(str, kind.choices))}."
    if isinstance(kind, click.IntRange):
        return f"il faut un nombre entier, de {kind.min} à {kind.max}."
    return ""


def _sentence(error: click.ClickException) -> str:
    hint = ""
    context = getattr(error, "ctx", None)
    if context is not None:
        hint = f"\nAide\u00a0: {context.command_path} --help"
    if isinstance(error, click.NoSuchOption):
        return f"L’option {error.option_name} n’existe pas.{hint}"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"Il manque {name or 'un argument'}.{hint}"
    if isinstance(error, click.BadParameter) and error.param is not None:
        said = _expected(error.param.type) or error.message
        return f"{'/'.join(error.param.opts)}\u00a0: {said}{hint}"
    if isinstance(error, click.UsageError) and error.message.startswith("No such command"):
        return f"Cette commande n’existe pas.{hint}"
    return f"{error.format_message()}{hint}"
