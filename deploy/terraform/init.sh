#!/bin/bash
# User data of an instance, run once, at its first boot. Terraform renders it: a dollar sign with a brace is Terraform's.
set -euo pipefail

# The machine image is made for ECS and would look for a cluster to join.
systemctl --no-block stop ecs.service || true
systemctl mask ecs.service

cat >/usr/local/sbin/dmsa-start <<'SCRIPT'
#!/bin/bash
# Fetches the image and runs it until it ends.
set -euo pipefail
image='${image}'

# The network may be coming up, and registries limit how often they are asked.
for pause in 2 4 8 15 30 60 60 60 60 0; do
  if docker image inspect "$image" >/dev/null 2>&1 || docker pull --quiet "$image"; then
    break
  fi
  if [ "$pause" = 0 ]; then
    echo "The image could not be pulled: $image" >&2
    exit 1
  fi
  sleep "$pause"
done

docker rm --force dmsa >/dev/null 2>&1 || true
exec docker run \
  --name dmsa \
  --publish 80:80 \
  --read-only \
  --cap-drop ALL \
  --security-opt no-new-privileges \
  --pids-limit 256 \
  --stop-timeout ${stop_timeout} \
  ${log} \
%{ for setting in settings ~}
  --env ${setting} \
%{ endfor ~}
  "$image" serve
SCRIPT
chmod 755 /usr/local/sbin/dmsa-start

cat >/etc/systemd/system/dmsa.service <<'UNIT'
[Unit]
Description=dmsa
After=docker.service network-online.target
Requires=docker.service
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=/usr/local/sbin/dmsa-start
ExecStop=/usr/bin/docker stop dmsa
TimeoutStopSec=${stop_timeout + 15}
Restart=always
RestartSec=10
# What it says is also in the instance's console output.
StandardOutput=journal+console
StandardError=journal+console

[Install]
WantedBy=multi-user.target
UNIT

# Docker may be ordered after this very script: waiting for it here would never end.
systemctl daemon-reload
systemctl enable docker.service dmsa.service
systemctl --no-block start dmsa.service
