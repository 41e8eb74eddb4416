"""The hub on the wire: OCPI over HTTP between Charge Point Operators and Demand Partners.

The pure half (objects, envelope, handshake, routing, conversion) is ``core.ocpi``; what the network
itself does with a message (keep, authorise, carry, quote) is ``core.service``. Here are sockets.
"""
