"""A site and a target → the site there, as it was built: nothing that is wrong, hidden or half."""
