// Made by `npm run build` from src/engine: change it there.
import {
  newestVersion,
  reviewNewestSecrets,
  reviewStageSecrets,
  secrets,
  setSecret,
  storeSecret
} from "./release-secrets.js";
import "./release-ports.js";
import "./common-7.js";
import "./core-plan-way-back.js";
import "./core-aws-credentials.js";
import "./release-append.js";
import "./core-ledger-fold.js";
import "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-forge.js";
import "./core-ledger-owner.js";
import "./core-stage.js";
import "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import "./valibot.js";
import "./common.js";
export {
  newestVersion,
  reviewNewestSecrets,
  reviewStageSecrets,
  secrets,
  setSecret,
  storeSecret
};
