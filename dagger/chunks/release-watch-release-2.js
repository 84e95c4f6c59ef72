// Made by `npm run build` from src/engine: change it there.
import {
  onWatched,
  resumeWatch
} from "./release-watch-release.js";
import "./common-8.js";
import "./core-aws-refusal.js";
import "./core-gates-input-gates.js";
import "./core-sst-failures.js";
import "./core-aws-credentials-verdict.js";
import "./release-append.js";
import "./common-10.js";
import "./core-fact.js";
import "./core-forge.js";
import "./core-ledger-fold.js";
import "./core-ledger-record.js";
import "./core-ledger-runner.js";
import "./core-github-place.js";
import "./core-config-watch.js";
import "./semver.js";
import "./core-config-placeholders.js";
import "./core-redact.js";
import "./core-stage.js";
import "./core-json.js";
import "./core-errors.js";
import "./core-reasons.js";
import "./core-text.js";
import "./core-nearest.js";
import "./core-config-fields.js";
import "./valibot.js";
import "./common.js";
export {
  onWatched,
  resumeWatch
};
