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
    shipment = freight.shipment(parcels, host.there(), now)
    for parcel in shipment.sends:
        place.above(outbox / parcel.path)
        (outbox / parcel.path).write_bytes(files[parcel.path])
    return freight.expected(shipment, outbox, host.mark)
