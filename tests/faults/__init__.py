"""What kills, damage, full disks and neighbours do to a build: the old site or the new one, and nothing left behind."""
