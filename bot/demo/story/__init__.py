"""The made-up engagement: ten weeks of a client product called Harbour, told without any tracker's words."""
