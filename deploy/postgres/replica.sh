#!/bin/bash
# Copies the primary the first time, and follows it from then on. Reads are answered; nothing can be written here.
set -euo pipefail
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  # What an interrupted copy left.
  find "$PGDATA" -mindepth 1 -delete
  PGPASSWORD=$REPLICATION_PASSWORD pg_basebackup --host="$PRIMARY_HOST" --username=replica --pgdata="$PGDATA" \
    --slot=replica --wal-method=stream --checkpoint=fast --write-recovery-conf
fi
exec postgres -c hot_standby=on -c hot_standby_feedback=on -c max_standby_streaming_delay=30s
