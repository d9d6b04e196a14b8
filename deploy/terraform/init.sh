#!/bin/bash
# User data of an instance, run once, at its first boot. Terraform renders it: a dollar sign with a brace is Terraform's.
set -euo pipefail

# The machine image is made for ECS and would look for a cluster to join.
systemctl --no-block stop ecs.service || true
systemctl mask ecs.service

systemctl enable --now docker.service

# A network that is just coming up deserves some patience.
pulled=false
for attempt in 1 2 3 4 5 6 7 8; do
  if docker pull --quiet '${image}'; then
    pulled=true
    break
  fi
  sleep "$((attempt * 2))"
done
if [ "$pulled" = false ]; then
  echo 'The image could not be pulled: ${image}' >&2
  exit 1
fi

# After a reboot Docker starts it again; when the instance is stopped, it has time to finish its requests.
docker run \
  --detach \
  --name dmsa \
  --restart always \
  --publish 80:80 \
  --read-only \
  --cap-drop ALL \
  --security-opt no-new-privileges \
  --pids-limit 256 \
  --stop-timeout ${stop_timeout} \
  --log-driver local \
  --log-opt max-size=10m \
  --log-opt max-file=5 \
%{ for setting in settings ~}
  --env ${setting} \
%{ endfor ~}
  '${image}' serve
