#!/bin/sh
# A million users: two runs and four shards give the same bytes, in little
# memory; every one is valid and every email another, says ajv.
#
#   npm ci && ./million.sh
#
# ROLECALL names a program to use instead of building one.
set -eu
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rolecall=${ROLECALL:-$folder/rolecall}
[ -n "${ROLECALL:-}" ] || (cd ../.. && go build -o "$rolecall" ./cmd/rolecall)

GOMAXPROCS=1 /usr/bin/time -f '%M %e' -o "$folder/time" \
  "$rolecall" fixtures --count 1000000 --seed 42 --out "$folder/one"
read -r kilobytes seconds <"$folder/time"
echo "1000000 users on one core: $seconds s, peak memory $((kilobytes / 1024)) MB"
[ "$kilobytes" -lt 65536 ] || { echo "over 64 MB" >&2; exit 1; }

"$rolecall" fixtures --count 1000000 --seed 42 >"$folder/two"
cmp "$folder/one" "$folder/two"
echo "two runs: the same bytes"
for shard in 0 1 2 3; do
  "$rolecall" fixtures --from $((shard * 250000)) --count 250000 --seed 42
done >"$folder/two"
cmp "$folder/one" "$folder/two"
rm "$folder/two"
echo "four shards joined: the same bytes, sha256 $(sha256sum <"$folder/one" | cut -d' ' -f1)"

"$rolecall" spec --format json >"$folder/spec.json"
node --max-old-space-size=4096 validate.mjs "$folder/spec.json" COTUser email "$folder/one"
