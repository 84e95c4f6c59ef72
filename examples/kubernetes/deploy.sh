#!/bin/sh
# Takes the image of the tag to the stage's namespace and waits until it runs.
set -eu
kubectl --namespace "$NAMESPACE" set image deployment/shop "shop=$IMAGE"
kubectl --namespace "$NAMESPACE" rollout status deployment/shop --timeout 300s
