#!/bin/sh
# Runs once, when PostgreSQL makes its database: a role that serves but owns nothing. "database grant helpdesk" gives it its rights.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set password="$(cat "$SERVING_PASSWORD_FILE")" <<'SQL'
create role helpdesk login password :'password';
revoke create on schema public from public;
SQL
