#!/bin/sh
# Scales, lists the containers, writes the upstream, reloads nginx: what people run from cron or a deploy job.
# COMPOSE_FILE and COMPOSE_PROJECT_NAME name the project; $1 is the count, $2 the file of the upstream.
set -eu

docker compose up -d --wait --no-recreate --scale "web=$1" web

{
  echo "upstream web {"
  for id in $(docker compose ps -q web); do
    address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$id")
    echo "  server $address:8080;"
  done
  echo "  keepalive 32;"
  echo "}"
} >"$2"

docker compose exec -T balancer nginx -s reload
