"""What a local run calls itself: account, region, stage, and the ids of its APIs. No environment variable is read.

Names carry the app and the stage, so that two apps in one process, or two stages, never meet.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gwfw.gateway.settings import GatewaySettings
    from gwfw.graph.facts import HttpFacts

__all__ = ["ACCOUNT_ID", "REGION", "LocalSettings"]

ACCOUNT_ID = "123456789012"
REGION = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSettings:
    """The deployment that a local run stands for. `app` is the app's name, `stage` the name of the deployment.

    `limits` False lets requests and messages pass that API Gateway refuses for their size. `account_id` is the one that
    the engines use; `api_keys` are those that WebSocket routes accept which require one. `facts` decides where AWS's
    documents and observations of HTTP APIs disagree; None takes the defaults. `signed`: calls of the management API are
    refused unless they are signed with the local credentials, as AWS does.
    """

    app: str
    stage: str = "dev"
    region: str = REGION
    account_id: str = ACCOUNT_ID
    limits: bool = True
    api_keys: tuple[str, ...] = ()
    facts: HttpFacts | None = None
    signed: bool = False

    @property
    def prefix(self) -> str:
        """What every physical name begins with: `library-dev`."""
        return f"{self.app}-{self.stage}"

    @property
    def http_api_id(self) -> str:
        """The HTTP API's id: 10 lower-case letters and digits, always the same for an app and a stage."""
        return self._api_id("http")

    @property
    def websocket_api_id(self) -> str:
        """The WebSocket API's id."""
        return self._api_id("websocket")

    def host(self, api_id: str) -> str:
        """The host name of an API as AWS would give it."""
        return f"{api_id}.execute-api.{self.region}.amazonaws.com"

    @property
    def websocket_endpoint(self) -> str:
        """The management API of the WebSocket API's stage, where nothing else is known (no port is open)."""
        return f"https://{self.host(self.websocket_api_id)}/{self.stage}"

    def gateway(self) -> GatewaySettings:
        """The same for the gateway."""
        from gwfw.gateway.settings import GatewaySettings
        from gwfw.graph.facts import HttpFacts
        from gwfw.local import signed

        return GatewaySettings(
            account_id=self.account_id,
            region=self.region,
            stage=self.stage,
            http_api_id=self.http_api_id,
            websocket_api_id=self.websocket_api_id,
            limits=self.limits,
            api_keys=self.api_keys,
            unsigned=partial(signed.unsigned, region=self.region) if self.signed else None,
            facts=self.facts or HttpFacts(),
        )

    def _api_id(self, api: str) -> str:
        digest = hashlib.sha256(f"{self.prefix}/{api}".encode()).hexdigest()
        return f"{int(digest[:15], 16):013x}"[:10]
