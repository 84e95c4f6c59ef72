#!/bin/sh
# Copies the site to the stage's bucket. The version comes last: smoke looks for it.
set -eu
aws s3 sync public "s3://$BUCKET" --delete --exclude version.json
printf '{"version":"%s","sha":"%s"}' "$PIPELINE_TAG" "$PIPELINE_SHA" >version.json
aws s3 cp version.json "s3://$BUCKET/version.json" --cache-control no-cache
