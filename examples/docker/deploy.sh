#!/bin/sh
# Builds the image of the tag, pushes it to the registry and runs it on the stage's machine.
set -eu
# nothing of the login stays on this machine, and no argument holds the password
DOCKER_CONFIG=$(mktemp -d)
export DOCKER_CONFIG
trap 'rm -rf "$DOCKER_CONFIG"' EXIT
registry=${IMAGE%%/*}
printf '%s' "${REGISTRY_LOGIN#*:}" | docker login --username "${REGISTRY_LOGIN%%:*}" --password-stdin "$registry"
docker build --build-arg "VERSION=$PIPELINE_TAG" --build-arg "SHA=$PIPELINE_SHA" --tag "$IMAGE" .
docker push "$IMAGE"
docker rm --force "shop-$PIPELINE_STAGE" >/dev/null 2>&1 || true
docker run --detach --name "shop-$PIPELINE_STAGE" --restart unless-stopped --publish "${PORT:-8080}:8080" "$IMAGE"
