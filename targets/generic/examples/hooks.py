#!/usr/bin/env python3
"""Hooks in Python, nothing but its own library: acts for people of the reference peer through its user API.

Replace the URLs by those of your server. The call is JSON on standard input, the answer JSON on standard output: docs/hooks.md.
"""

import base64
import json
import os
import ssl
import sys
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

call = json.load(sys.stdin)
action, args = call["action"], call["args"]
share = args.get("share", {})
credentials = base64.b64encode(f"{call['actor']}:{os.environ.get('OCM_HOOK_PASSWORD', '')}".encode()).decode()
trust = ssl.create_default_context(cafile=os.environ.get("OCM_HOOK_CA"))


class Refused(Exception):
    """The server said no."""


def ask(method, path, body=None):
    """One request for the actor; gives the bytes of the answer."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    request = Request(
        f"{os.environ['OCM_HOOK_URL'].rstrip('/')}/api{path}",
        data=data,
        method=method,
        headers={"authorization": f"Basic {credentials}", "content-type": kind},
    )
    try:
        with urlopen(request, context=trust, timeout=call["deadlineMs"] / 1000) as reply:
            return reply.read()
    except HTTPError as error:
        said = error.read()
        try:
            raise Refused(json.loads(said)["message"]) from error
        except (ValueError, KeyError):
            raise Refused(f"status {error.code}") from error


def received(inside=None):
    path = f"/received/{quote(share['id'], safe='')}/content"
    return path if inside is None else f"{path}/{quote(inside)}"


def listed():
    if args["of"] == "files":
        return json.loads(ask("GET", f"/folders{quote(args['path'])}"))
    if args["of"] == "inside":
        return json.loads(ask("GET", f"/received/{quote(share['id'], safe='')}/entries"))
    if args["of"] == "sent":
        sent = json.loads(ask("GET", f"/shares?path={quote(args['path'])}"))
        return [{"id": each["providerId"], "to": each["to"]} for each in sent]
    shares = json.loads(ask("GET", f"/{args['of']}"))
    return [each for each in shares if not each.get("isLocal")]


def act():
    """Does what is asked for; gives what the answer holds besides "ok"."""
    if action == "put":
        ask("PUT", f"/files{quote(args['path'])}", base64.b64decode(args["content"]))
    elif action == "folder":
        ask("PUT", f"/folders{quote(args['path'])}")
    elif action == "share":
        wish = {name: args[name] for name in ("path", "permission", "resource") if name in args}
        wish["address"] = args["to"]
        return {"id": json.loads(ask("POST", "/shares", wish))["providerId"]}
    elif action == "permit":
        ask("PATCH", f"/shares/{quote(share['id'], safe='')}", {"permission": args["permission"]})
    elif action == "unshare":
        ask("DELETE", f"/shares/{quote(share['id'], safe='')}")
    elif action == "list":
        return {"items": listed()}
    elif action in ("accept", "decline"):
        ask("POST", f"/pending/{quote(share['id'], safe='')}/{action}")
    elif action == "leave":
        ask("DELETE", f"/received/{quote(share['id'], safe='')}")
    elif action == "read":
        content = ask("GET", received(args.get("inside")) if share else f"/files{quote(args['path'])}")
        return {"items": [base64.b64encode(content).decode()]}
    elif action == "write":
        ask("PUT", received(args.get("inside")), base64.b64decode(args["content"]))
    elif action == "rename":
        ask("MOVE", received(args["from"]), {"to": args["to"]})
    elif action == "remove":
        ask("DELETE", received(args["inside"]) if share else f"/files{quote(args['path'])}")
    elif action == "open":
        page = ask("GET", f"/received/{quote(share['id'], safe='')}/app").decode()
        return {"items": [{**json.loads(page), "seen": page}]}
    elif action == "invite":
        return {"items": [json.loads(ask("POST", "/invites", args))]}
    elif action == "take":
        ask("POST", "/invites/accept", {"text": args["text"]})
    elif action == "contacts":
        return {"items": json.loads(ask("GET", "/contacts"))}
    elif action == "forget":
        ask("DELETE", f"/contacts/{quote(args['address'], safe='')}")
    else:
        raise Refused("this hook knows no such action")
    return {}


try:
    answer = {"ok": True, **act()}
except Refused as no:
    answer = {"ok": False, "error": str(no)}
print(json.dumps(answer))
