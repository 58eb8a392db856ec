"""Slack's own TypeScript types as the judge. Wants Node, typescript and @slack/types (`npm install` them anywhere)."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sample import DIGEST
from slack_cases import MONSTROUS, QUIET

from bot.render.slack import render_answer, render_home, render_slack

ROOT = Path(__file__).parents[3]
MODULES = Path(os.environ.get("VESTED_NODE_MODULES", ROOT / "node_modules"))
TSC = MODULES / ".bin" / "tsc"
UNTYPED = {"data_visualization"}  # the types do not know it yet; the loopback Slack's rules check it
FLAGS = ("--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022")

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not TSC.exists() or not (MODULES / "@slack" / "types").exists(),
    reason="needs node, and typescript and @slack/types in ./node_modules or in the folder VESTED_NODE_MODULES",
)


def declared(name, kind, value):
    return f"export const {name}: {kind} = {json.dumps(value)};\n"


def judged(folder, source):
    (folder / "node_modules").symlink_to(MODULES.resolve())
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "blocks.ts").write_text(f'import type {{ HomeView, KnownBlock }} from "@slack/types";\n{source}')
    return subprocess.run(
        [TSC, *FLAGS, "blocks.ts"], cwd=folder, capture_output=True, text=True, timeout=100, check=False
    )


def typed(message):
    return [block for block in message.blocks if block["type"] not in UNTYPED]


def test_a_wrong_block_is_noticed(tmp_path):
    wrong = [{"type": "header", "text": {"type": "mrkdwn", "text": "no"}}]

    result = judged(tmp_path, declared("wrong", "KnownBlock[]", wrong))

    assert result.returncode != 0
    assert "mrkdwn" in result.stdout


@pytest.mark.parametrize("whole", [QUIET, DIGEST, MONSTROUS], ids=["quiet", "demo", "monstrous"])
def test_messages_and_homes_have_slacks_types(tmp_path, whole):
    posts = [render_slack(whole), render_slack(whole, native_charts=False, feedback=False)]
    messages = [*(one for post in posts for one in (post.main, *post.replies)), *render_answer(whole)]
    source = [declared(f"m{place}", "KnownBlock[]", typed(message)) for place, message in enumerate(messages)]
    source.append(declared("home", "HomeView", {"type": "home", "blocks": list(render_home(whole))}))

    result = judged(tmp_path, "".join(source))

    assert (result.returncode, result.stdout[:2_000]) == (0, "")
