"""The made-up engagement: ten weeks of a client product called Harbour, told without any tracker's words.

`build.build(now)` places it so that its tenth week is the last complete one; `build.as_of` shows it as it stood
earlier; `truth.truth(now)` is what is planted in it. The texts are in `data/`, one file for each part of the story.
"""
