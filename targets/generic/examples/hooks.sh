#!/bin/sh
# Hooks in shell and curl: acts for people of the reference peer through its user API. Replace the URLs by those of your server.
# What is to be done stands in variables (OCM_HOOK_*); the whole call is JSON on standard input. docs/hooks.md explains both.
set -u

base="${OCM_HOOK_URL%/}/api"
call=$(cat)
reply=$(mktemp) && settings=$(mktemp) && body=$(mktemp) || exit 1
trap 'rm -f "$reply" "$settings" "$body"' EXIT

# The password goes through a file of ours: a command line can be read by everybody on the machine.
printf 'user = "%s:%s"\n' "$OCM_HOOK_ACTOR" "${OCM_HOOK_PASSWORD:-}" >"$settings"
[ -n "${OCM_HOOK_CA:-}" ] && printf 'cacert = "%s"\n' "$OCM_HOOK_CA" >>"$settings"

# A text as JSON, and a path with everything but / percent-encoded.
json() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }
encoded() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g; s/%2f/\//g'; }
# Base64 holds nothing that JSON would escape, so it can be cut out of the call however long it is.
content() { printf %s "$call" | sed -n 's/.*"content":"\([^"]*\)".*/\1/p' | base64 -d >"$body"; }

# ask METHOD PATH [options of curl]: the answer is in $reply, its status in $status.
ask() {
  method=$1 path=$2
  shift 2
  status=$(curl -sS -K "$settings" -X "$method" -o "$reply" -w '%{http_code}' "$@" "$base$path") || exit 1
}
fields() { ask "$1" "$2" -H 'content-type: application/json' --data "$3"; }
bytes() { content && ask PUT "$1" -H 'content-type: application/octet-stream' --data-binary "@$body"; }

refuse() {
  words=$(sed -n 's/^{"message":\(".*"\)}$/\1/p' "$reply")
  printf '{"ok":false,"error":%s}\n' "${words:-"\"status $status\""}"
  exit 0
}
# Ends with what was asked for, where the server did it: ITEMS is JSON.
answer() {
  case $status in 2*) ;; *) refuse ;; esac
  [ $# -gt 0 ] && printf '{"ok":true,"items":%s}\n' "$1" || printf '{"ok":true}\n'
}

share="/received/$(encoded "${OCM_HOOK_SHARE_ID:-}")"
inside="$share/content${OCM_HOOK_INSIDE:+/$(encoded "$OCM_HOOK_INSIDE")}"

case "$OCM_HOOK_ACTION" in
put) bytes "/files$(encoded "$OCM_HOOK_PATH")" && answer ;;
folder) ask PUT "/folders$(encoded "$OCM_HOOK_PATH")" && answer ;;
share)
  if [ -n "${OCM_HOOK_RESOURCE:-}" ]; then
    fields POST /shares "{\"resource\":$(json "$OCM_HOOK_RESOURCE"),\"address\":$(json "$OCM_HOOK_TO")}"
  else
    fields POST /shares "{\"path\":$(json "$OCM_HOOK_PATH"),\"address\":$(json "$OCM_HOOK_TO"),\"permission\":\"$OCM_HOOK_PERMISSION\"}"
  fi
  case $status in 2*) ;; *) refuse ;; esac
  printf '{"ok":true,"id":%s}\n' "$(json "$(sed 's/.*"providerId":"\([^"]*\)".*/\1/' "$reply")")"
  ;;
permit) fields PATCH "/shares/$(encoded "$OCM_HOOK_SHARE_ID")" "{\"permission\":\"$OCM_HOOK_PERMISSION\"}" && answer ;;
unshare) ask DELETE "/shares/$(encoded "$OCM_HOOK_SHARE_ID")" && answer ;;
list)
  case "$OCM_HOOK_OF" in
  files) ask GET "/folders$(encoded "$OCM_HOOK_PATH")" ;;
  sent) ask GET "/shares?path=$(encoded "$OCM_HOOK_PATH")" ;;
  pending) ask GET /pending ;;
  received) ask GET /received ;;
  inside) ask GET "$share/entries" ;;
  esac
  answer "$(sed 's/"providerId":/"id":/g' "$reply")"
  ;;
accept | decline) ask POST "/pending/$(encoded "$OCM_HOOK_SHARE_ID")/$OCM_HOOK_ACTION" && answer ;;
leave) ask DELETE "$share" && answer ;;
read)
  if [ -n "${OCM_HOOK_SHARE_ID:-}" ]; then ask GET "$inside"; else ask GET "/files$(encoded "$OCM_HOOK_PATH")"; fi
  answer "[\"$(base64 <"$reply" | tr -d '\n')\"]"
  ;;
write) bytes "$inside" && answer ;;
rename) fields MOVE "$share/content/$(encoded "$OCM_HOOK_FROM")" "{\"to\":$(json "$OCM_HOOK_TO")}" && answer ;;
remove)
  if [ -n "${OCM_HOOK_SHARE_ID:-}" ]; then ask DELETE "$inside"; else ask DELETE "/files$(encoded "$OCM_HOOK_PATH")"; fi
  answer
  ;;
open) ask GET "$share/app" && answer "[{\"seen\":$(json "$(cat "$reply")"),$(sed 's/^{//' "$reply")]" ;;
invite)
  wish='{}'
  [ -n "${OCM_HOOK_ENDS:-}" ] && wish="{\"ends\":$(json "$OCM_HOOK_ENDS")}"
  fields POST /invites "$wish"
  answer "[$(cat "$reply")]"
  ;;
take) fields POST /invites/accept "{\"text\":$(json "$OCM_HOOK_TEXT")}" && answer ;;
contacts) ask GET /contacts && answer "$(cat "$reply")" ;;
forget) ask DELETE "/contacts/$(encoded "$OCM_HOOK_ADDRESS")" && answer ;;
*) printf '{"ok":false,"error":"this hook knows no such action"}\n' ;;
esac
