"""Files: announced, sent, and shared a moment after the answer."""

from bot.demo.slack.calling import Call, Desk, Upload, refuse
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import Message


def announce_file(call: Call) -> Json:
    """An address to send the file to."""
    length = call.word("length")
    if not length.isdigit() or int(length) == 0:
        refuse("invalid_arguments")
    upload = Upload(call.state.fresh_id("F"), call.word("filename"), int(length))
    call.desk.uploads[upload.id] = upload
    return {"upload_url": f"{call.desk.address}/upload/{upload.id}", "file_id": upload.id}


def receive_file(desk: Desk, name: str, content: bytes) -> tuple[int, str]:
    """The status and words that the upload address answers."""
    upload = desk.uploads.get(name)
    if upload is None or len(content) != upload.length:
        return 400, "the file is unknown or has another length"
    upload.content = content
    return 200, f"OK - {len(content)}"


def complete_files(call: Call) -> Json:
    """The files exist now; where a channel is named they appear in it a moment later."""
    files = call.json("files", refused="invalid_arguments") or []
    uploads = [call.desk.uploads.get(str(file.get("id"))) for file in files]
    sent = [upload for upload in uploads if upload is not None and upload.content is not None]
    if not files or len(sent) < len(files):
        refuse("file_not_found")
    titles = [str(file.get("title") or upload.name) for file, upload in zip(files, sent, strict=True)]
    told = [_file_json(upload, title, call.desk) for upload, title in zip(sent, titles, strict=True)]
    if call.maybe("channel_id") is not None:
        _share_later(call, tuple(told))
    return {"files": [{"id": file["id"], "title": file["title"]} for file in told]}


def _share_later(call: Call, told: tuple[Json, ...]) -> None:
    arguments = {"channel": call.arguments["channel_id"]}
    channel = Call(call.method, arguments, call.desk).inside()
    comment, thread = call.maybe("initial_comment") or "", call.maybe("thread_ts")

    def share() -> None:
        state, user = call.state, call.workspace.bot_user
        ts = state.next_ts()
        state.write(Message(channel=channel.id, ts=ts, user=user, text=comment, thread_ts=thread, files=told))

    call.desk.later(share)


def _file_json(upload: Upload, title: str, desk: Desk) -> Json:
    kind = upload.name.rpartition(".")[2].lower()
    mime = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}.get(kind, "application/octet-stream")
    url = f"{desk.address}/files/{upload.id}/{upload.name}"
    told = {"id": upload.id, "name": upload.name, "title": title, "size": upload.length, "filetype": kind}
    return told | {"mimetype": mime, "url_private": url, "permalink": url}
