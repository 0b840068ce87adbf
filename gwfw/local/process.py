"""Starting a process of the app's code for `gwfw local`: its command line, its environment, our end of its socket.

It imports only small modules of the standard library, so that the process imports the app while everything else
of `gwfw local` is still being imported.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Command", "Spawned", "environment", "spawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """How to start the app's process: the app's location (None: as the folder says), and how AWS is reached from it."""

    app: str | None
    folder: Path
    region: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class Spawned:
    """A process that was just started, and our end of its socket."""

    process: subprocess.Popen[bytes]
    socket: socket.socket


def environment(command: Command, inherited: Mapping[str, str]) -> dict[str, str]:
    """The process's environment: the developer's own, but every AWS SDK in it speaks to the local endpoint only.

    All `AWS_*` variables are dropped (profiles, sessions, roles, other endpoints), credentials are dummies, configuration
    files point nowhere, proxies are not used for this machine, and no name is put before its address (`sync-127.0.0.1`).
    """
    kept = {name: value for name, value in inherited.items() if not name.startswith("AWS_") and name != "GWFW_BINDINGS"}
    hosts = ",".join(filter(None, (inherited.get("NO_PROXY") or inherited.get("no_proxy"), "127.0.0.1,localhost,::1")))
    return {
        **kept,
        "AWS_ENDPOINT_URL": command.endpoint,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": command.region,
        "AWS_DEFAULT_REGION": command.region,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "NO_PROXY": hosts,
        "no_proxy": hosts,
        "PYTHONUNBUFFERED": "1",
    }


def spawn(command: Command) -> Spawned:
    """Start the process. Ctrl-C is blocked while it starts: its own first act is to ignore it."""
    ours, theirs = socket.socketpair()
    arguments = [str(theirs.fileno()), *([command.app] if command.app is not None else [])]
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-m", "gwfw.local.worker", *arguments],
            cwd=command.folder,
            env=environment(command, os.environ),
            pass_fds=(theirs.fileno(),),
        )
    except BaseException:
        ours.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
    ours.setblocking(False)
    return Spawned(process, ours)
