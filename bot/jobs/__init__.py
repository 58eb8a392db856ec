"""Jobs join the packages: pull into the store, detect in what was stored, answer from it. Time is a parameter."""
