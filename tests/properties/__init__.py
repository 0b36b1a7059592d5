"""What holds for any site and any series of edits."""
