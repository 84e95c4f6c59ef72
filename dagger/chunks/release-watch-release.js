// Made by `npm run build` from src/engine: change it there.
import {
  onWatched,
  resumeWatch
} from "./release-watch-checks.js";
import "./common-7.js";
import "./release-gate-inputs.js";
import "./release-append.js";
import "./common-6.js";
import "./core-aws-credentials.js";
import "./core-fact.js";
import "./core-ledger-fold.js";
import "./core-ledger-record.js";
import "./core-forge.js";
import "./core-ledger-runner.js";
import "./core-config-command-rules.js";
import "./semver.js";
import "./core-secret.js";
import "./core-config-tools.js";
import "./core-errors.js";
import "./core-stage.js";
import "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import "./core-text.js";
import "./valibot.js";
import "./common.js";
export {
  onWatched,
  resumeWatch
};
