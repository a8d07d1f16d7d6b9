#!/bin/sh
# Loads rows into PostgreSQL as psql's \copy does it from a ready file, then as
# rolecall does it, then with a kill half way: the times, and the same rows each
# time. It starts a server of its own, as the user postgres where it is run by root.
#
#   ./loads.sh 10000000      (10 minutes, 12 GB of disk)
#
# ROLECALL names a program to use instead of building one.
set -eu
cd "$(dirname "$0")"
count=${1:-1000000}
port=${PGPORT:-5599}
folder=$(mktemp -d)
rolecall=${ROLECALL:-$folder/rolecall}
[ -n "${ROLECALL:-}" ] || (cd ../.. && go build -o "$rolecall" ./cmd/rolecall)
bin=$(dirname "$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb | tail -n 1)")
as=
if [ "$(id -u)" = 0 ]; then as="runuser -u postgres --"; fi
mkdir "$folder/server"
[ -z "$as" ] || { chmod 755 "$folder"; chown postgres "$folder/server"; }
cd "$folder/server"
trap '$as "$bin/pg_ctl" -D "$folder/server/data" -m immediate stop >/dev/null 2>&1 || true; cd /; rm -rf "$folder"' EXIT
$as "$bin/initdb" -D "$folder/server/data" -U loader -A trust -E UTF8 >/dev/null
$as "$bin/pg_ctl" -D "$folder/server/data" -w -l "$folder/server/log" \
  -o "-c listen_addresses=127.0.0.1 -p $port -k $folder/server -c max_wal_size=4GB" start >/dev/null

sql() { psql -v ON_ERROR_STOP=1 -qAt -h 127.0.0.1 -p "$port" -U loader postgres -c "$1"; }
timed() { # what it is called, then the command
  label=$1
  shift
  /usr/bin/time -f "$label: %e s, %U s of processor time, peak memory %M KB" "$@"
}
begin_again() { sql "TRUNCATE users; DROP TABLE IF EXISTS rolecall_fixtures" 2>/dev/null; sql CHECKPOINT; }
rows() { sql "SELECT count(*), md5(string_agg(md5(users::text), '' ORDER BY _id)) FROM users"; }
url="postgres://loader@127.0.0.1:$port/postgres?table=users"

"$rolecall" fixtures --count 1 --quiet --format copy | psql -q -h 127.0.0.1 -p "$port" -U loader postgres
"$rolecall" fixtures --count "$count" --quiet --format copy | tee "$folder/all" | sed -n 's/^COPY [^(]*\(([^)]*)\).*/\1/p' >"$folder/columns"
sed -e '1,/^COPY /d' -e '/^\\\.$/,$d' "$folder/all" >"$folder/rows"
rm "$folder/all"

begin_again
timed 'copy of a ready file' psql -q -h 127.0.0.1 -p "$port" -U loader postgres -c "\\copy users $(cat "$folder/columns") FROM '$folder/rows'"
rm "$folder/rows"
copied=$(rows)

begin_again
timed 'rolecall --into' "$rolecall" fixtures --count "$count" --quiet --into "$url"
[ "$(rows)" = "$copied" ] || { echo "other rows than \\copy's: $(rows), $copied" >&2; exit 1; }

begin_again
"$rolecall" fixtures --count "$count" --quiet --into "$url" &
until [ "$(sql "SELECT pg_relation_size('users') > 100 * $count")" = t ]; do sleep 0.1; done
kill -9 $!
wait $! || true
echo "killed at $(sql 'SELECT count(*) FROM users') rows"
timed 'the rest, with --resume' "$rolecall" fixtures --count "$count" --quiet --resume --into "$url"
[ "$(rows)" = "$copied" ] || { echo "other rows after the kill: $(rows), $copied" >&2; exit 1; }
echo "the same rows each time: $copied"
