"""The product around the packages: configuration, jobs, digests, commands, and the surfaces they appear on."""
