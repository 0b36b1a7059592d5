"""Tests of what brings a site to its host, and what all of them send."""

from collections.abc import Mapping
from pathlib import Path

from digest import freight, place
from digest.fingerprint import of_bytes
from digest.model import Shipment
from digest.publishers import Host


def ready(
    host: Host, files: Mapping[str, bytes], now: int, outbox: Path, moved: Mapping[str, str] = {}
) -> Shipment:
    """What `digest publish` prepares to bring a host to these files, which wait in the outbox then."""
    parcels = [
        freight.parcel(path, of_bytes(content), len(content), moved)
        for path, content in files.items()
    ]
    for path, content in files.items():
        place.above(outbox / path)
        (outbox / path).write_bytes(content)
    there = freight.recognized(host.there(), parcels, outbox, host.mark, host.read)
    shipment = freight.shipment(parcels, there, now)
    return awaited(shipment, outbox, host)


def awaited(shipment: Shipment, outbox: Path, host: Host) -> Shipment:
    """The same, with how its files, which wait in the outbox, are expected to lie there."""
    stamp = shipment.manifest.stamp
    lies = {
        parcel.path: freight.expected(parcel, outbox / parcel.path, stamp, host.mark, host.answers)
        for parcel in shipment.sends
    }
    return freight.placed(shipment, lies)
