"""Made sites of many articles → how long digest and its peers take for them, side by side in one run."""
