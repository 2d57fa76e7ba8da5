#!/bin/sh
# Makes people of a Nextcloud share their personal calendar (over CalDAV), and files. For nextcloud-calendar.yaml, which says what a calendar is.
set -u
reply=$(mktemp) && trap 'rm -f "$reply"' EXIT

# ask METHOD PATH [curl options]: leaves the answer in $reply and its code in $status.
ask() {
  method=$1 path=$2
  shift 2
  status=$(curl -s -o "$reply" -w '%{http_code}' ${OCM_HOOK_CA:+--cacert "$OCM_HOOK_CA"} -u "$OCM_HOOK_ACTOR:$OCM_HOOK_PASSWORD" \
    -X "$method" -H 'OCS-APIRequest: true' "$@" "$OCM_HOOK_URL$path")
}
# answer ID
answer() {
  case $status in
  2*) printf '{"ok":true,"id":"%s"}\n' "$1" ;;
  *) printf '{"ok":false,"error":"Nextcloud answered %s"}\n' "$status" ;;
  esac
}
# calendar set|remove ADDRESS RIGHTS
calendar() {
  person=$(printf '%s' "$2" | base64 | tr -d '\n')
  body="<o:$1><d:href>principal:principals/remote-users/$person</d:href>$3</o:$1>"
  ask POST "/remote.php/dav/calendars/$OCM_HOOK_ACTOR/personal/" -H 'Content-Type: application/xml' \
    --data "<o:share xmlns:d=\"DAV:\" xmlns:o=\"http://owncloud.org/ns\">$body</o:share>"
  answer calendar
}

case "$OCM_HOOK_ACTION ${OCM_HOOK_RESOURCE:-}" in
"share calendar") calendar set "$OCM_HOOK_TO" '<o:read-write/>' ;;
"share ")
  ask PUT "/remote.php/dav/files/$OCM_HOOK_ACTOR$OCM_HOOK_PATH" --data 'a file'
  ask POST /ocs/v2.php/apps/files_sharing/api/v1/shares --data-urlencode "path=$OCM_HOOK_PATH" --data-urlencode "shareWith=$OCM_HOOK_TO" \
    --data shareType=6 --data permissions=19
  answer "$(sed -n 's:.*<id>\([0-9]*\)</id>.*:\1:p' "$reply" | head -1)"
  ;;
"unshare ")
  if [ "${OCM_HOOK_SHARE_ID:-}" = calendar ]; then calendar remove "$OCM_HOOK_SHARE_TO" ''; else
    ask DELETE "/ocs/v2.php/apps/files_sharing/api/v1/shares/$OCM_HOOK_SHARE_ID"
    answer "$OCM_HOOK_SHARE_ID"
  fi
  ;;
"remove ")
  ask DELETE "/remote.php/dav/files/$OCM_HOOK_ACTOR$OCM_HOOK_PATH"
  answer ''
  ;;
*) printf '{"ok":false,"error":"this hook does not know %s"}\n' "$OCM_HOOK_ACTION" ;;
esac
