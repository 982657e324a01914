#!/bin/bash
# Runs once, when the primary makes its cluster: an account and a slot for the replica.
set -euo pipefail
psql --variable ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --variable password="$REPLICATION_PASSWORD" <<'SQL'
create role replica with replication login password :'password';
select pg_create_physical_replication_slot('replica', true);
SQL
echo 'host replication replica samenet scram-sha-256' >>"$PGDATA/pg_hba.conf"
