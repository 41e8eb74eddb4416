"""What the network itself does, plugged into a hub that relays."""

from core.gateway.acts import Acts
from core.gateway.authorisation_desk import AuthorisationDesk
from core.gateway.cdr_desk import CdrDesk
from core.gateway.cdr_intake import CdrIntake
from core.gateway.hub import Hub
from core.gateway.kept_desk import KeptDesk
from core.gateway.outbox_desk import OutboxDesk
from core.gateway.relay import Relay
from core.ocpi.modules import InterfaceRole, ModuleId
from core.service.fresh_known import FreshKnown


def plug_acts(hub: Hub, relay: Relay) -> Acts:
    """Let the network act on what is relayed, and answer what is asked of the hub itself."""
    known = FreshKnown(hub.runtime)
    acts = Acts(
        runtime=hub.runtime,
        known=known,
        use=hub.use,
        relay=relay,
        cdrs=CdrDesk(intake=CdrIntake(hub.runtime, known)),
        authorisations=AuthorisationDesk(
            hub.runtime, known, lambda: hub.registry.directory, hub.use
        ),
        kept=KeptDesk(runtime=hub.runtime, use=hub.use),
    )
    relay.keep, relay.itself, relay.collect = acts.keep, acts.itself, acts.collect
    relay.find_partner = acts.kept.find_partner
    hub.answerers[ModuleId.TARIFFS, InterfaceRole.SENDER] = acts.tariffs
    outbox = OutboxDesk(
        runtime=hub.runtime,
        use=hub.use,
        directory=lambda: hub.registry.directory,
        forwarder=relay.forwarder,
    )
    hub.background += [acts.run, outbox.run]
    return acts
