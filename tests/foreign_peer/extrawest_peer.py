"""A CPO or an eMSP made of ``extrawest-ocpi``, a library of others: run in its own environment.

    OCPI_HOST=127.0.0.1:9101 PROTOCOL=http COUNTRY_CODE=FR PARTY_ID=XWC \
        python extrawest_peer.py CPO SECRET-TOKEN-A

The library reads those variables when it is imported. Everything OCPI - the routes, the schemas,
the answer to a handshake, the pushes - is the library's. Here are a memory for its objects and,
under /control, the buttons a person would press: put an object into the memory, push it to whoever
is connected, list what has arrived.
"""

import secrets
import sys
from typing import Annotated, Any

import uvicorn
from fastapi import Body, FastAPI
from py_ocpi import get_application
from py_ocpi.core.adapter import BaseAdapter
from py_ocpi.core.authentication.authenticator import Authenticator
from py_ocpi.core.config import settings
from py_ocpi.core.crud import Crud
from py_ocpi.core.enums import Action, ModuleID, RoleEnum
from py_ocpi.core.push import push_object
from py_ocpi.core.schemas import Push, Receiver
from py_ocpi.modules.versions.enums import VersionNumber

ROLE, TOKEN_A = sys.argv[1:]
CREDENTIALS = ModuleID.credentials_and_registration

objects: dict[str, dict[str, dict[str, Any]]] = {}
"""module -> lower-cased id -> object."""
peer: dict[str, Any] = {}
"""Credentials and endpoints of whoever registered here, and the token C it was given."""


def registered(data: dict[str, Any]) -> dict[str, Any]:
    """Keep the credentials of a peer, and give it ours with a new token C."""
    peer.update(data, token_c=secrets.token_urlsafe(24))
    return own_credentials()


def own_credentials() -> dict[str, Any]:
    """What we are, and the token that the peer uses here."""
    return {
        "token": peer["token_c"],
        "url": f"http://{settings.OCPI_HOST}/{settings.OCPI_PREFIX}/versions",
        "roles": [
            {
                "role": ROLE,
                "country_code": settings.COUNTRY_CODE,
                "party_id": settings.PARTY_ID,
                "business_details": {"name": f"extrawest {ROLE}"},
            }
        ],
    }


class Memory(Crud):
    """Objects by module and id; the library asks and tells."""

    @classmethod
    async def get(
        cls, module: ModuleID, _role: RoleEnum, key: str, *_: object, **__: object
    ) -> Any:
        """An object, or None."""
        if module is CREDENTIALS:
            return own_credentials() if peer else None
        return objects.get(module.value, {}).get(str(key).lower())

    @classmethod
    async def list(
        cls, module: ModuleID, _role: RoleEnum, filters: dict, *_: object, **__: object
    ) -> Any:
        """A page, how many there are, and whether it is the last."""
        found = list(objects.get(module.value, {}).values())
        end = filters["offset"] + filters["limit"]
        return found[filters["offset"] : end], len(found), end >= len(found)

    @classmethod
    async def create(
        cls, module: ModuleID, _role: RoleEnum, data: dict, *_: object, **__: object
    ) -> Any:
        """A new object, or a new peer."""
        if module is CREDENTIALS:
            return registered(data)
        key = str(data.get("id") or data.get("uid")).lower()
        objects.setdefault(module.value, {})[key] = data
        return data

    @classmethod
    async def update(
        cls,
        module: ModuleID,
        _role: RoleEnum,
        data: dict,
        key: str | None = None,
        *_: object,
        **named: object,
    ) -> Any:
        """An object as it is now, or a peer's new credentials."""
        if module is CREDENTIALS:
            return registered(data)
        objects.setdefault(module.value, {})[str(key or named["id"]).lower()] = data
        return data

    @classmethod
    async def delete(
        cls, module: ModuleID, _role: RoleEnum, key: str, *_: object, **__: object
    ) -> None:
        """Forget an object, or the peer."""
        if module is CREDENTIALS:
            peer.clear()
        objects.get(module.value, {}).pop(str(key).lower(), None)

    @classmethod
    async def do(
        cls, _module: ModuleID, _role: RoleEnum, action: Action, data: dict, **_: object
    ) -> Any:
        """Whether a token may charge: every one that is known may."""
        token = objects.get("tokens", {}).get(str(data.get("token_uid")).lower())
        if action is not Action.authorize_token or token is None:
            return None
        return {"allowed": "ALLOWED", "token": token}


class Tokens(Authenticator):
    """Who may speak to this peer: token A until a handshake, then token C."""

    @classmethod
    async def get_valid_token_a(cls) -> list[str]:
        """Of those who may register."""
        return [] if peer else [TOKEN_A]

    @classmethod
    async def get_valid_token_c(cls) -> list[str]:
        """Of those who are registered."""
        return [peer["token_c"]] if peer else []


def application() -> FastAPI:
    """The library's application with the memory behind it."""
    app: FastAPI = get_application(
        version_numbers=[VersionNumber.v_2_2_1],
        roles=[RoleEnum(ROLE)],
        crud=Memory,
        modules=[
            *(CREDENTIALS, ModuleID.locations, ModuleID.tariffs),
            *(ModuleID.tokens, ModuleID.sessions, ModuleID.cdrs),
        ],
        authenticator=Tokens,
        adapter=BaseAdapter,
    )
    app.get("/control")(connected)
    app.get("/control/{module}")(arrived)
    app.put("/control/{module}/{key}")(put_object)
    app.post("/control/{module}/{key}/push")(push)
    return app


async def connected() -> dict[str, bool]:
    """Whether somebody is registered."""
    return {"connected": bool(peer)}


async def arrived(module: str) -> dict[str, Any]:
    """Every object of a module by its lower-cased id."""
    return objects.get(module, {})


async def put_object(
    module: str, key: str, data: Annotated[dict[str, Any], Body()]
) -> dict[str, str]:
    """Keep an object as our own."""
    objects.setdefault(module, {})[key.lower()] = data
    return {"kept": key}


async def push(module: str, key: str) -> dict[str, Any]:
    """Let the library push one of our objects to the peer; tell what the peer answered."""
    credentials = peer["credentials"]
    details = f"{credentials['url'].rsplit('/', 1)[0]}/{VersionNumber.v_2_2_1.value}"
    receiver = Receiver(endpoints_url=details, auth_token=credentials["token"])
    told = await push_object(
        VersionNumber.v_2_2_1,
        Push(module_id=ModuleID(module), object_id=key, receivers=[receiver]),
        Memory,
        BaseAdapter,
        peer["token_c"],
    )
    answer = told.receiver_responses[0]
    return {"status": answer.status_code, "answer": answer.response}


if __name__ == "__main__":
    host, port = settings.OCPI_HOST.split(":")
    uvicorn.run(application(), host=host, port=int(port), log_level="warning")
